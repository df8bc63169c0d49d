package io.asyncappend.internal.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Finds the bytes that records end with, eight at a time; and many more where there are
 * many: all that is written passes here, so loops are such as compilers turn into
 * instructions for whole vectors, which take arrays and no reductions for it.
 */
public final class Delimiters {

	private static final long EACH = 0x01_01_01_01_01_01_01_01L;

	private static final long LOW_BITS = 0x7f * EACH;

	private static final long EVEN_BYTES = 0x00_ff_00_ff_00_ff_00_ffL;

	private static final long EVEN_SHORTS = 0x0001_0001_0001_0001L;

	/** Words that are looked at together. */
	private static final int ROW = 512;

	/** So many rows are counted in the bytes of a word. */
	private static final int MAX_ROWS = 255;

	/** From so many rows on it is faster. */
	private static final int MIN_ROWS = 4;

	/** Of the thread that has it; another one makes its own. */
	private static final AtomicReference<Rows> SPARE = new AtomicReference<>();

	private Delimiters() {
	}

	/**
	 * Counts them.
	 * @param bytes where; neither its position nor its limit changes
	 * @param from the index of the first byte
	 * @param to the index after the last one
	 * @param delimiter what to count
	 * @return how many there are
	 */
	public static int count(ByteBuffer bytes, int from, int to, byte delimiter) {
		int rows = (to - from) / (ROW * Long.BYTES);
		if (rows < MIN_ROWS) {
			return countWords(bytes, from, to, delimiter);
		}
		int rest = from + rows * ROW * Long.BYTES;
		return countRows(bytes, from, rest, delimiter) + countWords(bytes, rest, to, delimiter);
	}

	private static int countRows(ByteBuffer bytes, int from, int to, byte delimiter) {
		try {
			LongBuffer words = bytes.slice(from, to - from).order(ByteOrder.nativeOrder()).asLongBuffer();
			Rows spare = SPARE.getAndSet(null);
			Rows rows = (spare != null) ? spare : new Rows();
			int count = rows.count(words, (delimiter & 0xff) * EACH);
			SPARE.set(rows);
			return count;
		}
		catch (OutOfMemoryError ex) {
			// What is written is counted all the same.
			return countWords(bytes, from, to, delimiter);
		}
	}

	/** Takes no memory. */
	private static int countWords(ByteBuffer bytes, int from, int to, byte delimiter) {
		long wanted = (delimiter & 0xff) * EACH;
		int count = 0;
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			count += Long.bitCount(equal(bytes.getLong(i) ^ wanted));
		}
		for (; i < to; i++) {
			count += (bytes.get(i) == delimiter) ? 1 : 0;
		}
		return count;
	}

	/**
	 * A one in each byte that is zero, and nothing else: no carry leaves a byte (Hacker's
	 * Delight, 6-1).
	 */
	private static long equal(long differing) {
		return ~(((differing & LOW_BITS) + LOW_BITS) | differing | LOW_BITS) >>> 7;
	}

	/** The index after the last one; {@code from} if there is none. */
	static int lastEnd(ByteBuffer bytes, int from, int to, byte delimiter) {
		int end = to;
		while (end > from && bytes.get(end - 1) != delimiter) {
			end--;
		}
		return end;
	}

	/** What many words are counted with. */
	private static final class Rows {

		private final long[] row = new long[ROW];

		/** How many there were in each byte of all rows. */
		private final long[] counts = new long[ROW];

		int count(LongBuffer words, long wanted) {
			int count = 0;
			int rows = 0;
			Arrays.fill(this.counts, 0);
			while (words.hasRemaining()) {
				words.get(this.row);
				add(this.row, this.counts, wanted);
				if (++rows == MAX_ROWS) {
					count += sum(this.counts);
					Arrays.fill(this.counts, 0);
					rows = 0;
				}
			}
			return count + sum(this.counts);
		}

		private static void add(long[] row, long[] counts, long wanted) {
			for (int i = 0; i < ROW; i++) {
				counts[i] += equal(row[i] ^ wanted);
			}
		}

		private static int sum(long[] counts) {
			int sum = 0;
			for (long count : counts) {
				long pairs = (count & EVEN_BYTES) + ((count >>> 8) & EVEN_BYTES);
				sum += (int) ((pairs * EVEN_SHORTS) >>> 48);
			}
			return sum;
		}

	}

}
