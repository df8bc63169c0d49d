package io.asyncappend.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

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

	/** Next to the region and never locked by us. */
	private static final long CONTROL = REGION + 2 * REGION_SIZE;

	/**
	 * Lock files that another claim in the same JVM has locked. They must neither be
	 * closed nor forgotten, as that would release the other's lock, and each is given to
	 * one claimant at a time.
	 */
	private static final Map<Path, Queue<RandomAccessFile>> NOT_OURS = new ConcurrentHashMap<>();

	private final RandomAccessFile lockFile;

	private FileClaim(RandomAccessFile lockFile) {
		this.lockFile = lockFile;
	}

	/** Claims the name of a file against other processes, until closed. */
	static FileClaim name(Path file) throws IOException {
		Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
		Queue<RandomAccessFile> notOurs = NOT_OURS.get(lockFile);
		RandomAccessFile known = (notOurs != null) ? notOurs.poll() : null;
		RandomAccessFile opened = (known != null) ? known : openLockFile(lockFile);
		try {
			FileLock lock = opened.getChannel().tryLock();
			if (lock == null) {
				String holder = holder(opened);
				opened.close();
				throw new FileInUseException(file.toString(), "another process appends to it" + holder + "; it holds "
						+ lockFile + " (allow it with the option 'shared')");
			}
			opened.setLength(0);
			opened.write(("pid " + ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
			return new FileClaim(opened);
		}
		catch (OverlappingFileLockException ex) {
			NOT_OURS.computeIfAbsent(lockFile, (path) -> new ConcurrentLinkedQueue<>()).add(opened);
			throw inThisJvm(file.toString());
		}
	}

	/** Claims an open file within this JVM, until its channel is closed. */
	static void file(Path file, FileChannel channel, boolean shared) throws IOException {
		try {
			// Sharing processes lock a byte each, so that they do not meet; any two in
			// one JVM do.
			FileLock lock = shared ? channel.tryLock(REGION + ProcessHandle.current().pid() % REGION_SIZE, 1, false)
					: channel.tryLock(REGION, REGION_SIZE, false);
			if (lock == null) {
				throw new FileInUseException(file.toString(), "another process appends to it");
			}
		}
		catch (OverlappingFileLockException ex) {
			throw inThisJvm(file.toString());
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
	private static RandomAccessFile openLockFile(Path lockFile) throws IOException {
		OwnedFile.createFile(lockFile, PosixFilePermissions.fromString("rw-r-----"));
		return new RandomAccessFile(lockFile.toFile(), "rw");
	}

	private static String holder(RandomAccessFile lockFile) throws IOException {
		byte[] content = new byte[32];
		int length = lockFile.read(content);
		return (length > 0) ? " (" + new String(content, 0, length, StandardCharsets.US_ASCII) + ")" : "";
	}

	@Override
	public void close() throws IOException {
		this.lockFile.close();
	}

}
