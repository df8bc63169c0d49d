package io.asyncappend.file;

import io.asyncappend.lane.Lanes;
import io.asyncappend.lane.PatientLock;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;

/**
 * The right to append to a file, in two parts, because a POSIX lock goes when its process
 * closes <em>any</em> descriptor of the file (fcntl(2)), for example after reading it.
 * <ul>
 * <li>A <em>name</em> is claimed against other processes by a lock on a hidden file
 * beside it, {@code .NAME.lock}, that nobody has a reason to read.</li>
 * <li>The <em>file itself</em>, through whatever link or channel, is claimed within this
 * JVM by a lock on a region past any data. The JVM keeps its own table of locks by device
 * and inode, which holds though the operating system's lock may be gone.</li>
 * </ul>
 */
final class FileClaim implements Closeable {

	/** Past the end of any file, so that a lock on data does not meet it. */
	private static final long REGION = 1L << 62;

	private static final long REGION_SIZE = 1L << 32;

	/** Not the process' id: processes in different containers may share that. */
	private static final long OWN_BYTE = ThreadLocalRandom.current().nextLong(REGION_SIZE);

	/** Next to the region and never locked by us. */
	private static final long CONTROL = REGION + 2 * REGION_SIZE;

	/** What who writes to a shared file locks. */
	private static final long WRITES = REGION + 3 * REGION_SIZE;

	/**
	 * Held while a claim is taken or given back. Closing forgets the lock in the JVM's
	 * table first and closes the descriptor then, which drops every lock of the process
	 * on that file: one that was taken in between would be gone. One for each file
	 * system, as one that hangs must not hold up the others.
	 */
	private static final Map<Object, Lock> TAKING = new ConcurrentHashMap<>();

	private final Lock taking;

	private final LockFile lockFile;

	private FileClaim(Lock taking, LockFile lockFile) {
		this.taking = taking;
		this.lockFile = lockFile;
	}

	/**
	 * Claims the name of a file against other processes, until closed.
	 * @param shared whether to claim it only against those that do not share it
	 * @return the claim; {@code null} if the file is shared, and this process may not
	 * make a lock file beside it
	 */
	static FileClaim name(Path file, Set<PosixFilePermission> permissions, boolean shared) throws IOException {
		Lock taking = TAKING.computeIfAbsent(Lanes.device(file.getParent()), (device) -> new PatientLock());
		taking.lock();
		try {
			LockFile lockFile = take(file, permissions, shared);
			return (lockFile != null) ? new FileClaim(taking, lockFile) : null;
		}
		finally {
			taking.unlock();
		}
	}

	private static LockFile take(Path file, Set<PosixFilePermission> permissions, boolean shared) throws IOException {
		LockFile lockFile;
		try {
			lockFile = LockFile.open(file.resolveSibling("." + file.getFileName() + ".lock"), permissions);
		}
		catch (AccessDeniedException | FileNotFoundException ex) {
			if (shared) {
				return null;
			}
			throw ex;
		}
		try {
			if (!lockFile.tryLock(shared)) {
				throw new FileInUseException(file.toString(), "another process appends to it" + lockFile.holder()
						+ "; it holds " + lockFile + " (allow it with the option 'shared', in both)");
			}
			if (!shared) {
				lockFile.writeHolder();
			}
			return lockFile;
		}
		catch (OverlappingFileLockException ex) {
			lockFile.keep();
			throw inThisJvm(file.toString());
		}
		catch (IOException ex) {
			lockFile.close();
			throw ex;
		}
	}

	/** For who writes to a file that is shared; {@code null} if another process does. */
	FileLock tryLockWrites() throws IOException {
		return this.lockFile.tryLockWrites();
	}

	/** Whether the lock file is still there for others to find. */
	boolean isCurrent() {
		return this.lockFile.isCurrent();
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

	/** Claims an open file within this JVM, until its channel is closed. */
	static void file(Path file, FileChannel channel, boolean shared) throws IOException {
		try {
			FileLock lock = channel.tryLock(start(shared), size(shared), false);
			if (lock == null) {
				throw new FileInUseException(file.toString(), "another process appends to it");
			}
		}
		catch (OverlappingFileLockException ex) {
			throw inThisJvm(file.toString());
		}
	}

	/**
	 * Locks an open file for who writes to it while it is shared; {@code null} if another
	 * process does.
	 */
	static FileLock tryLockWrites(FileChannel channel) throws IOException {
		return channel.tryLock(WRITES, 1, false);
	}

	/** Whether a channel to read is one of a shared file that is claimed in this JVM. */
	static boolean isShared(FileChannel reader) throws IOException {
		try {
			FileLock lock = reader.tryLock(start(true), size(true), true);
			if (lock != null) {
				lock.release();
			}
			return false;
		}
		catch (OverlappingFileLockException ex) {
			return true;
		}
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
		catch (OverlappingFileLockException ex) {
			return true;
		}
	}

	/**
	 * Claims a channel that somebody else opened, and may have locked, within this JVM.
	 * @return the lock to release in the end; {@code null} where its owner has locked it,
	 * or where such a channel knows no locks
	 */
	static FileLock channel(FileChannel channel, String name) throws IOException {
		try {
			FileLock lock = channel.tryLock(REGION, REGION_SIZE, false);
			if (lock == null) {
				throw new FileInUseException(name, "another process appends to the file of this channel");
			}
			return lock;
		}
		catch (UnsupportedOperationException ex) {
			// Not a file of the JDK's: there is nothing that could be claimed twice.
			return null;
		}
		catch (OverlappingFileLockException ex) {
			if (isFree(channel)) {
				throw inThisJvm(name);
			}
			// A lock of the whole file: its owner lends us what it has claimed itself.
			return null;
		}
	}

	private static boolean isFree(FileChannel channel) throws IOException {
		try {
			FileLock lock = channel.tryLock(CONTROL, 1, false);
			if (lock != null) {
				lock.release();
			}
			return true;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	private static FileInUseException inThisJvm(String file) {
		return new FileInUseException(file, "an appender of this JVM has it open already, maybe through another name");
	}

	@Override
	public void close() throws IOException {
		this.taking.lock();
		try {
			this.lockFile.close();
		}
		finally {
			this.taking.unlock();
		}
	}

}
