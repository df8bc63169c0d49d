package io.asyncappend.spring.boot.audit;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is read while the files change.
 */
@Timeout(60)
class AuditFilesTests {

	@TempDir
	Path directory;

	private Path path(String name) {
		return this.directory.resolve(name);
	}

	private List<String> lines(Supplier<List<Path>> archives) throws IOException {
		List<String> lines = new ArrayList<>();
		new AuditFiles(path("audit.log"), archives)
			.forEachLine((bytes, length) -> lines.add(new String(bytes, 0, length, StandardCharsets.UTF_8)));
		return lines;
	}

	@Test
	void theFirstRotationHidesNothing() throws IOException {
		Path archive = path("audit.log.1");
		Files.writeString(path("audit.log"), "first\n");
		AtomicInteger listings = new AtomicInteger();
		assertThat(lines(() -> {
			if (listings.getAndIncrement() == 0) {
				rename(path("audit.log"), archive);
				return List.of();
			}
			return List.of(archive);
		})).containsExactly("first");
	}

	private static void rename(Path from, Path to) {
		assertThat(from.toFile().renameTo(to.toFile())).isTrue();
	}

	@Test
	void aFileThatIsGoneIsAnError() {
		assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(() -> lines(List::of))
			.withMessageContaining("audit.log");
	}

	@Test
	void rotationsThatOutpaceTheListingAreAnError() throws IOException {
		Files.writeString(path("audit.log"), "current\n");
		AtomicInteger listings = new AtomicInteger();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> lines(() -> List.of(path("audit.log." + listings.incrementAndGet()))))
			.withMessage(path("audit.log") + " was rotated during each of 100 attempts to read it");
	}

	@Test
	void archivesThatAreDeletedWhileTheyAreReadAreNoError() throws Exception {
		List<Path> archives = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			Path archive = path("audit.log." + i);
			archives.add(archive);
			Files.write(compressed(archive), gzip(i + "\n"));
		}
		Files.writeString(path("audit.log"), "current\n");
		AtomicInteger seen = new AtomicInteger(-1);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			// Always the next, which is about to be opened.
			Future<?> retention = executor.submit(() -> {
				int deleted = 0;
				while (deleted < archives.size() - 1 && !Thread.currentThread().isInterrupted()) {
					int next = seen.get() + 1;
					if (next > deleted && next < archives.size()) {
						Files.deleteIfExists(compressed(archives.get(next)));
						deleted = next;
					}
					Thread.onSpinWait();
				}
				return null;
			});
			new AuditFiles(path("audit.log"), () -> archives).forEachLine((bytes, length) -> {
				String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
				seen.set(line.equals("current") ? archives.size() : Integer.parseInt(line));
			});
			assertThat(seen).hasValue(archives.size());
			executor.shutdownNow();
			retention.get(30, TimeUnit.SECONDS);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static Path compressed(Path archive) {
		return archive.resolveSibling(archive.getFileName() + ".gz");
	}

	private static byte[] gzip(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bytes)) {
			out.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

}
