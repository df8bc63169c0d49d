package io.asyncappend.harness.reliability.verify;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where a driver notes what was acknowledged to each producer, on a healthy file system.
 * The counts are in memory that is mapped from the file, so a note costs no more than a
 * store and is safe from {@code kill -9} once it is made. What was refused goes to a
 * second file beside it, a line each, by one write(2).
 */
public final class AckTable implements AutoCloseable {

	static final long MAGIC = 0x41434b5441424c45L;

	/** A cache line for each producer, after one for the head. */
	static final int ROW = 64;

	/** The column of the attempts; those of {@link Promised} follow. */
	static final int ATTEMPTED = 0;

	private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private final ByteBuffer table;

	private final OutputStream refusals;

	/**
	 * Begins a new table.
	 * @param file where; is overwritten
	 * @param producers how many producers there will be
	 * @throws IOException if it cannot be made
	 */
	public AckTable(Path file, int producers) throws IOException {
		int size = ROW * (producers + 1);
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE,
				StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			this.table = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
		}
		LONG.setVolatile(this.table, 8, (long) producers);
		LONG.setVolatile(this.table, 0, MAGIC);
		this.refusals = new FileOutputStream(refusals(file).toFile());
	}

	static Path refusals(Path file) {
		return file.resolveSibling(file.getFileName() + ".refused");
	}

	/**
	 * A record is about to be appended. Without this note it must not be in the file.
	 * @param producer that appends it
	 * @param sequence its number
	 */
	public void attempt(int producer, long sequence) {
		raise(producer, ATTEMPTED, sequence + 1);
	}

	/**
	 * A record, and all before it of the same producer that were not refused, were
	 * acknowledged. What is durable is written too, and so on.
	 * @param producer that appended it
	 * @param sequence its number
	 * @param promised what of
	 */
	public void acknowledge(int producer, long sequence, Promised promised) {
		for (int i = promised.ordinal(); i >= 0; i--) {
			raise(producer, 1 + i, sequence + 1);
		}
	}

	private void raise(int producer, int column, long count) {
		int offset = ROW * (producer + 1) + 8 * column;
		long before = (long) LONG.getVolatile(this.table, offset);
		while (before < count && !LONG.compareAndSet(this.table, offset, before, count)) {
			before = (long) LONG.getVolatile(this.table, offset);
		}
	}

	/**
	 * A record was refused for certain: it must never be in the file.
	 * @param producer that tried to append it
	 * @param sequence its number
	 * @param reason why
	 * @throws IOException if that could not be noted
	 */
	public void refuse(int producer, long sequence, Object reason) throws IOException {
		note("refused", producer, sequence, reason);
	}

	/**
	 * An append ended with a failure that leaves open whether the record is in the file.
	 * @param producer that tried to append it
	 * @param sequence its number
	 * @param reason the failure
	 * @throws IOException if that could not be noted
	 */
	public void fail(int producer, long sequence, Object reason) throws IOException {
		note("failed", producer, sequence, reason);
	}

	private void note(String what, int producer, long sequence, Object reason) throws IOException {
		String line = what + " " + producer + " " + sequence + " " + String.valueOf(reason).replace('\n', ' ') + "\n";
		byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
		synchronized (this.refusals) {
			this.refusals.write(bytes);
		}
	}

	@Override
	public void close() throws IOException {
		this.refusals.close();
	}

}
