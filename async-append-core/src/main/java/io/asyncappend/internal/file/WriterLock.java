package io.asyncappend.internal.file;

import io.asyncappend.internal.concurrent.OomSafeLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;

/**
 * The right to append to a file, in two parts, because a POSIX lock goes when its process
 * closes <em>any</em> descriptor of the file (fcntl(2)), for example after reading it.
 * <ul>
 * <li>A <em>name</em> is claimed against other processes by a lock on a hidden file
 * beside it, {@code .NAME.lock}, that no program has a reason to read. As one may all the
 * same, it is {@linkplain #renew taken anew} again and again.</li>
 * <li>The <em>file itself</em> is claimed within this JVM by a {@link JvmClaim}.</li>
 * </ul>
 * What is thrown is asked for its type, here and in what it uses: a handler of a type has
 * that loaded at each start.
 */
final class WriterLock implements Closeable, Uninterrupted.Opening<LockFile> {

	/**
	 * Held while a claim is taken or given back. Closing forgets the lock in the JVM's
	 * table first and closes the descriptor then, which drops every lock of the process
	 * on that file: one that was taken in between would be gone. One for each file
	 * system, as one that hangs must not hold up the others.
	 */
	private static final Map<Object, Lock> TAKING = new ConcurrentHashMap<>();

	private final Lock taking;

	private final Path file;

	private final Set<PosixFilePermission> permissions;

	private final boolean shared;

	/** {@code null} while it is taken for the first time. */
	private LockFile lockFile;

	private WriterLock(Lock taking, Path file, Set<PosixFilePermission> permissions, boolean shared) {
		this.taking = taking;
		this.file = file;
		this.permissions = permissions;
		this.shared = shared;
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
			JvmClaim.requireFree(file, shared);
		}
		WriterLock lock = new WriterLock(taking(located.device()), file, permissions, shared);
		lock.taking.lock();
		try {
			lock.lockFile = Uninterrupted.open(lock);
			return (lock.lockFile != null) ? lock : null;
		}
		finally {
			lock.taking.unlock();
		}
	}

	private static Lock taking(Object device) {
		Lock known = TAKING.get(device);
		if (known != null) {
			return known;
		}
		Lock made = new OomSafeLock();
		Lock other = TAKING.putIfAbsent(device, made);
		return (other != null) ? other : made;
	}

	/**
	 * Locks a lock file, of whomever it is; but not one of others in the place of ours.
	 * @return {@code null} if the file is shared and this process may not make one
	 */
	@Override
	public LockFile open() throws IOException {
		boolean ofOthers = this.lockFile == null || this.shared;
		LockFile lockFile;
		try {
			lockFile = LockFile.open(LockFile.of(this.file), this.permissions, this.shared);
		}
		catch (IOException ex) {
			if (this.shared && ex instanceof AccessDeniedException) {
				return null;
			}
			throw ex;
		}
		try {
			if (!ofOthers && lockFile.isOfOthers()) {
				throw new FileSystemException(lockFile.toString(), null, "is no lock file of ours" + lockFile.owner());
			}
			if (!lockFile.tryLock(this.shared)) {
				throw inUse(this.file, lockFile);
			}
			lockFile.claimed();
			return lockFile;
		}
		catch (IllegalStateException ex) {
			if (ex instanceof OverlappingFileLockException) {
				lockFile.keep();
				throw JvmClaim.takenInThisJvm(this.file.toString());
			}
			throw ex;
		}
		catch (IOException ex) {
			lockFile.close();
			throw ex;
		}
	}

	private static IOException inUse(Path file, LockFile lockFile) throws IOException {
		return FileInUseException.of(file.toString(), "another process appends to it" + lockFile.holder()
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
	void renew(boolean named) throws IOException {
		try {
			if ((named && !this.lockFile.isCurrent()) || !Uninterrupted.open(this::relock)) {
				takeAnew();
			}
		}
		catch (IOException ex) {
			if (ex instanceof FileInUseException) {
				throw ex;
			}
			// It cannot be told (no permission, no locks left), and is tried again.
		}
	}

	/** False if the lock file has been closed, as an interrupt does. */
	private boolean relock() throws IOException {
		try {
			boolean had = this.lockFile.relock() && this.lockFile.isUntouched();
			if (!had && !this.lockFile.isOfOthers()) {
				throw FileInUseException.of(this.file.toString(),
						"another process has claimed it" + this.lockFile.holder() + " since this one lost its lock on "
								+ this.lockFile + ", as it does when a thread of it copies or reads that file");
			}
			return true;
		}
		catch (IOException ex) {
			if (ex instanceof ClosedChannelException && !(ex instanceof ClosedByInterruptException)) {
				return false;
			}
			throw ex;
		}
	}

	private void takeAnew() throws IOException {
		this.taking.lock();
		try {
			LockFile before = this.lockFile;
			LockFile now = Uninterrupted.open(this);
			if (now != null) {
				this.lockFile = now;
				before.close();
			}
		}
		finally {
			this.taking.unlock();
		}
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
