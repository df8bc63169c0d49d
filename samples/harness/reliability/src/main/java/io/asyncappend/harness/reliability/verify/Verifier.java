package io.asyncappend.harness.reliability.verify;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Compares files with what was acknowledged. It trusts neither: a record counts only if
 * every byte of it is right, and an acknowledgement only if it was noted before the
 * fault.
 */
public final class Verifier {

	private static final int CHUNK = 1 << 20;

	private final Acknowledgements before;

	private final Acknowledgements after;

	private final Promised promised;

	private final Tail tail;

	/**
	 * Creates a verifier.
	 * @param before what was acknowledged before the fault: must be there
	 * @param after what was attempted and refused until the end: nothing else may be
	 * there; the same as before if nothing was appended after it was read
	 * @param promised which acknowledgements the fault is to leave true
	 * @param tail how the last file may end
	 */
	public Verifier(Acknowledgements before, Acknowledgements after, Promised promised, Tail tail) {
		this.before = before;
		this.after = after;
		this.promised = promised;
		this.tail = tail;
	}

	/**
	 * Reads the files.
	 * @param files in the order in which they were written; only the last may end with
	 * less than a record
	 * @return what is wrong with them, all together
	 * @throws IOException if they cannot be read
	 */
	public Verdict verify(List<Path> files) throws IOException {
		Tally tally = new Tally(this.before, this.after, this.promised);
		for (int i = 0; i < files.size(); i++) {
			new Pass(tally, files.get(i), i == files.size() - 1).read();
		}
		tally.end();
		return tally.verdict();
	}

	/**
	 * Reads the files.
	 * @param files in the order in which they were written
	 * @return what is wrong with them, all together
	 * @throws IOException if they cannot be read
	 */
	public Verdict verify(Path... files) throws IOException {
		return verify(List.of(files));
	}

	/** One file, read once from its start to its end. */
	private final class Pass {

		private final Tally tally;

		private final Path file;

		private final boolean last;

		private byte[] bytes = new byte[CHUNK];

		/** Where in the file the bytes begin. */
		private long offset;

		Pass(Tally tally, Path file, boolean last) {
			this.tally = tally;
			this.file = file;
			this.last = last;
		}

		void read() throws IOException {
			try (InputStream in = new FileInputStream(this.file.toFile())) {
				int length = 0;
				for (int got = in.read(this.bytes); got >= 0; got = in.read(this.bytes, length,
						this.bytes.length - length)) {
					this.tally.bytes(got);
					length += got;
					int done = lines(length);
					if (done < 0) {
						countRest(in);
						return;
					}
					System.arraycopy(this.bytes, done, this.bytes, 0, length - done);
					this.offset += done;
					length -= done;
					if (length == this.bytes.length) {
						this.bytes = Arrays.copyOf(this.bytes, enlarged(length));
					}
				}
				if (length > 0) {
					end(length);
				}
			}
		}

		private int enlarged(int length) throws IOException {
			if (length > 2 * RecordFormat.MAX_LENGTH) {
				throw new IOException(this.file + " has more than " + length + " bytes in a row without a newline");
			}
			return 2 * length;
		}

		/** Takes the lines; what is left of the bytes, or less than 0 to stop here. */
		private int lines(int length) {
			int start = 0;
			for (int i = 0; i < length; i++) {
				if (this.bytes[i] == '\n') {
					if (!line(start, i + 1 - start)) {
						return -1;
					}
					start = i + 1;
				}
			}
			return start;
		}

		private boolean line(int start, int length) {
			RecordFormat.Head head = RecordFormat.read(this.bytes, start, length);
			if (head != null) {
				this.tally.record(head, this.file, this.offset + start);
				return true;
			}
			if (this.last && Verifier.this.tail == Tail.ANY) {
				return false;
			}
			if (Verifier.this.tail == Tail.ENDED && length > 1
					&& RecordFormat.isBeginning(this.bytes, start, length - 1)) {
				this.tally.tail(length - 1);
				return true;
			}
			this.tally.torn(this.file, this.offset + start, describe(start, length));
			return true;
		}

		private void end(int length) {
			if (this.last) {
				this.tally.tail(length);
			}
			boolean allowed = this.last && (Verifier.this.tail == Tail.ANY
					|| Verifier.this.tail == Tail.CUT && RecordFormat.isBeginning(this.bytes, 0, length));
			if (!allowed) {
				this.tally.torn(this.file, this.offset, "the end, " + describe(0, length));
			}
		}

		private String describe(int start, int length) {
			int shown = Math.min(length, 60);
			StringBuilder text = new StringBuilder(length + " bytes: ");
			for (int i = start; i < start + shown; i++) {
				int value = this.bytes[i] & 0xff;
				text.append((value >= ' ' && value < 0x7f) ? String.valueOf((char) value)
						: String.format("\\x%02x", value));
			}
			return text.toString();
		}

		private void countRest(InputStream in) throws IOException {
			for (int got = in.read(this.bytes); got >= 0; got = in.read(this.bytes)) {
				this.tally.bytes(got);
			}
		}

	}

}
