package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is done is done to what was looked at, or not at all. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "names and modes are those of Unix")
class SafeDirectoryTest {

	@TempDir
	private Path place;

	private Path path;

	private SafeDirectory directory;

	/** Those of the directory itself. */
	private int descriptors;

	@BeforeEach
	void open() throws IOException {
		this.path = Files.createDirectory(this.place.resolve("dir"));
		this.directory = SafeDirectory.open(this.path);
		this.descriptors = OpenDescriptors.under(this.place);
	}

	@AfterEach
	void close() throws IOException {
		this.directory.close();
		assertThat(OpenDescriptors.under(this.place)).isZero();
	}

	private Path name(String name) {
		return this.path.resolve(name);
	}

	private Look write(String name, String content) throws IOException {
		return Look.at(Files.writeString(name(name), content));
	}

	/** Another file gets the name. */
	private void exchange(String name, String content) throws IOException {
		Files.move(name(name), name(name + ".away"));
		Files.writeString(name(name), content);
	}

	/** Another directory gets the path. */
	private void exchangeDirectory() throws IOException {
		Files.move(this.path, this.place.resolve("moved"));
		Files.createDirectory(this.path);
	}

	private List<String> names() throws IOException {
		List<String> names = new ArrayList<>();
		this.directory.forEachName(100, (found) -> {
			assertThat(found.getParent()).isEqualTo(this.path);
			names.add(found.getFileName().toString());
		});
		return names;
	}

