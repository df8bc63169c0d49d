package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Where files have no owners, modes and keys, and a directory is no more than its path:
 * that of a zip file stands for all of them.
 */
class OtherFileSystemTest {

	@TempDir
	private Path place;

	private FileSystem zip;

	private Path directory;

	@BeforeEach
	void open() throws IOException {
		this.zip = FileSystems.newFileSystem(this.place.resolve("all.zip"), Map.of("create", "true"));
		this.directory = Files.createDirectory(this.zip.getPath("/dir"));
	}

	@AfterEach
	void close() throws IOException {
		this.zip.close();
	}

	private Path write(String name, String content) throws IOException {
		return Files.writeString(this.directory.resolve(name), content);
	}

	private List<String> names(SafeDirectory opened) throws IOException {
		List<String> names = new ArrayList<>();
		opened.forEachName(10, (name) -> names.add(name.toString()));
		return names;
	}

	@Test
	void aLookTellsKindAndSize() throws IOException {
		Path file = write("file", "content");
		Look look = Look.at(file);
		assertThat(Look.isUnix(file)).isFalse();
		assertThat(look.kind()).isEqualTo(Look.Kind.REGULAR);
		assertThat(look.path()).isEqualTo(file);
		assertThat(look.size()).isEqualTo(7);
		assertThat(look.key()).isNull();
		assertThat(look.owner()).isEqualTo(Look.UNKNOWN);
		assertThat(look.group()).isEqualTo(Look.UNKNOWN);
		assertThat(look.mode()).isEqualTo(Look.UNKNOWN);
		assertThat(look.links()).isEqualTo(1);
		assertThat(look.modified()).isEqualTo(Files.getLastModifiedTime(file));
		assertThat(Look.at(this.directory).kind()).isEqualTo(Look.Kind.DIRECTORY);
		assertThatThrownBy(() -> Look.at(this.directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
		assertThat(Look.number(file)).isZero();
		assertThat(Exchange.isOutOfReach(file, look)).isTrue();
		assertThat(ForeignFile.reason(look, LockFile.PRIVATE)).isNull();
	}

	@Test
	void aDirectoryIsToldFromAFile() throws IOException {
		Directories.Identity identity = Directories.identity(this.directory);
		assertThat(identity.key()).isNull();
		assertThat(identity.device()).isInstanceOf(FileStore.class);
		assertThat(Device.of(this.directory)).isInstanceOf(FileStore.class);
		Path file = write("file", "");
		assertThatThrownBy(() -> Directories.identity(file)).isInstanceOf(NotDirectoryException.class);
	}

	@Test
	void namesAreLookedAtAndDeleted() throws IOException {
		try (SafeDirectory opened = SafeDirectory.open(this.directory)) {
			assertThat(opened.key()).isNull();
			Path one = write("one", "content");
			assertThat(names(opened)).containsExactly("/dir/one");
			// That replaces no name, not even the one that was taken for it.
			assertThatThrownBy(() -> opened.rename(opened.look(one), this.directory.resolve("two")))
				.isInstanceOf(FileAlreadyExistsException.class);
			assertThat(names(opened)).containsExactly("/dir/one");
			assertThat(Files.readString(one)).isEqualTo("content");
			Look look = opened.look(one);
			assertThat(opened.delete(look)).isTrue();
			assertThat(names(opened)).isEmpty();
			assertThat(opened.delete(look)).isFalse();
			Files.createDirectory(one);
			assertThatThrownBy(() -> opened.delete(look)).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("was exchanged");
		}
	}

	@Test
	void whatIsNoDirectoryAnyMoreIsLeftAlone() throws IOException {
		try (SafeDirectory opened = SafeDirectory.open(this.directory)) {
			assertThat(names(opened)).isEmpty();
			Look look = opened.look(write("file", "content"));
			Files.delete(this.directory.resolve("file"));
			Files.delete(this.directory);
			Files.writeString(this.directory, "a file");
			assertThatThrownBy(() -> names(opened)).hasMessageContaining("is not the directory any more");
			assertThatThrownBy(() -> opened.delete(look)).hasMessageContaining("is not the directory any more");
			assertThatThrownBy(() -> opened.rename(look, this.directory.resolve("other")))
				.hasMessageContaining("is not the directory any more");
			assertThatThrownBy(() -> opened.read(look)).hasMessageContaining("is not the directory any more");
		}
	}

}
