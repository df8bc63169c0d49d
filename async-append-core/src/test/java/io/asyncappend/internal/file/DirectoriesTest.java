package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Directories are made where they are missing, and files are found in them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "modes and links are those of Unix")
class DirectoriesTest {

	@TempDir
	private Path directory;

	@Test
	void missingParentsAreMadeForThisUser() throws IOException {
		Path deep = this.directory.resolve("a/b/c");
		Directories.Identity identity = Directories.require(deep);
		assertThat(deep).isDirectory();
		assertThat(identity.key()).isEqualTo(Look.at(deep).key());
		assertThat(identity.device()).isEqualTo(Device.of(deep)).isEqualTo(Device.of(this.directory));
		assertThat(Device.of(Path.of("/proc"))).isNotEqualTo(identity.device());
		assertThat(Files.getPosixFilePermissions(this.directory.resolve("a"))).doesNotContain(
				PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE,
				PosixFilePermission.GROUP_WRITE);
		assertThat(Directories.require(deep).key()).isEqualTo(identity.key());
		assertThat(Directories.identity(deep.getParent()).key()).isNotEqualTo(identity.key());
	}

	@Test
	void aFileIsNoDirectory() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		Path dangling = Files.createSymbolicLink(this.directory.resolve("dangling"), Path.of("none"));
		assertThatThrownBy(() -> Directories.require(file)).isInstanceOf(NotDirectoryException.class);
		assertThatThrownBy(() -> Directories.require(file.resolve("sub"))).isInstanceOf(NotDirectoryException.class);
		assertThatThrownBy(() -> Directories.require(dangling)).isInstanceOf(NotDirectoryException.class);
		assertThatThrownBy(() -> Directories.identity(this.directory.resolve("none")))
			.isInstanceOf(NoSuchFileException.class);
	}

	@Test
	void onlyWhatIsThereIsForced() throws IOException {
		Directories.force(this.directory);
		Directories.forceIfReadable(this.directory);
		assertThatThrownBy(() -> Directories.force(this.directory.resolve("none"))).isInstanceOf(IOException.class);
		Directories.forceIfReadable(this.directory.resolve("none"));
	}

	@Test
	void aFileIsFoundWithWhatItsPathLeadsThrough() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("real"));
		Files.createDirectory(this.directory.resolve("real"));
		LocatedFile missing = RegularFile.locate(link.resolve("file"), true);
		Path real = this.directory.toRealPath().resolve("real/file");
		assertThat(missing.path()).isEqualTo(real);
		assertThat(missing.look()).isNull();
		assertThat(missing.linked()).isFalse();
		assertThat(missing.directoryKey()).isEqualTo(Look.at(real.getParent()).key());
		assertThat(missing.device()).isEqualTo(Device.of(this.directory));
		Files.createFile(real);
		assertThat(RegularFile.locate(real, false).look().isSame(Look.at(real))).isTrue();
		Path toFile = Files.createSymbolicLink(this.directory.resolve("to-file"), Path.of("link/file"));
		LocatedFile linked = RegularFile.locate(toFile, true);
		assertThat(linked.path()).isEqualTo(real);
		assertThat(linked.linked()).isTrue();
		assertThat(linked.directoryKey()).isEqualTo(Look.at(this.directory).key());
		assertThat(linked.device()).isEqualTo(Device.of(this.directory));
		assertThatThrownBy(() -> RegularFile.locate(toFile, false)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is not a regular file but a symbolic link");
	}

	@Test
	void aLinkToAnotherFileSystemLeadsThere() throws IOException {
		try (SmallDisk disk = SmallDisk.mount(this.directory.resolve("disk"))) {
			assertThat(disk).isNotNull();
			Path file = Files.createFile(this.directory.resolve("disk/file"));
			Path link = Files.createSymbolicLink(this.directory.resolve("link"), file);
			LocatedFile located = RegularFile.locate(link, true);
			assertThat(located.device()).isEqualTo(Device.of(file)).isNotEqualTo(Device.of(this.directory));
			assertThat(located.directoryKey()).isEqualTo(Look.at(this.directory).key());
		}
	}

	@Test
	void linksAreFollowedAsOftenAsTheOperatingSystemDoes() throws IOException {
		Files.createFile(this.directory.resolve("0"));
		for (int i = 1; i <= 41; i++) {
			Files.createSymbolicLink(this.directory.resolve(Integer.toString(i)), Path.of(Integer.toString(i - 1)));
		}
		assertThat(RegularFile.locate(this.directory.resolve("40"), true).path()).hasFileName("0");
		assertThatThrownBy(() -> RegularFile.locate(this.directory.resolve("41"), true))
			.isInstanceOf(FileSystemException.class)
			.hasMessageContaining("leads in a circle");
	}

	@Test
	void whatIsNoRegularFileIsNamed() throws IOException {
		assertThatThrownBy(() -> RegularFile.locate(Path.of("/"), true)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is a directory, not a file");
		assertThatThrownBy(() -> RegularFile.locate(this.directory, true)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is a directory, not a file");
		assertThatThrownBy(() -> RegularFile.locate(Path.of("/dev/null"), true)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("a device, a FIFO or a socket");
		Path dangling = Files.createSymbolicLink(this.directory.resolve("dangling"), Path.of("none/file"));
		assertThatThrownBy(() -> RegularFile.locate(dangling, true)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is a symbolic link to none/file, which does not exist");
	}

}
