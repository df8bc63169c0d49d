package io.asyncappend.fault;

import io.asyncappend.internal.file.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A file in memory that knows what a power cut leaves: what had been written when the
 * last force that succeeded began. Like Linux it reports a failed force once, loses what
 * was to be forced, and says OK to the next.
 */
public final class CrashFile implements AppendFile {

	private byte[] written = {};

	private byte[] durable = {};

	private int forces;

	/** Which force fails, from 1; 0 for none. */
	private final int failing;

	/** What was not on the disk when a force failed never comes there. */
	private boolean lost;

	public CrashFile(int failing) {
		this.failing = failing;
	}

	@Override
	public synchronized void write(ByteBuffer bytes) {
		byte[] more = Arrays.copyOf(this.written, this.written.length + bytes.remaining());
		bytes.get(more, this.written.length, bytes.remaining());
		this.written = more;
	}

	@Override
	public synchronized void force() throws IOException {
		if (++this.forces == this.failing) {
			this.lost = true;
			throw new IOException("Input/output error");
		}
		if (!this.lost) {
			this.durable = this.written;
		}
	}

	/** What the death of the process leaves. */
	public synchronized byte[] afterKill() {
		return this.written;
	}

	/** What a power cut leaves. */
	public synchronized byte[] afterPowerCut() {
		return this.durable;
	}

	@Override
	public AppendFile reopen() {
		return this;
	}

	@Override
	public boolean anyThread() {
		return true;
	}

	@Override
	public String engine() {
		return "crash";
	}

	@Override
	public void close() {
		// What is left of it is in its images.
	}

}
