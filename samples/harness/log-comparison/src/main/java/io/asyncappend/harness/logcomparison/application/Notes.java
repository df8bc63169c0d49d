package io.asyncappend.harness.logcomparison.application;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many lines of each thread were logged: in memory that is mapped from a file, so
 * that a note costs a store and survives a {@code kill -9} of the process that made it.
 * Thread-safe.
 */
public final class Notes {

	/** How many threads log. */
	public static final int THREADS = 2;

	/** A cache line for each thread. */
	private static final int ROW = 64;

	private static final int RETURNED = 0;

	private static final int ERROR = 8;

	private static final int STOPPING = 16;

	private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private final ByteBuffer memory;

	/**
	 * Opens notes, or begins them.
	 * @param file where they are
	 * @throws IOException if that cannot be done
	 */
	public Notes(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			this.memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, ROW * THREADS);
		}
	}

	void returned(int thread, long lines) {
		LONG.setRelease(this.memory, ROW * thread + RETURNED, lines);
	}

	void errorReturned(int thread, long lines) {
		LONG.setRelease(this.memory, ROW * thread + ERROR, lines);
	}

	/** The loggers are about to be stopped, in an orderly way. */
	void stopping() {
		for (int thread = 0; thread < THREADS; thread++) {
			LONG.setVolatile(this.memory, ROW * thread + STOPPING, get(thread, RETURNED));
		}
	}

	private long get(int thread, int column) {
		return (long) LONG.getVolatile(this.memory, ROW * thread + column);
	}

	private long[] all(int column) {
		long[] counts = new long[THREADS];
		for (int thread = 0; thread < THREADS; thread++) {
			counts[thread] = get(thread, column);
		}
		return counts;
	}

	/**
	 * The lines whose call has returned.
	 * @return how many there are of each thread
	 */
	public long[] returned() {
		return all(RETURNED);
	}

	/**
	 * The lines up to each thread's last ERROR whose call has returned.
	 * @return how many there are of each thread
	 */
	public long[] untilError() {
		return all(ERROR);
	}

	/**
	 * The lines whose call had returned when an orderly end came to the loggers.
	 * @return how many there are of each thread, 0 if it did not come to that
	 */
	public long[] untilStopping() {
		return all(STOPPING);
	}

}
