package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.ForeignFilePolicy;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file is created or found, and what speaks against it depends on which. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "modes and links are those of Unix")
class FileOpeningTest {

	private static final AppenderOptions OPTIONS = AppenderOptions.builder()
		.permissions(PosixFilePermissions.fromString("rw-r-----"))
		.build();

	@TempDir
	private Path directory;

	@AfterEach
	void nothingStaysOpen() throws IOException {
		assertThat(OpenDescriptors.under(this.directory)).isZero();
	}

	private Path path() {
		return this.directory.resolve("log");
	}

	private FileOpening opening(boolean reopened, FileOpening.Created exclusive) throws IOException {
		return opening(OPTIONS, reopened, exclusive);
	}

	private FileOpening opening(AppenderOptions options, boolean reopened, FileOpening.Created exclusive)
			throws IOException {
		return new FileOpening(path(), PathAppendFile.locate(path()), options, false, reopened, exclusive, null);
	}

	private String check(FileOpening opening) throws IOException {
		try (OpenedPath opened = opening.openOrCreate()) {
			return opening.check(Look.at(path()), opened);
		}
	}

	@Test
	void whatIsNotThereIsCreated() throws IOException {
		FileOpening opening = opening(false, null);
		try (OpenedPath opened = opening.openOrCreate()) {
			assertThat(opened.isCreated()).isTrue();
			assertThat(opening.isCreated(opened)).isTrue();
			assertThat(opened.look().isSame(Look.at(path()))).isTrue();
			assertThat(opened.look().mode() & ~0_640).isZero();
			assertThat(opening.check(opened.look(), opened)).isNull();
		}
	}

	@Test
	void whatIsThereIsOpened() throws IOException {
		Files.writeString(path(), "content");
		FileOpening opening = opening(false, null);
		try (OpenedPath opened = opening.openOrCreate()) {
			assertThat(opened.isCreated()).isFalse();
			assertThat(opening.isCreated(opened)).isFalse();
			assertThat(opened.look().size()).isEqualTo(7);
		}
	}

	@Test
	void aFileThatOthersMayReadIsToldOfOrRefused() throws IOException {
		Files.createFile(path());
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw----"));
		assertThat(check(opening(true, null))).isEqualTo("has mode 0660, which is wider than 0640");
		AppenderOptions strict = OPTIONS.toBuilder().foreignFile(ForeignFilePolicy.REFUSE).build();
		assertThatThrownBy(() -> check(opening(strict, false, null))).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("so nothing is appended to it");
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
		assertThat(check(opening(strict, true, null))).isNull();
	}

	@Test
	void aSecondNameIsToldOfAtFirstAndRefusedLater() throws IOException {
		Files.createFile(path());
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
		Files.createLink(this.directory.resolve("second"), path());
		assertThat(check(opening(false, null))).isEqualTo("has 2 names");
		assertThatThrownBy(() -> check(opening(true, null))).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("has 2 names, of which others may have made this one");
	}

	@Test
	void aFileThatIsCreatedIsOurs() throws IOException {
		FileOpening opening = opening(false, null);
		try (OpenedPath opened = opening.openOrCreate()) {
			Files.createLink(this.directory.resolve("second"), path());
			assertThatThrownBy(() -> opening.check(Look.at(path()), opened))
				.isInstanceOf(FileAlreadyExistsException.class)
				.hasMessageContaining("was put there by others when it was created");
		}
	}

	@Test
	void whatTakesThePlaceOfAnArchiveIsCreatedOnceAndFoundAgain() throws IOException {
		FileOpening.Created exclusive = new FileOpening.Created();
		assertThat(exclusive.isAt(path())).isFalse();
		FileOpening opening = opening(true, exclusive);
		opening.openOrCreate().close();
		assertThat(exclusive.isAt(path())).isTrue();
		try (OpenedPath opened = opening.openOrCreate()) {
			assertThat(opened.isCreated()).isFalse();
			assertThat(opening.isCreated(opened)).isTrue();
			assertThat(opening.check(opened.look(), opened)).isNull();
		}
		Files.move(path(), this.directory.resolve("away"));
		assertThat(exclusive.isAt(path())).isFalse();
		Files.createFile(path());
		assertThat(exclusive.isAt(path())).isFalse();
		assertThatThrownBy(opening::openOrCreate).isInstanceOf(FileAlreadyExistsException.class)
			.hasMessageContaining("was created by others as the file was rotated");
	}

}
