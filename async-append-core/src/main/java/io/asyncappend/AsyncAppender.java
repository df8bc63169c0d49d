package io.asyncappend;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

public final class AsyncAppender implements AutoCloseable {

	AsyncAppender() {
	}

	public static final long DROPPED = -1;

	public String name() {
		throw new UnsupportedOperationException();
	}

	public long append(byte[] record) {
		throw new UnsupportedOperationException();
	}

	public long append(byte[] array, int offset, int length) {
		throw new UnsupportedOperationException();
	}

	public long append(ByteBuffer record) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<Long> appendDurably(byte[] record) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<Long> appendDurably(byte[] array, int offset, int length) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<Long> appendDurably(ByteBuffer record) {
		throw new UnsupportedOperationException();
	}

	public void flush() {
		throw new UnsupportedOperationException();
	}

	public void flush(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	public void sync() {
		throw new UnsupportedOperationException();
	}

	public void sync(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	public void reopen() {
		throw new UnsupportedOperationException();
	}

	public AppenderOptions options() {
		throw new UnsupportedOperationException();
	}

	public AppenderStatus status() {
		throw new UnsupportedOperationException();
	}

	public OutputStream asOutputStream() {
		throw new UnsupportedOperationException();
	}

	public WritableByteChannel asChannel() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

	public void close(Duration timeout) {
		throw new UnsupportedOperationException();
	}

}
