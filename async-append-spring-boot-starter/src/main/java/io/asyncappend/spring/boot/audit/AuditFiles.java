package io.asyncappend.spring.boot.audit;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the lines of the audit trail, in their order and without holding more than one of
 * them.
 */
final class AuditFiles {

	/** No event is that long; what is longer is no event, and not worth the memory. */
	private static final int LONGEST_LINE = 64 * 1024 * 1024;

	private final Path file;

	AuditFiles(Path file) {
		this.file = file;
	}

	/** The files that hold the trail. */
	private List<Path> oldestFirst() {
		return List.of(this.file);
	}

	void forEachLine(LineConsumer consumer) throws IOException {
		for (Path path : oldestFirst()) {
			// Not by a channel, which an interrupt would close.
			try (InputStream in = new FileInputStream(path.toFile())) {
				new Lines(consumer).read(in);
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
