package io.asyncappend.internal.file;

import io.asyncappend.internal.concurrent.OomSafeLock;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Keeps a part of a file system free for others: writing stops before it is full. All
 * files of a file system share one, so that they know of each other. It asks the file
 * system every tenth of a second and after every quarter of a MiB, as others use it too,
 * and before it says no. Thread-safe.
 */
final class FreeSpace {

	private static final long MAX_AGE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long MAX_UNASKED = 256 * 1024;

	private static final Map<Object, FreeSpace> ALL = new ConcurrentHashMap<>();

	private final Lock lock = new OomSafeLock();

	/** Asked by the path of a directory, as files are deleted while they are open. */
	private FileStore store;

	private long asked = System.nanoTime() - MAX_AGE;

	/** What is free as far as we know, without what is being written. */
	private long left = Long.MAX_VALUE;

	private long writtenSince;

	private long beingWritten;

	FreeSpace() {
	}

	/** Of the file system of a file. */
	static FreeSpace of(Path file) throws IOException {
		Path directory = file.getParent();
		FreeSpace free = ALL.computeIfAbsent(Device.of(directory), (device) -> new FreeSpace());
		FileStore store = Files.getFileStore(directory);
		free.askOf(store);
		return free;
	}

	/** The newest store, as directories are renamed. */
	void askOf(FileStore store) {
		this.lock.lock();
		try {
			this.store = store;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Makes sure that enough is left after a write, to be ended with {@link #end}.
	 * @throws MinFreeException if less would be
	 */
	void begin(int bytes, long minimum) throws MinFreeException {
		this.lock.lock();
		try {
			long now = System.nanoTime();
			if (this.left - bytes < minimum || now - this.asked > MAX_AGE || this.writtenSince > MAX_UNASKED) {
				ask(now);
			}
			if (this.left - bytes < minimum) {
				throw new MinFreeException("a write of " + bytes + ((bytes != 1) ? " bytes" : " byte")
						+ " would leave less than " + minimum + " bytes free (min-free) on " + this.store);
			}
			this.left -= bytes;
			this.writtenSince += bytes;
			this.beingWritten += bytes;
		}
		finally {
			this.lock.unlock();
		}
	}

	void end(int bytes) {
		this.lock.lock();
		try {
			this.beingWritten -= bytes;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ask(long now) {
		this.asked = now;
		try {
			this.left = this.store.getUsableSpace() - this.beingWritten;
			this.writtenSince = 0;
		}
		catch (IOException ex) {
			// Where it cannot be told, what was left goes on being used up.
		}
	}

}
