package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.file.PathAppendFile;
import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A file or a link that others put in the place of a file: refused or told of, and
 * nothing is done to what it leads to.
 */
@Timeout(60)
class ForeignFileTest {

	private static final int ATTACKER = 54_321;

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private final AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this.recorder).build();

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	private Path file() {
		return this.directory.resolve("log");
	}

	private Path victim() throws IOException {
		Path victim = Files.createDirectories(this.directory.resolve("elsewhere")).resolve("victim");
		Files.writeString(victim, "secret, and no end of line");
		Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
		return victim;
	}

	private AsyncAppender open(ForeignFilePolicy policy) {
		return this.factory.open("log", file(),
				AppenderOptions.builder().foreignFile(policy).tornTail(TornTail.truncate()).build());
	}

	private static void give(Path path) throws IOException {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a file to another user");
		Files.setAttribute(path, "unix:uid", ATTACKER, java.nio.file.LinkOption.NOFOLLOW_LINKS);
	}

	private void requireUntouched(Path victim) throws IOException {
		assertThat(victim).hasContent("secret, and no end of line");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim))).isEqualTo("rw-------");
		assertThat(victim.getParent()).isDirectoryNotContaining("glob:**victim?*");
	}

	@Test
	void aModeThatIsWiderIsReportedOrRefused() throws IOException {
		Files.createFile(file(), PosixFilePermissions.asFileAttribute(Set.of()));
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
		assertThatThrownBy(() -> open(ForeignFilePolicy.REFUSE)).isInstanceOf(AppendException.class)
			.hasMessageContaining(file() + ": has mode 0666, which is wider than 0640")
			.hasMessageContaining("foreign-file: warn");
		open(ForeignFilePolicy.WARN);
		assertThat(this.recorder.foreign).containsExactly("has mode 0666, which is wider than 0640");
	}

	@Test
	void aFileOfAnotherUserIsReportedOrRefused() throws IOException {
		Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		give(file());
		assertThatThrownBy(() -> open(ForeignFilePolicy.REFUSE)).hasMessageContaining("belongs to user " + ATTACKER);
		open(ForeignFilePolicy.WARN);
		assertThat(this.recorder.foreign).containsExactly("belongs to user " + ATTACKER);
	}

	@Test
	void aFileOfOursIsNeither() throws IOException {
		open(ForeignFilePolicy.REFUSE).close();
		open(ForeignFilePolicy.REFUSE).close();
		assertThat(this.recorder.foreign).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(ForeignFilePolicy.class)
	void aSharedFileIsForeignOnlyIfThatIsWanted(ForeignFilePolicy policy) throws IOException {
		Files.createFile(file());
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
		AppenderOptions options = AppenderOptions.builder().shared(true).foreignFile(policy).build();
		if (policy == ForeignFilePolicy.REFUSE) {
			assertThatThrownBy(() -> this.factory.open("log", file(), options)).hasMessageContaining("has mode 0666");
		}
		else {
			this.factory.open("log", file(), options);
		}
		assertThat(this.recorder.foreign).isEmpty();
	}

	@Test
	void aLinkOfAnotherUserIsNotFollowed() throws IOException {
		Path victim = victim();
		give(Files.createSymbolicLink(file(), victim));
		assertThatThrownBy(() -> open(ForeignFilePolicy.WARN)).isInstanceOf(AppendException.class)
			.hasMessageContaining("symbolic link that belongs to user " + ATTACKER);
		requireUntouched(victim);
		Files.delete(file());
		give(Files.createSymbolicLink(this.directory.resolve("middle"), victim));
		Files.createSymbolicLink(file(), Path.of("middle"));
		assertThatThrownBy(() -> open(ForeignFilePolicy.WARN)).hasMessageContaining("belongs to user " + ATTACKER);
		requireUntouched(victim);
	}

	@Test
	void aDanglingLinkOfAnotherUserCreatesNothing() throws IOException {
		Path victim = victim().resolveSibling("created");
		give(Files.createSymbolicLink(file(), victim));
		assertThatThrownBy(() -> open(ForeignFilePolicy.WARN)).hasMessageContaining("belongs to user " + ATTACKER);
		assertThat(victim).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "reopen", "rotate" })
	void aLinkThatCameLaterIsNotFollowed(String way) throws IOException {
		Path victim = victim();
		AsyncAppender appender = open(ForeignFilePolicy.WARN);
		appender.append("one\n".getBytes());
		appender.flush();
		Path moved = Files.move(file(), this.directory.resolve("moved"));
		Files.createSymbolicLink(file(), victim);
		assertThatThrownBy(way.equals("reopen") ? appender::reopen : appender::rotate)
			.isInstanceOf(AppendException.class)
			.hasMessageContaining("a symbolic link, which it was not");
		appender.append("two\n".getBytes());
		appender.flush();
		assertThat(moved).hasContent("one\ntwo\n");
		requireUntouched(victim);
		Files.delete(file());
		appender.reopen();
		appender.append("three\n".getBytes());
		appender.flush();
		assertThat(file()).hasContent("three\n");
	}

	@Test
	void aLinkThatCameLaterIsNotFollowedByRecreate() throws IOException {
		Path victim = victim();
		AsyncAppender appender = this.factory.open("log", file(), AppenderOptions.builder().recreate(true).build());
		appender.append("one\n".getBytes());
		appender.flush();
		Path moved = Files.move(file(), this.directory.resolve("moved"));
		Files.createSymbolicLink(file(), victim);
		Faulty.await().until(() -> {
			appender.append("more\n".getBytes());
			return !this.recorder.losses.isEmpty();
		});
		appender.flush();
		assertThat(this.recorder.losses.get(0).recreateFailure()).hasValueSatisfying(
				(failure) -> assertThat(failure).hasMessageContaining("a symbolic link, which it was not"));
		assertThat(moved).content().startsWith("one\nmore\n");
		requireUntouched(victim);
	}

	@Test
	void aHardLinkThatCameLaterIsNotAppendedTo() throws IOException {
		Path victim = victim();
		AsyncAppender appender = open(ForeignFilePolicy.WARN);
		Files.delete(file());
		Files.createLink(file(), victim);
		assertThatThrownBy(appender::reopen).hasMessageContaining("has 2 names");
		requireUntouched(victim);
	}

	@Test
	void aFileThatOthersMadeInARotationIsNotAppendedTo() throws IOException {
		PathAppendFile file = PathAppendFile.open(file(), AppenderOptions.defaults());
		try (file) {
			Path archive = this.directory.resolve("archive");
			assertThat(file.archive(archive)).isTrue();
			Files.createFile(file());
			assertThatThrownBy(file::reopen).isInstanceOf(FileAlreadyExistsException.class)
				.hasMessageContaining("created by others as the file was rotated");
			Files.delete(file());
			try (var next = (PathAppendFile) file.reopen()) {
				assertThat(next.realPath()).exists();
			}
		}
	}

	@Test
	void newDirectoriesAreClosedToOtherUsers() throws IOException {
		Path deep = this.directory.resolve("a/b/log");
		this.factory.open("deep", deep);
		for (Path made : new Path[] { deep.getParent(), deep.getParent().getParent() }) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).startsWith("rwx")
				.endsWith("---");
		}
	}

}
