package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Held by one of the processes that share a file, while it writes. It consists of two, as
 * each can be lost alone: a lock of the file itself goes when anything in this JVM that
 * has read the file closes it (fcntl(2)), and one of the lock file means nothing to a
 * process that has come by another link, that may not open the lock file, or that found
 * it deleted. The operating system releases both when the process ends.
 * <p>
 * Any account that may read a file may lock it. So a writer waits for the lock of the
 * file itself for a while only, once: then writes go on without it until it can be had
 * again.
 * <p>
 * Locks are asked for again and again instead of waited for, as an interrupt would end
 * the wait and close the channel, and a virtual thread would keep its carrier.
 */
final class SharedWriteLock {

	private static final int MAX_SPINS = 10;

	private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(20);

	private static final long LONGEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	/** One of the two. */
	interface Part {

		/**
		 * Takes it, without waiting.
		 * @return {@code null} if another process has it
		 * @throws OverlappingFileLockException if another class loader of this JVM has it
		 */
		FileLock tryLock() throws IOException;

	}

	private final Part ofLockFile;

	private final Part ofFile;

	private FileLock first;

	private FileLock second;

	/** The lock of the file could not be had the last time. */
	private boolean impatient;

	SharedWriteLock(Part ofLockFile, Part ofFile) {
		this.ofLockFile = ofLockFile;
		this.ofFile = ofFile;
	}

	/** Waits until no other process has it; no interrupt ends that, and it is kept. */
	void lock() throws IOException {
		if (this.ofLockFile != null) {
			this.first = await(this.ofLockFile, Long.MAX_VALUE);
		}
		boolean done = false;
		try {
			this.second = await(this.ofFile, this.impatient ? 0 : PATIENCE);
			this.impatient = this.second == null;
			done = true;
		}
		finally {
			if (!done) {
				unlock();
			}
		}
	}

	private FileLock await(Part part, long patience) throws IOException {
		boolean interrupted = false;
		try {
			FileLock lock = tryLock(part);
			long start = (lock == null) ? System.nanoTime() : 0;
			long pause = FIRST_PAUSE;
			for (int tries = 1; lock == null && System.nanoTime() - start < patience; tries++) {
				if (tries < MAX_SPINS) {
					Thread.yield();
				}
				else {
					interrupted |= Thread.interrupted();
					LockSupport.parkNanos(this, pause);
					pause = Math.min(2 * pause, LONGEST_PAUSE);
				}
				lock = tryLock(part);
			}
			return lock;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Takes it if no other process has it now. */
	boolean tryLock() throws IOException {
		boolean done = false;
		try {
			if (this.ofLockFile != null) {
				this.first = tryLock(this.ofLockFile);
				if (this.first == null) {
					return false;
				}
			}
			this.second = tryLock(this.ofFile);
			done = this.second != null || this.impatient;
			return done;
		}
		finally {
			if (!done) {
				unlock();
			}
		}
	}

	private static FileLock tryLock(Part part) throws IOException {
		try {
			return part.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	void unlock() throws IOException {
		FileLock ofFile = this.second;
		FileLock ofLockFile = this.first;
		this.second = null;
		this.first = null;
		try {
			if (ofFile != null) {
				ofFile.release();
			}
		}
		finally {
			if (ofLockFile != null) {
				ofLockFile.release();
			}
		}
	}

}
