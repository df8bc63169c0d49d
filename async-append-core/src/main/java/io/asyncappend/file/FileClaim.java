package io.asyncappend.file;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

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

	/**
	 * Lock files that another claim in the same JVM has locked. They must neither be
	 * closed nor forgotten before the other is, as that would release its lock, and each
	 * is given to one claimant at a time.
	 */
	private static final Map<Path, Queue<RandomAccessFile>> NOT_OURS = new ConcurrentHashMap<>();

	/**
	 * Held while a claim is taken or given back. Closing forgets the lock in the JVM's
	 * table first and closes the descriptor then, which drops every lock of the process
	 * on that file: one that was taken in between would be gone.
	 */
	private static final Lock TAKING = new ReentrantLock();

	private final Path path;

	private final RandomAccessFile lockFile;

	private final Object fileKey;

	private FileClaim(Path path, RandomAccessFile lockFile) throws IOException {
		this.path = path;
		this.lockFile = lockFile;
		this.fileKey = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
	}

	/**
	 * Claims the name of a file against other processes, until closed.
	 * @param shared whether to claim it only against those that do not share it
	 * @return the claim; {@code null} if the file is shared, and this process may not
	 * make a lock file beside it
	 */
	static FileClaim name(Path file, Set<PosixFilePermission> permissions, boolean shared) throws IOException {
		TAKING.lock();
		try {
			return take(file, permissions, shared);
		}
		finally {
			TAKING.unlock();
		}
	}

	private static FileClaim take(Path file, Set<PosixFilePermission> permissions, boolean shared) throws IOException {
		Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
		Queue<RandomAccessFile> notOurs = NOT_OURS.get(lockFile);
		RandomAccessFile opened = (notOurs != null) ? notOurs.poll() : null;
		try {
			opened = (opened != null) ? opened : openLockFile(lockFile, permissions);
		}
		catch (AccessDeniedException | FileNotFoundException ex) {
			if (shared) {
				return null;
			}
			throw ex;
		}
		try {
			FileLock lock = opened.getChannel().tryLock(0, Long.MAX_VALUE, shared);
			if (lock == null) {
				throw new FileInUseException(file.toString(), "another process appends to it" + holder(opened)
						+ "; it holds " + lockFile + " (allow it with the option 'shared', in both)");
			}
			if (!shared) {
				writeHolder(opened);
			}
			return new FileClaim(lockFile, opened);
		}
		catch (OverlappingFileLockException ex) {
			NOT_OURS.computeIfAbsent(lockFile, (path) -> new ConcurrentLinkedQueue<>()).add(opened);
			throw inThisJvm(file.toString());
		}
		catch (IOException ex) {
			opened.close();
			throw ex;
		}
	}

	/** Whether the lock file is still there for others to find. */
	boolean isCurrent() {
		try {
			return this.fileKey != null
					&& this.fileKey.equals(Files.readAttributes(this.path, BasicFileAttributes.class).fileKey());
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Claims an open file within this JVM, until its channel is closed. */
	static void file(Path file, FileChannel channel, boolean shared) throws IOException {
		try {
			// Sharing processes lock a byte each, so that they do not meet; any two in
			// one JVM do.
			FileLock lock = shared ? channel.tryLock(REGION + OWN_BYTE, 1, false)
					: channel.tryLock(REGION, REGION_SIZE, false);
			if (lock == null) {
				throw new FileInUseException(file.toString(), "another process appends to it");
			}
		}
		catch (OverlappingFileLockException ex) {
			throw inThisJvm(file.toString());
		}
	}

	/** Whether a channel is one of a file that is claimed within this JVM. */
	static boolean isClaimed(AsynchronousFileChannel channel, boolean shared) throws IOException {
		try {
			FileLock lock = shared ? channel.tryLock(REGION + OWN_BYTE, 1, false)
					: channel.tryLock(REGION, REGION_SIZE, false);
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

	/** Opens it in a way that no interrupt closes. */
	private static RandomAccessFile openLockFile(Path lockFile, Set<PosixFilePermission> permissions)
			throws IOException {
		RegularFile.create(lockFile, permissions);
		return new RandomAccessFile(lockFile.toFile(), "rw");
	}

	private static void writeHolder(RandomAccessFile lockFile) {
		try {
			lockFile.setLength(0);
			lockFile.write(("pid " + ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// Only a hint for whoever is refused: a full disk must not stop us here.
		}
	}

	private static String holder(RandomAccessFile lockFile) throws IOException {
		byte[] content = new byte[32];
		int length = lockFile.read(content);
		return (length > 0) ? " (" + new String(content, 0, length, StandardCharsets.US_ASCII) + ")" : "";
	}

	@Override
	public void close() throws IOException {
		TAKING.lock();
		try {
			this.lockFile.close();
			closeNotOurs();
		}
		finally {
			TAKING.unlock();
		}
	}

	/** Nothing is locked through this path now, so that closing them releases nothing. */
	private void closeNotOurs() throws IOException {
		Queue<RandomAccessFile> notOurs = NOT_OURS.remove(this.path);
		if (notOurs != null) {
			for (RandomAccessFile opened : notOurs) {
				opened.close();
			}
		}
	}

}
