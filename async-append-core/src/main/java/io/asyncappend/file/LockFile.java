package io.asyncappend.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * The hidden file beside a data file that processes lock. It holds the number of the
 * process, as a hint for whoever is refused; what holds anything else is no lock file of
 * ours and is left alone, as is what a symbolic link leads to. The lock of the file
 * system is held while any of this is called.
 */
final class LockFile implements Closeable {

	private static final Pattern CONTENT = Pattern.compile("(pid \\d+)?");

	private static final int MAX_CONTENT = 32;

	/** Behind what a claim locks. */
	private static final long WRITES = Long.MAX_VALUE - 1;

	/**
	 * Descriptors of lock files, by file, that another claim in the same JVM has locked.
	 * They must neither be closed nor forgotten before the other is, as that would
	 * release its lock, and each is given to one claimant at a time.
	 */
	private static final Map<Object, Queue<RandomAccessFile>> NOT_OURS = new ConcurrentHashMap<>();

	private final Path path;

	private final Object key;

	private final RandomAccessFile file;

	private LockFile(Path path, Object key, RandomAccessFile file) {
		this.path = path;
		this.key = key;
		this.file = file;
	}

	/** Opens it, in a way that no interrupt closes; creates it if it is not there. */
	static LockFile open(Path path, Set<PosixFilePermission> permissions) throws IOException {
		RegularFile.create(path, permissions);
		if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
			throw new FileSystemException(path.toString(), null, "is in the way: it is not a regular file to lock");
		}
		Object key = key(path);
		Queue<RandomAccessFile> notOurs = NOT_OURS.get(key);
		RandomAccessFile kept = (notOurs != null) ? notOurs.poll() : null;
		if (kept != null) {
			return new LockFile(path, key, kept);
		}
		LockFile opened = new LockFile(path, key, new RandomAccessFile(path.toFile(), "rw"));
		if (!opened.isCurrent()) {
			opened.file.close();
			throw new FileSystemException(path.toString(), null, "was replaced while it was opened");
		}
		return opened;
	}

	/** Without keys there are no two files to be told apart by them. */
	private static Object key(Path path) throws IOException {
		Object key = RegularFile.key(path);
		return (key != null) ? key : path;
	}

	boolean tryLock(boolean shared) throws IOException {
		return this.file.getChannel().tryLock(0, WRITES, shared) != null;
	}

	/** For who writes to a file that is shared; {@code null} if another process does. */
	FileLock tryLockWrites() throws IOException {
		return this.file.getChannel().tryLock(WRITES, 1, false);
	}

	/** Keeps the descriptor of what another claim in this JVM has locked. */
	void keep() {
		NOT_OURS.computeIfAbsent(this.key, (key) -> new ConcurrentLinkedQueue<>()).add(this.file);
	}

	/** Whether the path still names it, for others to find. */
	boolean isCurrent() {
		try {
			return key(this.path).equals(this.key);
		}
		catch (IOException ex) {
			return false;
		}
	}

	void writeHolder() throws IOException {
		if (this.file.length() > MAX_CONTENT || !CONTENT.matcher(read()).matches()) {
			throw new FileSystemException(this.path.toString(), null,
					"is in the way: it holds something else than the number of a process that appends");
		}
		try {
			this.file.setLength(0);
			this.file.write(("pid " + ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// Only a hint for whoever is refused: a full disk must not stop us here.
		}
	}

	String holder() throws IOException {
		String content = read();
		return content.isEmpty() ? "" : " (" + content + ")";
	}

	private String read() throws IOException {
		byte[] content = new byte[MAX_CONTENT];
		this.file.seek(0);
		int length = this.file.read(content);
		this.file.seek(0);
		return new String(content, 0, Math.max(0, length), StandardCharsets.US_ASCII);
	}

	/**
	 * Releases the lock. Nothing in this JVM is locked through this file then, so that
	 * closing the other descriptors of it releases nothing.
	 */
	@Override
	public void close() throws IOException {
		this.file.close();
		Queue<RandomAccessFile> notOurs = NOT_OURS.remove(this.key);
		if (notOurs != null) {
			for (RandomAccessFile opened : notOurs) {
				opened.close();
			}
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
