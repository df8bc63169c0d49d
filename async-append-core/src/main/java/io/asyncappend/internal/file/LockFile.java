package io.asyncappend.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The hidden file beside a data file that processes lock, {@code .NAME.lock}. An account
 * that may not write the data may not open it, as a lock for reading alone would keep the
 * owner out.
 * <p>
 * It holds a {@link LockFileContent}. The lock of the file system is held while it is
 * opened and closed.
 * <p>
 * There are two locks on it. A claim needs both, and takes the first one first. So the
 * holder can let the second go and take it again, to see whether the operating system
 * still knows of it, and no other claim gets both meanwhile.
 */
final class LockFile implements Closeable {

	private static final long FIRST = 0;

	private static final long SECOND = 1L << 62;

	static final Set<PosixFilePermission> PRIVATE = EnumSet.of(PosixFilePermission.OWNER_READ,
			PosixFilePermission.OWNER_WRITE);

	private static final int PRIVATE_MODE = 0_600;

	/** Behind what a claim locks. */
	private static final long WRITES = Long.MAX_VALUE - 1;

	/**
	 * Channels of lock files, by file, that another claim in the same JVM has locked.
	 * They must neither be closed nor forgotten before the other is, as that would
	 * release its lock, and each is given to one claimant at a time.
	 */
	private static final Map<Object, Queue<FileChannel>> NOT_OURS = new ConcurrentHashMap<>();

	private final Path path;

	private final Object key;

	private final FileChannel channel;

	private final Look look;

	private FileLock second;

	private boolean shared;

	/** What it held when it was claimed. */
	private LockFileContent content = LockFileContent.NONE;

	private LockFile(Path path, Look look, FileChannel channel) {
		this.path = path;
		this.look = look;
		this.key = key(look);
		this.channel = channel;
	}

	/** The lock file of a file. */
	static Path of(Path file) {
		return RawName.hidden(file, "lock");
	}

	/**
	 * Opens it; creates it if it is not there.
	 * @param permissions of the data file
	 */
	static LockFile open(Path path, Set<PosixFilePermission> permissions, boolean shared) throws IOException {
		Set<PosixFilePermission> allowed = shared ? ofWriters(permissions) : PRIVATE;
		FileChannel channel = RegularFile.create(path, allowed).orElse(null);
		if (channel != null) {
			OpenedPath created = OpenedPath.created(channel, path);
			return of(path, created, created.look(), allowed);
		}
		Look named = Look.at(path);
		if (!named.isRegular()) {
			throw inTheWay(path, "it is " + named.what() + ", not a regular file to lock");
		}
		Queue<FileChannel> notOurs = NOT_OURS.get(key(named));
		FileChannel kept = (notOurs != null) ? notOurs.poll() : null;
		return (kept != null) ? new LockFile(path, named, kept) : of(path, OpenedPath.open(path), named, allowed);
	}

	private static LockFile of(Path path, OpenedPath opened, Look named, Set<PosixFilePermission> allowed)
			throws IOException {
		try {
			if (!opened.look().isSame(named)) {
				throw new FileSystemException(path.toString(), null, "was replaced while it was opened");
			}
			if (named.links() > 1) {
				throw inTheWay(path, "it has another name, which may be of another file");
			}
			narrow(opened, allowed);
			return new LockFile(path, opened.look(), opened.channel());
		}
		catch (Throwable ex) {
			opened.close();
			throw ex;
		}
	}

