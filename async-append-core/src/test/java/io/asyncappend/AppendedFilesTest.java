package io.asyncappend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

}
