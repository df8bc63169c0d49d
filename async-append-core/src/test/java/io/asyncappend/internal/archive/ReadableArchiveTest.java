package io.asyncappend.internal.archive;

import io.asyncappend.internal.file.OpenDescriptors;
import io.asyncappend.internal.file.ProcessUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An archive is read as it is now: compressed meanwhile, deleted, or exchanged. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "what is open cannot be deleted there")
class ReadableArchiveTest extends MaintainedArchives {

	private static final String NAME = "log-2026-11-21.1";

	@AfterEach
	void nothingStaysOpen() throws IOException {
		assertThat(OpenDescriptors.under(this.directory)).isZero();
	}

	@Override
	public void deleted(Path archive, long bytes) {
	}

	@Override
	public void leftOut(Path path, String reason) {
	}

	private ReadableArchive found() throws IOException {
		ArchiveDirectory archives = archives();
		return new ReadableArchive(archives, archives.readable().archives().get(0));
	}

	private Path path(String name) {
		return this.directory.resolve(name);
	}

	private Path writeGzip(String content) throws IOException {
		Path gzip = path(NAME + ".gz");
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
			out.write(content.getBytes());
		}
		return gzip;
	}

	private static String read(ReadableArchive archive) throws IOException {
		try (InputStream in = archive.open()) {
			return new String(in.readAllBytes());
		}
	}

	@Test
	void anArchiveIsReadAsItWasWritten() throws IOException {
		Path file = write(NAME, "content");
		ReadableArchive archive = found();
		assertThat(archive.path()).isEqualTo(file);
		assertThat(archive.size()).isEqualTo(7);
		assertThat(read(archive)).isEqualTo("content");
		try (InputStream one = archive.open(); InputStream two = archive.open()) {
			assertThat(one).hasSameContentAs(two);
		}
	}

	@Test
	void aCompressedOneIsReadAsItWasWritten() throws IOException {
		Path file = writeGzip("content");
		ReadableArchive archive = found();
		assertThat(archive.path()).isEqualTo(file);
		assertThat(archive.size()).isEqualTo(Files.size(file));
		assertThat(read(archive)).isEqualTo("content");
		// While it is there twice.
		write(NAME, "content");
		assertThat(found().path()).isEqualTo(file);
		assertThat(read(found())).isEqualTo("content");
	}

	@Test
	void anArchiveThatIsCompressedSinceIsRead() throws IOException {
		Path file = write(NAME, "content");
		ReadableArchive archive = found();
		writeGzip("content");
		Files.delete(file);
		assertThat(read(archive)).isEqualTo("content");
	}

	@Test
	void anArchiveThatIsGoneIsToldAsSuch() throws IOException {
		Path file = write(NAME, "content");
		ReadableArchive plain = found();
		Files.delete(file);
		assertThatThrownBy(plain::open).isInstanceOf(NoSuchFileException.class).hasMessage(file.toString());
		Path gzip = writeGzip("content");
		ReadableArchive compressed = found();
		Files.delete(gzip);
		assertThatThrownBy(compressed::open).isInstanceOf(NoSuchFileException.class).hasMessage(gzip.toString());
	}

	@Test
	void whatTookItsPlaceIsNotRead() throws IOException {
		Path gzip = writeGzip("content");
		ReadableArchive archive = found();
		// Not deleted, as another file could get its inode, and be the same then.
		Files.move(gzip, path("moved"));
		writeGzip("another");
		assertThatThrownBy(archive::open).isInstanceOf(FileSystemException.class)
			.isNotInstanceOf(NoSuchFileException.class);
	}

	@Test
	void aCompressedOneOfAnotherUserIsNotRead() throws IOException {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a file to another user");
		Path file = write(NAME, "content");
		ReadableArchive archive = found();
		Files.delete(file);
		Files.setAttribute(writeGzip("another"), "unix:uid", 54_321);
		assertThatThrownBy(archive::open).isInstanceOf(NoSuchFileException.class).hasMessage(file.toString());
	}

	@Test
	void whatIsNotCompressedIsClosed() throws IOException {
		write(NAME + ".gz", "content");
		ReadableArchive archive = found();
		assertThatThrownBy(archive::open).isInstanceOf(ZipException.class);
	}

}
