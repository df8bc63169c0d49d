package io.asyncappend.internal.file;

import io.asyncappend.internal.concurrent.OomSafeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * What is free on a file system, for a status; and keeps a part of it free for others:
 * writing stops before it is full. All files of a file system share one, so that they
 * know of each other. To keep a part free it asks the file system every tenth of a second
 * and after every quarter of a MiB, as others use it too, and before it says no; else
 * when files are {@linkplain #look looked at}. Thread-safe.
 */
class FreeSpace {

	private static final long MAX_AGE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long MAX_UNASKED = 256 * 1024;

	/** For how long an answer will do for a status. */
	private static final long MAX_LOOK_AGE = TimeUnit.SECONDS.toNanos(1);

	private static final long UNKNOWN = -1;

	private static final Map<Object, FreeSpace> ALL = new ConcurrentHashMap<>();

	private final Lock lock = new OomSafeLock();

	/** When it was asked, be it in vain. */
	private long asked = System.nanoTime() - MAX_LOOK_AGE;

	/** When it last answered. */
	private long answered = this.asked;

	/** What is free as far as we know, without what is being written. */
	private long left = Long.MAX_VALUE;

	private long writtenSince;

	private long beingWritten;

	/** What it last answered; read without the lock, under which a disk may hang. */
	private volatile long known = UNKNOWN;

	FreeSpace() {
	}

	/**
	 * Of the file system of a directory, just asked.
	 * @throws IOException if it cannot be told which that is
	 */
	static FreeSpace of(Path directory) throws IOException {
		Object device = Device.of(directory);
		FreeSpace free = ALL.get(device);
		if (free == null) {
			FreeSpace made = new FreeSpace();
			FreeSpace other = ALL.putIfAbsent(device, made);
			free = (other != null) ? other : made;
		}
		free.look(directory);
		return free;
	}

	/**
	 * What the file system last answered.
	 * @return bytes; empty if it never did
	 */
	OptionalLong known() {
		long bytes = this.known;
		return (bytes != UNKNOWN) ? OptionalLong.of(bytes) : OptionalLong.empty();
	}

	/**
	 * Asks, unless it answered within the last second, or is being asked.
	 * @param directory by whose path it is asked, as files are deleted while they are
	 * open
	 */
	void look(Path directory) {
		if (!this.lock.tryLock()) {
			return;
		}
		try {
			long now = System.nanoTime();
			if (now - this.answered >= MAX_LOOK_AGE) {
				ask(directory, now);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Makes sure that enough is left after a write, to be ended with {@link #end}.
	 * @param directory by whose path the file system is asked
	 * @throws MinFreeException if less would be
	 */
	void begin(int bytes, long minimum, Path directory) throws IOException {
		this.lock.lock();
		try {
			long now = System.nanoTime();
			if (this.left - bytes < minimum || now - this.asked > MAX_AGE || this.writtenSince > MAX_UNASKED) {
				ask(directory, now);
			}
			if (this.left - bytes < minimum) {
				throw MinFreeException
					.of("a write of " + bytes + ((bytes != 1) ? " bytes" : " byte") + " would leave less than "
							+ minimum + " bytes free (min-free) on the file system of " + directory);
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

	private void ask(Path directory, long now) {
		this.asked = now;
		try {
			long usable = usable(directory);
			this.known = usable;
			this.answered = now;
			this.left = usable - this.beingWritten;
			this.writtenSince = 0;
		}
		catch (IOException ex) {
			// What was left goes on being used up. The directory of one file may be gone,
			// and those of others not.
		}
	}

	/** Asks the file system, by statvfs(3). */
	long usable(Path directory) throws IOException {
		// A name that cannot be decoded is that of another directory as text.
		boolean isText = RawName.isAscii(directory.toString());
		long usable = isText ? directory.toFile().getUsableSpace() : 0;
		if (usable == 0) {
			// Nothing is free, or that cannot be told: a store says which, but is found
			// only by a walk through all mounts.
			usable = Files.getFileStore(directory).getUsableSpace();
		}
		// Of more than a long can tell the JDK makes a negative number.
		return (usable >= 0) ? usable : Long.MAX_VALUE;
	}

}
