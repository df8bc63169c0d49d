package io.asyncappend.harness.benchmark.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The records of one producer, all of one size: a checksum, the producer, a sequence
 * number, filler, and the sequence number again at the end, so that a record put together
 * from two shows. Making one costs the same few nanoseconds at every size: the filler and
 * its part of the checksum are computed once.
 */
public final class Records {

	/** The smallest size in bytes. */
	public static final int MIN_SIZE = 16;

	/** From here on the sequence number is at the end too. */
	static final int SIZE_WITH_TAIL = 32;

	static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

	static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private final byte[] record;

	private final int producer;

	private final int filler;

	private long sequence;

	/**
	 * Starts at sequence number 0.
	 * @param producer that appends the records
	 * @param size of each in bytes, at least {@link #MIN_SIZE}
	 */
	public Records(int producer, int size) {
		this.record = new byte[size];
		this.producer = producer;
		new SplittableRandom(producer).nextBytes(this.record);
		this.filler = filler(this.record, 0, size);
	}

	/**
	 * Makes the next record.
	 * @return the same array each time
	 */
	public byte[] next() {
		long next = this.sequence++;
		INTS.set(this.record, 4, this.producer);
		LONGS.set(this.record, 8, next);
		if (this.record.length >= SIZE_WITH_TAIL) {
			LONGS.set(this.record, this.record.length - 8, next);
		}
		INTS.set(this.record, 0, checksum(this.filler, this.producer, next));
		return this.record;
	}

	/**
	 * How many records were made.
	 * @return the next sequence number
	 */
	public long count() {
		return this.sequence;
	}

	static int filler(byte[] array, int offset, int size) {
		CRC32C crc = new CRC32C();
		crc.update(array, offset + MIN_SIZE, Math.max(0, size - MIN_SIZE - ((size >= SIZE_WITH_TAIL) ? 8 : 0)));
		return (int) crc.getValue();
	}

	static int checksum(int filler, int producer, long sequence) {
		long mixed = (sequence + 1) * 0x9E3779B97F4A7C15L ^ ((long) producer << 32 | filler & 0xFFFFFFFFL);
		mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
		return (int) (mixed ^ (mixed >>> 32));
	}

}
