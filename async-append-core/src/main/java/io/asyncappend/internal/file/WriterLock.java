package io.asyncappend.internal.file;

import io.asyncappend.internal.concurrent.OomSafeLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
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
 * beside it, {@code .NAME.lock}, that no program has a reason to read. As one may all the
 * same, it is {@linkplain #renew taken anew} again and again.</li>
 * <li>The <em>file itself</em>, through whatever link or channel, is claimed within this
 * JVM by a lock on a region past any data. The JVM keeps its own table of locks by device
 * and inode, which holds though the operating system's lock may be gone.</li>
 * </ul>
 */
final class WriterLock implements Closeable {

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
	 * Held while a claim is taken or given back. Closing forgets the lock in the JVM's
	 * table first and closes the descriptor then, which drops every lock of the process
	 * on that file: one that was taken in between would be gone. One for each file
	 * system, as one that hangs must not hold up the others.
	 */
	private static final Map<Object, Lock> TAKING = new ConcurrentHashMap<>();

	/**
	 * Files that are claimed by this class. Where another process has locked a file, this
	 * one has no lock on it in the JVM's table.
	 */
	private static final Set<Object> CLAIMED = ConcurrentHashMap.newKeySet();

	private final Lock taking;

	private final Path file;

	private final Set<PosixFilePermission> permissions;

	private final boolean shared;

	private LockFile lockFile;

	private WriterLock(Lock taking, Path file, Set<PosixFilePermission> permissions, boolean shared,
			LockFile lockFile) {
		this.taking = taking;
		this.file = file;
		this.permissions = permissions;
		this.shared = shared;
		this.lockFile = lockFile;
	}

	/**
	 * Claims the name of a file against other processes, until closed.
	 * @param shared whether to claim it only against those that do not share it
	 * @return the claim; {@code null} if the file is shared, and this process may not
	 * make a lock file beside it
	 */
	static WriterLock name(LocatedFile located, Set<PosixFilePermission> permissions, boolean shared)
			throws IOException {
		Path file = located.path();
		if (located.look() != null) {
			requireFree(file, shared);
		}
		Lock taking = TAKING.computeIfAbsent(located.device(), (device) -> new OomSafeLock());
		taking.lock();
		try {
			LockFile lockFile = take(file, permissions, shared, true);
			return (lockFile != null) ? new WriterLock(taking, file, permissions, shared, lockFile) : null;
		}
		finally {
			taking.unlock();
		}
	}

	/**
	 * Refuses what this JVM has open before its lock file is touched: a class loader that
	 * goes closes what it had opened, and so releases the lock of another's.
	 */
	private static void requireFree(Path file, boolean shared) throws FileInUseException {
		try (OpenedPath opened = OpenedPath.open(file)) {
			FileLock lock = opened.channel().tryLock(start(shared), size(shared), false);
			if (lock != null) {
				lock.release();
			}
		}
		catch (OverlappingFileLockException ex) {
			throw inThisJvm(file.toString());
		}
		catch (IOException ex) {
			// It is not there yet, or why it cannot be opened is told when it is.
		}
	}

	private static LockFile take(Path file, Set<PosixFilePermission> permissions, boolean shared, boolean ofOthers)
			throws IOException {
		return Uninterrupted.open(() -> takeOnce(file, permissions, shared, ofOthers));
	}

	private static LockFile takeOnce(Path file, Set<PosixFilePermission> permissions, boolean shared, boolean ofOthers)
			throws IOException {
		LockFile lockFile;
		try {
			lockFile = LockFile.open(LockFile.of(file), permissions, shared);
		}
		catch (AccessDeniedException ex) {
			if (shared) {
				return null;
			}
			throw ex;
		}
		try {
			if (!ofOthers && lockFile.isOfOthers()) {
				throw new FileSystemException(lockFile.toString(), null, "is no lock file of ours" + lockFile.owner());
			}
			if (!lockFile.tryLock(shared)) {
				throw inUse(file, lockFile);
			}
			lockFile.claimed();
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

	private static FileInUseException inUse(Path file, LockFile lockFile) throws IOException {
		return new FileInUseException(file.toString(), "another process appends to it" + lockFile.holder()
				+ "; it holds " + lockFile + lockFile.owner() + " (allow it with the option 'shared', in both)");
	}

	/** Locks the writes to a shared file; {@code null} if another process has done so. */
	FileLock tryLockWrites() throws IOException {
		return this.lockFile.tryLockWrites();
	}

	/** Whether the lock file is still there for others to find. */
	boolean isCurrent() {
		return this.lockFile.isCurrent();
	}

	/**
	 * Takes the claim anew, as it may be lost: by whatever closes another descriptor of
	 * the lock file in this process (to copy the directory does), or deletes it. A lock
	 * file of other users is not believed: any account that may create files in the
	 * directory could end all writing with one.
	 * @param named whether the path names the file, so that its lock file must be there
	 * @throws FileInUseException if another process has claimed the file meanwhile
	 */
	void renew(boolean named) throws FileInUseException {
		try {
			if ((named && !this.lockFile.isCurrent()) || !Uninterrupted.open(this::relock)) {
				takeAnew();
			}
		}
		catch (FileInUseException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// It cannot be told (no permission, no locks left), and is tried again.
		}
	}

	/** False if the lock file has been closed, as an interrupt does. */
	private boolean relock() throws IOException {
		try {
			boolean had = this.lockFile.relock() && this.lockFile.isUntouched();
			if (!had && !this.lockFile.isOfOthers()) {
				throw new FileInUseException(this.file.toString(),
						"another process has claimed it" + this.lockFile.holder() + " since this one lost its lock on "
								+ this.lockFile + ", as it does when a thread of it copies or reads that file");
			}
			return true;
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (ClosedChannelException ex) {
			return false;
		}
	}

	private void takeAnew() throws IOException {
		this.taking.lock();
		try {
			LockFile before = this.lockFile;
			LockFile now = take(this.file, this.permissions, this.shared, this.shared);
			if (now != null) {
				this.lockFile = now;
				before.close();
			}
		}
		finally {
			this.taking.unlock();
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
	static boolean file(Path file, Object key, FileChannel channel, boolean shared) throws IOException {
		if (!CLAIMED.add(key)) {
			throw inThisJvm(file.toString());
		}
		try {
			return channel.tryLock(start(shared), size(shared), false) == null;
		}
		catch (OverlappingFileLockException ex) {
			CLAIMED.remove(key);
			throw inThisJvm(file.toString());
		}
		catch (Throwable ex) {
			CLAIMED.remove(key);
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
	 * A claim of a channel that the caller opened.
	 *
	 * @param lock to release in the end; {@code null} where its owner or others have
	 * locked the file, or where such a channel knows no locks
	 * @param isLockedByOthers whether another process has locked it
	 */
	record Lent(FileLock lock, boolean isLockedByOthers) {
	}

	/**
	 * Claims a channel that the caller opened, and may have locked, within this JVM.
	 */
	static Lent channel(FileChannel channel, String name) throws IOException {
		try {
			FileLock lock = channel.tryLock(REGION, REGION_SIZE, false);
			return new Lent(lock, lock == null);
		}
		catch (UnsupportedOperationException ex) {
			// Not a file of the JDK's: there is nothing that could be claimed twice.
			return new Lent(null, false);
		}
		catch (OverlappingFileLockException ex) {
			if (isFree(channel)) {
				throw inThisJvm(name);
			}
			// A lock of the whole file: its owner lends us what it has claimed itself.
			return new Lent(null, false);
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