	@Test
	void itIsTheDirectoryThatWasOpened() throws IOException {
		assertThat(this.directory.key()).isEqualTo(Look.at(this.path).key());
		assertThatThrownBy(() -> SafeDirectory.open(name("none"))).isInstanceOf(NoSuchFileException.class);
		Path link = Files.createSymbolicLink(this.place.resolve("link"), this.path);
		assertThatThrownBy(() -> SafeDirectory.open(link)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is not the directory any more that was opened");
		assertThat(OpenDescriptors.under(this.place)).isEqualTo(this.descriptors);
		assertThat(this.directory.lockFile(name("log"))).isEqualTo(name(".log.lock"));
	}

	@Test
	void namesAreReadAsTheyAreEachTime() throws IOException {
		write("a", "");
		write("b", "");
		assertThat(names()).containsExactlyInAnyOrder("a", "b");
		write("c", "");
		assertThat(names()).containsExactlyInAnyOrder("a", "b", "c");
		exchangeDirectory();
		assertThat(names()).containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void noMoreNamesAreReadThanTheLimit() throws IOException {
		write("a", "");
		write("b", "");
		List<Path> read = new ArrayList<>();
		this.directory.forEachName(2, read::add);
		assertThat(read).hasSize(2);
		assertThatThrownBy(() -> this.directory.forEachName(1, read::add)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("has more than 1 entries");
		assertThat(read).hasSize(3);
	}

	@Test
	void aNameThatStandsForNothingIsNoError() throws IOException {
		assertThat(this.directory.look(name("none"))).isNull();
		Look look = write("a", "1");
		assertThat(this.directory.look(name("a")).isSame(look)).isTrue();
	}

	@Test
	void whatWasLookedAtIsRead() throws IOException {
		Look look = write("a", "content");
		Files.writeString(name("a"), " and more", StandardOpenOption.APPEND);
		try (SafeInput input = this.directory.read(look)) {
			assertThat(input.readAllBytes()).asString().isEqualTo("content");
		}
		exchangeDirectory();
		Files.writeString(name("a"), "another");
		// Relative to the directory that is open, but for a name that is gone by then.
		try (SafeInput input = this.directory.read(look)) {
			assertThat(input.readAllBytes()).asString().isEqualTo("content");
		}
	}

	@Test
	void anInterruptedThreadReads() throws IOException {
		Look look = write("a", "content");
		try (SafeInput input = this.directory.read(look)) {
			Thread.currentThread().interrupt();
			assertThat(input.readAllBytes()).asString().isEqualTo("content");
			assertThat(Thread.interrupted()).isTrue();
		}
		Thread.currentThread().interrupt();
		assertThatThrownBy(() -> this.directory.read(look)).isInstanceOf(ClosedChannelException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whatIsReadOnlyIsRead() throws IOException {
		write("a", "content");
		Files.setPosixFilePermissions(name("a"), PosixFilePermissions.fromString("r--r-----"));
		try (SafeInput input = this.directory.read(Look.at(name("a")))) {
			assertThat(input.readAllBytes()).asString().isEqualTo("content");
		}
	}

	@Test
	void whatIsNoRegularFileIsNotRead() throws IOException {
		Files.createSymbolicLink(name("link"), Path.of("a"));
		Look link = Look.at(name("link"));
		assertThatThrownBy(() -> this.directory.read(link)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is a symbolic link");
	}

	@Test
	void whatWasExchangedIsNotRead() throws IOException {
		Look look = write("a", "content");
		exchange("a", "another");
		assertThatThrownBy(() -> this.directory.read(look)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("was exchanged or cut by others");
		Files.delete(name("a"));
		assertThatThrownBy(() -> this.directory.read(look)).isInstanceOf(NoSuchFileException.class);
		Files.createSymbolicLink(name("a"), Path.of("a.away"));
		assertThatThrownBy(() -> this.directory.read(look)).isInstanceOf(FileSystemException.class);
	}

	@Test
	void whatWasCutIsNotRead() throws IOException {
		Look look = write("a", "content");
		Files.writeString(name("a"), "cut");
		assertThatThrownBy(() -> this.directory.read(look)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("was exchanged or cut by others");
	}

	@Test
	void whatAnotherOwnsByNowIsNotRead() throws IOException {
		Look look = write("a", "content");
		Look ofAnother = new Look(look.path(), look.kind(), look.key(), look.owner() + 1, look.group(), look.mode(),
				look.links(), look.size(), look.modified());
		assertThatThrownBy(() -> this.directory.read(ofAnother)).isInstanceOf(FileSystemException.class);
	}

	@Test
	void aFileIsCreatedWithItsModeUnlessTheNameIsTaken() throws IOException {
		try (SafeOutput output = this.directory.create(name("new"), PosixFilePermissions.fromString("r--------"))) {
			assertThat(output.name()).isEqualTo(name("new"));
			assertThat(output.look().isSame(Look.at(name("new")))).isTrue();
			assertThat(output.look().mode()).isEqualTo(0_400);
			output.stream().write(1);
			assertThat(output.size()).isEqualTo(1);
			output.force();
			assertThatThrownBy(() -> this.directory.create(name("new"), LockFile.PRIVATE))
				.isInstanceOf(FileAlreadyExistsException.class);
		}
		Files.createSymbolicLink(name("link"), Path.of("none"));
		assertThatThrownBy(() -> this.directory.create(name("link"), LockFile.PRIVATE))
			.isInstanceOf(FileAlreadyExistsException.class);
	}

	@Test
	void anOutputResemblesAnotherFile() throws IOException {
		write("a", "content");
		Files.setPosixFilePermissions(name("a"), PosixFilePermissions.fromString("rw-r--r-x"));
		Files.setLastModifiedTime(name("a"), FileTime.fromMillis(1_000_000));
		Look other = Look.at(name("a"));
		try (SafeOutput output = this.directory.create(name("new"), LockFile.PRIVATE)) {
			Files.move(name("new"), name("renamed"));
			write("new", "");
			output.resemble(other);
		}
		Look renamed = Look.at(name("renamed"));
		assertThat(renamed.mode()).isEqualTo(0_645);
		assertThat(renamed.modified()).isEqualTo(other.modified());
		assertThat(Look.at(name("new")).mode()).isNotEqualTo(0_645);
	}

	@Test
	void anOutputIsGivenToTheOwnerOfAnother() throws IOException {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a file to another user");
		write("a", "content");
		Files.setAttribute(name("a"), "unix:uid", 54_321);
		Files.setAttribute(name("a"), "unix:gid", 54_322);
		Look other = Look.at(name("a"));
		try (SafeOutput output = this.directory.create(name("new"), LockFile.PRIVATE)) {
			output.resemble(other);
		}
		Look look = Look.at(name("new"));
		assertThat(look.owner()).isEqualTo(54_321);
		assertThat(look.group()).isEqualTo(54_322);
		assertThat(look.mode()).isEqualTo(other.mode());
	}

	@Test
	void aSecondNameReplacesNothing() throws IOException {
		try (SafeOutput output = this.directory.create(name("new"), LockFile.PRIVATE)) {
			this.directory.link(output, name("second"));
			assertThat(Look.at(name("second")).isSame(output.look())).isTrue();
			assertThatThrownBy(() -> this.directory.link(output, name("second")))
				.isInstanceOf(FileAlreadyExistsException.class);
			exchange("new", "another");
			assertThatThrownBy(() -> this.directory.link(output, name("third"))).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("which others have exchanged");
			exchangeDirectory();
			Files.writeString(name("new"), "");
			assertThatThrownBy(() -> this.directory.link(output, name("fourth")))
				.isInstanceOf(FileSystemException.class)
				.hasMessageContaining("is not the directory any more that was opened");
			assertThat(name("fourth")).doesNotExist();
		}
	}

	@Test
	void aFileIsRenamedUnlessTheNameIsTaken() throws IOException {
		Look look = write("a", "content");
		this.directory.rename(look, name("b"));
		assertThat(name("a")).doesNotExist();
		assertThat(name("b")).hasContent("content");
		write("c", "taken");
		assertThatThrownBy(() -> this.directory.rename(Look.at(name("b")), name("c")))
			.isInstanceOf(FileAlreadyExistsException.class);
		assertThat(name("b")).hasContent("content");
		assertThat(name("c")).hasContent("taken");
	}

	@Test
	void aRenameThatFailsLeavesNoName() throws IOException {
		Look look = write("a", "content");
		Files.delete(name("a"));
		assertThatThrownBy(() -> this.directory.rename(look, name("b"))).isInstanceOf(NoSuchFileException.class);
		assertThat(name("b")).doesNotExist();
	}

	@Test
	void whatOthersPutThereHasItsNameAgainAfterARename() throws IOException {
		Look look = write("a", "content");
		exchange("a", "another");
		assertThatThrownBy(() -> this.directory.rename(look, name("b"))).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("was exchanged or cut by others");
		assertThat(name("a")).hasContent("another");
		assertThat(name("b")).doesNotExist();
	}

	@Test
	void onlyWhatWasLookedAtIsDeleted() throws IOException {
		Look look = write("a", "content");
		exchange("a", "another");
		assertThatThrownBy(() -> this.directory.delete(look)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("was exchanged or cut by others");
		assertThat(name("a")).hasContent("another");
		assertThat(this.directory.delete(Look.at(name("a")))).isTrue();
		assertThat(name("a")).doesNotExist();
		assertThat(this.directory.delete(look)).isFalse();
	}

	@Test
	void onlyTheDirectoryThatIsOpenIsForced() throws IOException {
		this.directory.force();
		exchangeDirectory();
		assertThatThrownBy(this.directory::force).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is not the directory any more that was opened");
	}

	@Test
	void whatIsRefusedIsNotLeftOpen() throws IOException {
		Look look = write("a", "content");
		Files.writeString(name("a"), "cut");
		assertThatThrownBy(() -> this.directory.read(look)).isInstanceOf(FileSystemException.class);
		assertThat(OpenDescriptors.under(this.place)).isEqualTo(this.descriptors);
	}

	@Test
	void whatIsMovedAndDeletedLiesInTheDirectoryThatIsOpen() throws IOException {
		write("a", "content");
		Look look = Look.at(Files.move(name("a"), name("b")));
		exchangeDirectory();
		Files.writeString(name("b"), "another");
		assertThat(this.directory.delete(look)).isTrue();
		assertThat(name("b")).hasContent("another");
		assertThat(this.place.resolve("moved/b")).doesNotExist();
		Look other = Look.at(Files.writeString(this.place.resolve("moved/c"), "content"));
		Look named = new Look(name("c"), other.kind(), other.key(), other.owner(), other.group(), other.mode(),
				other.links(), other.size(), other.modified());
		Files.writeString(name("c"), "another");
		// Of which the name as a path tells nothing.
		assertThatThrownBy(() -> this.directory.rename(named, name("d"))).isInstanceOf(FileSystemException.class);
		assertThat(name("c")).hasContent("another");
		assertThat(name("d")).doesNotExist();
		assertThat(this.place.resolve("moved/d")).hasContent("content");
	}

}
