package io.asyncappend;

import io.asyncappend.internal.appender.FoundFiles;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.file.PathAppendFile;
import io.asyncappend.internal.file.ProcessUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What is read while the files change.
 */
class AppendedFilesTest {

	@TempDir
	Path directory;

	private static void append(AsyncAppender appender, String record) {
		appender.append(record.getBytes(StandardCharsets.UTF_8));
		appender.flush();
	}

	private static String content(AppendedFiles.Readable file) throws IOException {
		try (InputStream in = file.open()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Test
	void aRotationAfterTheListingHidesNothing() throws IOException {
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().build()) {
			AsyncAppender appender = factory.open("audit", this.directory.resolve("audit.log"));
			append(appender, "first\n");
			try (AppendedFiles files = appender.files()) {
				appender.rotate();
				append(appender, "second\n");
				assertThat(files.all()).hasSize(1);
				assertThat(content(files.all().get(0))).isEqualTo("first\n");
			}
			try (AppendedFiles files = appender.files()) {
				assertThat(files.all()).hasSize(2);
				assertThat(content(files.all().get(0))).isEqualTo("first\n");
				assertThat(content(files.all().get(1))).isEqualTo("second\n");
			}
		}
	}

	@Test
	void anArchiveDeletedAfterTheListingIsSaidToBeGone() throws IOException {
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().build()) {
			AsyncAppender appender = factory.open("audit", this.directory.resolve("audit.log"));
			append(appender, "first\n");
			appender.rotate();
			append(appender, "second\n");
			try (AppendedFiles files = appender.files()) {
				List<AppendedFiles.Readable> all = files.all();
				Files.delete(all.get(0).path());
				assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> content(all.get(0)));
				assertThat(content(all.get(1))).isEqualTo("second\n");
			}
		}
	}

	@Test
	void rotationsThatOutpaceTheListingAreAnError() throws IOException {
		Path file = this.directory.resolve("audit.log");
		Files.writeString(file, "current");
		ArchiveDirectory archives = new ArchiveDirectory(file, ProcessUser.get(), ArchiveNaming.of("{name}.{index}"),
				Clock.systemUTC());
		int[] rotations = new int[1];
		Supplier<ArchiveDirectory> rotating = () -> {
			try {
				Files.writeString(this.directory.resolve("audit.log." + ++rotations[0]), "an archive");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return archives;
		};
		try (PathAppendFile opened = PathAppendFile.open(file, AppenderOptions.defaults())) {
			assertThatIOException().isThrownBy(() -> FoundFiles.of(rotating, () -> opened))
				.withMessage("the file was rotated during each of 100 attempts to read it");
			assertThat(rotations[0]).isEqualTo(200);
		}
	}

	@Test
	void aFileThatOthersTookAwayHidesNoArchive() throws IOException {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("audit", this.directory.resolve("audit.log"));
			append(appender, "first\n");
			appender.rotate();
			append(appender, "second\n");
			Files.delete(this.directory.resolve("audit.log"));
			try (AppendedFiles files = appender.files()) {
				assertThat(files.all()).hasSize(1);
				assertThat(content(files.all().get(0))).isEqualTo("first\n");
			}
		}
	}

}
