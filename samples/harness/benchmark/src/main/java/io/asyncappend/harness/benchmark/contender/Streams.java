package io.asyncappend.harness.benchmark.contender;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A synchronised stream: a system call for each record, or for each buffer. */
final class Streams implements Contender {

	private static final int BUFFER = 64 * 1024;

	private final boolean buffered;

	private final Object lock = new Object();

	private OutputStream stream;

	Streams(boolean buffered) {
		this.buffered = buffered;
	}

	@Override
	public void open(Setup setup) throws IOException {
		OutputStream file = new FileOutputStream(setup.path(0).toFile());
		this.stream = (this.buffered) ? new BufferedOutputStream(file, BUFFER) : file;
	}

	@Override
	public void append(int file, byte[] record) throws IOException {
		synchronized (this.lock) {
			this.stream.write(record);
		}
	}

	@Override
	public void flush() throws IOException {
		synchronized (this.lock) {
			this.stream.flush();
		}
	}

	@Override
	public void close() throws IOException {
		this.stream.close();
	}

}