	/** Accounts that may write may lock. */
	private static Set<PosixFilePermission> ofWriters(Set<PosixFilePermission> permissions) {
		Set<PosixFilePermission> allowed = EnumSet.copyOf(PRIVATE);
		if (permissions.contains(PosixFilePermission.GROUP_WRITE)) {
			allowed.add(PosixFilePermission.GROUP_READ);
			allowed.add(PosixFilePermission.GROUP_WRITE);
		}
		if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
			allowed.add(PosixFilePermission.OTHERS_READ);
			allowed.add(PosixFilePermission.OTHERS_WRITE);
		}
		return allowed;
	}

	/** One of an earlier version was as open as its data file. */
	private static void narrow(OpenedPath opened, Set<PosixFilePermission> allowed) throws IOException {
		if (!isOurs(opened.look()) || !opened.isExact() || !opened.look().isWiderThan(allowed)) {
			return;
		}
		Set<PosixFilePermission> now = new HashSet<>(Files.getPosixFilePermissions(opened.again()));
		if (now.retainAll(allowed)) {
			Files.setPosixFilePermissions(opened.again(), now);
		}
	}

	/**
	 * Whether it belongs to neither this user nor root: any account that may create files
	 * in the directory may have made it, and lock it, appending or not.
	 */
	boolean isOfOthers() {
		return !ProcessUser.orRootOwns(this.look);
	}

	/** The user that it belongs to, if that is another, for a message. */
	String owner() {
		return isOfOthers() ? ", which belongs to user " + this.look.owner() : "";
	}

	private static boolean isOurs(Look look) {
		return look.owner() == Look.UNKNOWN || look.owner() == ProcessUser.get();
	}

	/** Without keys there are no two files to be told apart by them. */
	private static Object key(Look look) {
		return (look.key() != null) ? look.key() : look.path();
	}

	/** Takes both locks, or none. */
	boolean tryLock(boolean shared) throws IOException {
		FileLock first = this.channel.tryLock(FIRST, SECOND - FIRST, shared);
		if (first == null) {
			return false;
		}
		this.shared = shared;
		this.second = trySecond();
		if (this.second == null) {
			first.release();
		}
		return this.second != null;
	}

	/** Locks the writes to a shared file; {@code null} if another process has done so. */
	FileLock tryLockWrites() throws IOException {
		return this.channel.tryLock(WRITES, 1, false);
	}

	private FileLock trySecond() throws IOException {
		return this.channel.tryLock(SECOND, WRITES - SECOND, this.shared);
	}

	/**
	 * Takes the second lock anew.
	 * @return whether it was had; not if another process has claimed the file since this
	 * one lost its locks
	 * @throws ClosedChannelException if the file is not open any more
	 * @throws IOException if it cannot be told; the locks are what they were
	 */
	boolean relock() throws IOException {
		if (this.second != null && this.second.isValid()) {
			this.second.release();
		}
		FileLock again = trySecond();
		this.second = (again != null) ? again : this.second;
		return again != null;
	}

	/** Whether no claim that excludes others has been made since. */
	boolean isUntouched() throws IOException {
		// Not equals: before Java 19 the JDK keeps the last record type that has used the
		// equals it makes, and with it the class loader of an application.
		return !isOurs(this.look) || this.content.text().equals(read().text());
	}

	/** Keeps the channel of what another claim in this JVM has locked. */
	void keep() {
		NOT_OURS.computeIfAbsent(this.key, (key) -> new ConcurrentLinkedQueue<>()).add(this.channel);
	}

	/** Whether the path still names it, for others to find. */
	boolean isCurrent() {
		try {
			return key(Look.at(this.path)).equals(this.key);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Notes this process in it, unless it is shared. */
	void claimed() throws IOException {
		LockFileContent found = read();
		if (this.shared) {
			this.content = found;
			return;
		}
		requireLockFile(found);
		Optional<LockFileContent> written = writeClaim(found);
		this.content = written.isPresent() ? written.get() : read();
	}

	private void requireLockFile(LockFileContent found) throws IOException {
		boolean isPrivate = (this.look.mode() & 0_777) == PRIVATE_MODE;
		if (!found.isOfLockFile() && !(isOurs(this.look) && found.isRemains(isPrivate))) {
			throw inTheWay(this.path, "it holds something else than the number of a process that appends");
		}
	}

	/** What it holds then, as far as that is known. */
	private Optional<LockFileContent> writeClaim(LockFileContent found) throws IOException {
		LockFileContent claim = LockFileContent.claim();
		ByteBuffer bytes = claim.bytes();
		try {
			if (!found.text().isEmpty()) {
				this.channel.truncate(0);
			}
			this.channel.write(bytes, 0);
			return bytes.hasRemaining() ? Optional.empty() : Optional.of(claim);
		}
		catch (IOException ex) {
			if (ex instanceof ClosedChannelException) {
				throw ex;
			}
			// Only a hint for a process that is refused: a full disk must not stop this
			// one.
			return Optional.empty();
		}
	}

	/** Which process has claimed it, for a message; empty if it does not say. */
	String holder() throws IOException {
		return read().holder().map((holder) -> " (" + holder + ")").orElse("");
	}

	private LockFileContent read() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(LockFileContent.MAX_LENGTH + 1);
		this.channel.read(bytes, 0);
		return LockFileContent.of(bytes.flip());
	}

	private static FileSystemException inTheWay(Path path, String why) {
		return new FileSystemException(path.toString(), null, "is in the way: " + why);
	}

	/**
	 * Releases the locks. Nothing in this JVM is locked through this file then, so that
	 * closing the other descriptors of it releases nothing.
	 */
	@Override
	public void close() throws IOException {
		this.channel.close();
		Queue<FileChannel> notOurs = NOT_OURS.remove(this.key);
		if (notOurs != null) {
			for (FileChannel opened : notOurs) {
				opened.close();
			}
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
