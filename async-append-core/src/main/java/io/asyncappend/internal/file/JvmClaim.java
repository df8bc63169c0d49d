package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The claim of an open file within this JVM, through whatever link or channel: a lock on
 * a region past any data. The JVM keeps its own table of locks by device and inode, for
 * all class loaders, which holds though the operating system's lock may be gone.
 */
final class JvmClaim {

	/** Past the end of any file, so that a lock on data does not meet it. */
	private static final long REGION = 1L << 62;

	private static final long REGION_SIZE = 1L << 32;

	/** Not the process' id: processes in different containers may share that. */
	private static final long OWN_BYTE = ThreadLocalRandom.current().nextLong(REGION_SIZE);

	/** Next to the region and never locked by us. */
	private static final long CONTROL = REGION + 2 * REGION_SIZE;

	/** Locked by the process that writes to a shared file. */
	private static final long WRITES = REGION + 3 * REGION_SIZE;

	/**
	 * Files that are claimed by this class. Where another process has locked a file, this
	 * one has no lock on it in the JVM's table.
	 */
	private static final Set<Object> CLAIMED = ConcurrentHashMap.newKeySet();

	private JvmClaim() {
	}

	/**
	 * Refuses what this JVM has open before its lock file is touched: a class loader that
	 * goes closes what it had opened, and so releases the lock of another's.
	 */
	static void requireFree(Path file, boolean shared) throws IOException {
		boolean taken = false;
		try (OpenedPath opened = OpenedPath.open(file)) {
			taken = isLockedHere(opened.channel(), start(shared), size(shared), false);
		}
		catch (IOException ex) {
			// It is not there yet, or why it cannot be opened is told when it is.
		}
		if (taken) {
			throw takenInThisJvm(file.toString());
		}
	}

	/**
	 * Sharing processes lock a byte each, so that they do not meet; any two in one JVM
	 * do.
	 */
	private static long start(boolean shared) {
		return shared ? REGION + OWN_BYTE : REGION;
	}

	private static long size(boolean shared) {
		return shared ? 1 : REGION_SIZE;
	}

	/**
	 * Claims an open file within this JVM, until its channel is closed and it is
	 * {@linkplain #forget forgotten}.
	 * @param key tells the file from others
	 * @return whether another process has locked it, which any account that can read it
	 * may do
	 */
	static boolean take(Path file, Object key, FileChannel channel, boolean shared) throws IOException {
		if (!CLAIMED.add(key)) {
			throw takenInThisJvm(file.toString());
		}
		try {
			return channel.tryLock(start(shared), size(shared), false) == null;
		}
		catch (Throwable ex) {
			CLAIMED.remove(key);
			if (ex instanceof OverlappingFileLockException) {
				throw takenInThisJvm(file.toString());
			}
			throw ex;
		}
	}

	static void forget(Object key) {
		CLAIMED.remove(key);
	}

	/**
	 * Locks the writes to a shared file through the file itself; {@code null} if another
	 * process has done so.
	 */
	static FileLock tryLockWrites(FileChannel channel) throws IOException {
		return channel.tryLock(WRITES, 1, false);
	}

	/** Whether a channel to read is one of a shared file that is claimed in this JVM. */
	static boolean isShared(FileChannel reader) throws IOException {
		return isLockedHere(reader, start(true), size(true), true);
	}

	/** Whether a channel is one of a file that is claimed within this JVM. */
	static boolean isClaimed(AsynchronousFileChannel channel, boolean shared) throws IOException {
		try {
			FileLock lock = channel.tryLock(start(shared), size(shared), false);
			if (lock != null) {
				lock.release();
			}
			return false;
		}
		catch (IllegalStateException ex) {
			if (ex instanceof OverlappingFileLockException) {
				return true;
			}
			throw ex;
		}
	}

	/**
	 * A claim of a channel that the caller opened.
	 *
	 * @param lock to release in the end; empty where its owner or others have locked the
	 * file, or where such a channel knows no locks
	 * @param isLockedByOthers whether another process has locked it
	 */
	record Borrowed(Optional<FileLock> lock, boolean isLockedByOthers) {
	}

	/**
	 * Claims a channel that the caller opened, and may have locked, within this JVM.
	 */
	static Borrowed borrow(FileChannel channel, String name) throws IOException {
		try {
			FileLock lock = channel.tryLock(REGION, REGION_SIZE, false);
			return new Borrowed(Optional.ofNullable(lock), lock == null);
		}
		catch (UnsupportedOperationException ex) {
			// Not a file of the JDK's: there is nothing that could be claimed twice.
			return new Borrowed(Optional.empty(), false);
		}
		catch (IllegalStateException ex) {
			if (!(ex instanceof OverlappingFileLockException)) {
				throw ex;
			}
			if (!isLockedHere(channel, CONTROL, 1, false)) {
				throw takenInThisJvm(name);
			}
			// A lock of the whole file: its owner lends us what it has claimed itself.
			return new Borrowed(Optional.empty(), false);
		}
	}

	/** Whether this JVM has a lock on a part of a file; no lock is left on it. */
	private static boolean isLockedHere(FileChannel channel, long position, long size, boolean shared)
			throws IOException {
		try {
			FileLock lock = channel.tryLock(position, size, shared);
			if (lock != null) {
				lock.release();
			}
			return false;
		}
		catch (IllegalStateException ex) {
			if (ex instanceof OverlappingFileLockException) {
				return true;
			}
			throw ex;
		}
	}

	static IOException takenInThisJvm(String file) {
		return FileInUseException.of(file, "an appender of this JVM has it open already, maybe through another name");
	}

}
