package io.asyncappend.internal.appender;

import io.asyncappend.internal.file.AppendFile;
import java.nio.ByteBuffer;

/** A file that counts its bytes, and the times that two used it at once. */
final class MemoryFile implements AppendFile {

	private volatile int users;

	volatile long size;

	volatile long forced;

	volatile boolean shared;

	@Override
	public void write(ByteBuffer bytes) {
		enter();
		this.size += bytes.remaining();
		bytes.position(bytes.limit());
		leave();
	}

	@Override
	public void force() {
		enter();
		this.forced = this.size;
		leave();
	}

	/** Deliberately without a lock: only races break it, and races are what it finds. */
	private void enter() {
		int before = this.users;
		this.users = before + 1;
		if (before != 0) {
			this.shared = true;
		}
	}

	private void leave() {
		this.users = this.users - 1;
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
		return "memory";
	}

	@Override
	public void close() {
	}

}
