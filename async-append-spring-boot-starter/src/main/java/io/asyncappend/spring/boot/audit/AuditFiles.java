package io.asyncappend.spring.boot.audit;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of the audit trail, in their order and without holding more than one of
 * them.
 */
final class AuditFiles {

	/** Bytes; what is longer is no event, and not worth the memory. */
	static final int LONGEST_LINE = 64 * 1024 * 1024;

	/**
	 * A rotation takes longer than to list the archives twice, unless the disk is ill.
	 */
	private static final int MAX_ATTEMPTS = 100;

	private static final String GZIP = ".gz";

	private final Path file;

	private final Supplier<List<Path>> archives;

	/**
	 * Creates a reader.
	 * @param file the file that is written
	 * @param archives what it was before, oldest first
	 */
	AuditFiles(Path file, Supplier<List<Path>> archives) {
		this.file = file;
		this.archives = archives;
	}

	void forEachLine(LineConsumer consumer) throws IOException {
		for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			List<Path> before = plainNames(this.archives.get());
			try (InputStream current = open(this.file)) {
				// With the same archives before and after, what was opened came next.
				if (plainNames(this.archives.get()).equals(before)) {
					if (current == null && before.isEmpty()) {
						throw new FileNotFoundException(this.file + " cannot be opened, and it has no archives");
					}
					for (Path archive : before) {
						readArchive(archive, consumer);
					}
					if (current != null) {
						new Lines(consumer).read(current);
					}
					return;
				}
			}
		}
		throw new IOException(this.file + " was rotated during each of " + MAX_ATTEMPTS + " attempts to read it");
	}

	/** An archive may be compressed at any time, which does not make it another one. */
	private static List<Path> plainNames(List<Path> archives) {
		return archives.stream().map((archive) -> {
			String name = archive.getFileName().toString();
			return name.endsWith(GZIP) ? archive.resolveSibling(name.substring(0, name.length() - GZIP.length()))
					: archive;
		}).toList();
	}

	/**
	 * Not by a channel, which an interrupt would close. Returns {@code null} if it was
	 * renamed, and another has yet to take its place.
	 */
	private static @Nullable InputStream open(Path file) throws FileNotFoundException {
		try {
			return new FileInputStream(file.toFile());
		}
		catch (FileNotFoundException ex) {
			// Another may have taken its place since; if not, this says what is wrong
			// with
			// it.
			return Files.exists(file) ? new FileInputStream(file.toFile()) : null;
		}
	}

	private static void readArchive(Path archive, LineConsumer consumer) throws IOException {
		Path compressed = archive.resolveSibling(archive.getFileName() + GZIP);
		// The compressed one is there before the other goes; none is if it was deleted.
		if (Files.exists(archive)) {
			try (InputStream in = new FileInputStream(archive.toFile())) {
				new Lines(consumer).read(in);
				return;
			}
			catch (FileNotFoundException ex) {
				if (Files.exists(archive)) {
					throw ex;
				}
			}
		}
		try (InputStream in = new GZIPInputStream(new FileInputStream(compressed.toFile()))) {
			new Lines(consumer).read(in);
		}
		catch (FileNotFoundException ex) {
			if (Files.exists(compressed)) {
				throw ex;
			}
		}
	}

	/** Takes a line without its line feed. */
	@FunctionalInterface
	interface LineConsumer {

		void accept(byte[] bytes, int length);

	}

	/**
	 * What follows the last line feed is no line: it is being written, or a crash has cut
	 * it and no appender was opened since.
	 */
	private static final class Lines {

		private final LineConsumer consumer;

		private final byte[] chunk = new byte[64 * 1024];

		private byte[] line = new byte[1024];

		private int length;

		private boolean tooLong;

		Lines(LineConsumer consumer) {
			this.consumer = consumer;
		}

		void read(InputStream in) throws IOException {
			for (int read = in.read(this.chunk); read >= 0; read = in.read(this.chunk)) {
				int start = 0;
				for (int i = 0; i < read; i++) {
					if (this.chunk[i] == '\n') {
						add(start, i - start);
						end();
						start = i + 1;
					}
				}
				add(start, read - start);
			}
		}

		private void add(int start, int count) {
			if (this.tooLong || this.length + count > LONGEST_LINE) {
				this.tooLong = true;
				return;
			}
			if (this.line.length - this.length < count) {
				this.line = Arrays.copyOf(this.line, Math.max(2 * this.line.length, this.length + count));
			}
			System.arraycopy(this.chunk, start, this.line, this.length, count);
			this.length += count;
		}

		private void end() {
			this.consumer.accept(this.line, this.tooLong ? 0 : this.length);
			this.length = 0;
			this.tooLong = false;
		}

	}

}
