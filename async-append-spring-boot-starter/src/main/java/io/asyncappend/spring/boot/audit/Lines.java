package io.asyncappend.spring.boot.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream, without holding more than one of them. What follows the last
 * line feed is no line: it is being written, or a crash has cut it and no appender was
 * opened since. Not thread-safe.
 */
final class Lines {

	private final int longest;

	private final Consumer consumer;

	private final byte[] chunk = new byte[64 * 1024];

	private byte[] line = new byte[1024];

	private int length;

	private boolean tooLong;

	private boolean amidst;

	/**
	 * Reads lines.
	 * @param longest the most bytes of a line that are held
	 * @param consumer what gets them
	 */
	Lines(int longest, Consumer consumer) {
		this.longest = longest;
		this.consumer = consumer;
	}

	/**
	 * Reads lines.
	 * @param in where from
	 * @param amidst whether it starts amidst a line, which is not taken
	 */
	void read(InputStream in, boolean amidst) throws IOException {
		this.length = 0;
		this.tooLong = false;
		this.amidst = amidst;
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
		if (this.amidst) {
			return;
		}
		if (this.tooLong || this.length + count > this.longest) {
			this.tooLong = true;
			this.consumer.skipped(count);
			return;
		}
		if (this.line.length - this.length < count) {
			this.line = Arrays.copyOf(this.line,
					Math.min(this.longest, Math.max(2 * this.line.length, this.length + count)));
		}
		System.arraycopy(this.chunk, start, this.line, this.length, count);
		this.length += count;
	}

	private void end() {
		if (!this.amidst) {
			this.consumer.line(this.line, this.tooLong ? 0 : this.length);
		}
		this.amidst = false;
		this.length = 0;
		this.tooLong = false;
	}

	/** Takes what is read. */
	interface Consumer {

		/**
		 * Takes a line.
		 * @param bytes the line, without its line feed; valid during the call
		 * @param length how many bytes it has; 0 for one that was too long, too
		 */
		void line(byte[] bytes, int length);

		/**
		 * Told of bytes that are no part of a line that is taken, as it is too long.
		 * @param bytes how many
		 */
		void skipped(int bytes);

	}

}
