package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.ForeignFilePolicy;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What speaks against a file is said, or keeps it from being written. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "owners and modes are those of Unix")
class ForeignFileTest {

	private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-r-----");

	private static final int ANOTHER = 54_321;

	@TempDir
	private Path directory;

	private Path path;

	@BeforeEach
	void create() throws IOException {
		this.path = Files.createFile(this.directory.resolve("file"));
	}

	private Look look(int owner, int mode, int links) {
		return look(Look.Kind.REGULAR, owner, mode, links);
	}

	private Look look(Look.Kind kind, int owner, int mode, int links) {
		return new Look(this.path, kind, "key", owner, 0, mode, links, 0, FileTime.fromMillis(0));
	}

	@Test
	void ownerNamesAndModeSpeakAgainstAFile() {
		int own = ProcessUser.get();
		assertThat(ForeignFile.reason(look(own, 0_640, 1), PERMISSIONS)).isNull();
		assertThat(ForeignFile.reason(look(0, 0_600, 1), PERMISSIONS)).isNull();
		assertThat(ForeignFile.reason(look(Look.UNKNOWN, Look.UNKNOWN, 1), PERMISSIONS)).isNull();
		assertThat(ForeignFile.reason(look(ANOTHER, 0_640, 1), PERMISSIONS)).isEqualTo("belongs to user 54321");
		assertThat(ForeignFile.reason(look(own, 0_640, 2), PERMISSIONS)).isEqualTo("has 2 names");
		assertThat(ForeignFile.reason(look(own, 0_4664, 1), PERMISSIONS))
			.isEqualTo("has mode 0664, which is wider than 0640");
	}

	@Test
	void aForeignFileIsToldOfOrRefused() throws IOException {
		AppenderOptions warn = AppenderOptions.builder().permissions(PERMISSIONS).build();
		AppenderOptions refuse = warn.toBuilder().foreignFile(ForeignFilePolicy.REFUSE).build();
		Look foreign = look(ProcessUser.get(), 0_640, 2);
		assertThat(ForeignFile.check(this.path, foreign, warn)).isEqualTo("has 2 names");
		assertThat(ForeignFile.check(this.path, foreign, warn.toBuilder().shared(true).build())).isNull();
		for (boolean shared : new boolean[] { true, false }) {
			AppenderOptions options = refuse.toBuilder().shared(shared).build();
			assertThatThrownBy(() -> ForeignFile.check(this.path, foreign, options))
				.isInstanceOf(FileSystemException.class)
				.hasMessage(this.path + ": has 2 names, so nothing is appended to it (allow it by foreign-file: warn)");
			assertThat(ForeignFile.check(this.path, look(ProcessUser.get(), 0_640, 1), options)).isNull();
		}
	}

	@Test
	void onlyAFileOfOursWithOneNameIsTheOneThatWasCreated() {
		assertThatCode(() -> ForeignFile.requireOwn(this.path, Look.at(this.path))).doesNotThrowAnyException();
		assertThatCode(() -> ForeignFile.requireOwn(this.path, look(Look.UNKNOWN, 0, 1))).doesNotThrowAnyException();
		for (Look other : new Look[] { look(ANOTHER, 0, 1), look(ProcessUser.get(), 0, 2),
				look(Look.Kind.LINK, ProcessUser.get(), 0, 1) }) {
			assertThatThrownBy(() -> ForeignFile.requireOwn(this.path, other))
				.isInstanceOf(FileAlreadyExistsException.class)
				.hasMessageContaining("was put there by others when it was created");
		}
		// Nothing that was made to find out is left.
		assertThat(this.directory).isDirectoryNotContaining((file) -> !file.equals(this.path));
	}

	@Test
	void whatBelongsToNeitherThisUserNorRootIsForeign() {
		assertThat(ProcessUser.orRootOwns(look(ProcessUser.get(), 0, 1))).isTrue();
		assertThat(ProcessUser.orRootOwns(look(0, 0, 1))).isTrue();
		assertThat(ProcessUser.orRootOwns(look(Look.UNKNOWN, 0, 1))).isTrue();
		assertThat(ProcessUser.orRootOwns(look(ANOTHER, 0, 1))).isFalse();
	}

	@Test
	void thisUserOwnsWhatItCreates() throws IOException {
		assertThat(Look.at(this.path).owner()).isEqualTo(ProcessUser.get());
	}

}
