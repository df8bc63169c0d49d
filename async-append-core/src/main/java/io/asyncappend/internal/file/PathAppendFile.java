package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.FileLoss;
import io.asyncappend.internal.io.IoThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that we opened, in append mode (O_APPEND, so whatever cuts it short leaves no
 * hole).
 * <p>
 * It has two doors on the same descriptor. A lane's thread goes through a
 * {@link FileChannel}: exact counts of short writes. A caller's thread, which may be
 * interrupted, goes through the {@link InterruptSafeFile}.
 */
public final class PathAppendFile implements AppendFile {

	/** How often in a row somebody may take it away while it is opened. */
	private static final int MAX_ATTEMPTS = 100;

	private final Path path;

	private final Path realPath;

	private final Object fileKey;

	private final AppenderOptions options;

	/** Of the directory that the path leads through; {@code null} where there is none. */
	private final Object directoryKey;

	/** Whether the path was a link when it was first opened, and so may be one. */
	private final boolean linked;

	/** What speaks against the file; {@code null} for nothing. */
	private final String foreign;

	/** Goes over to the file that this one is reopened as. */
	private WriterLock claim;

	private final InterruptSafeFile door;

	private final FileChannel channel;

	private final FreeSpace free;

	private final boolean lockedByOthers;

	/** {@code null} if nobody else appends to it. */
	private final SharedWrites sharing;

	private final long tornTail;

	private final Instant modified;

	/** We gave it another name ourselves. */
	private boolean archived;

	/** The size of the file as far as our writes tell. */
	private long end;

	/** What was created to take its place, but could not be opened. */
	private final Created created = new Created();

	private PathAppendFile(Opening opening, boolean created, WriterLock claim, OpenedPath opened) throws IOException {
		Path path = opening.path();
		Path realPath = opening.realPath();
		AppenderOptions options = opening.options();
		this.path = path;
		this.realPath = realPath;
		this.options = options;
		this.linked = opening.linked();
		this.claim = claim;
		this.fileKey = opened.look().key();
		this.directoryKey = directoryKey(path);
		// Read before the claim, which closing the reader would weaken: see FileClaim.
		Tail tail = options.shared() ? null : Tail.read(path, opened, options.tornTail().delimiter());
		this.door = new InterruptSafeFile(path, opened, options.shared());
		this.channel = this.door.channel();
		try {
			this.lockedByOthers = WriterLock.file(path, claimKey(), this.channel, options.shared());
			try {
				if (!opened.isExact() && !this.lockedByOthers) {
					this.door.requireOneFile();
				}
				Look look = look();
				if (look == null) {
					throw new NoSuchFileException(path.toString(), null, "was replaced while it was opened");
				}
				this.foreign = opening.check(look, created);
				this.end = look.size();
				this.modified = look.modified().toInstant();
				if (tail != null && tail.size() != this.end) {
					throw new FileSystemException(path.toString(), null, "was changed by somebody while it was opened");
				}
				this.tornTail = (tail != null) ? tail.torn() : 0;
				this.free = (options.minFree() > 0) ? FreeSpace.of(realPath) : null;
				this.sharing = options.shared() ? share(opened) : null;
			}
			catch (Throwable ex) {
				WriterLock.forget(claimKey());
				throw ex;
			}
		}
		catch (Throwable ex) {
			this.door.close();
			throw ex;
		}
	}

	/**
	 * How a file is to be opened.
	 *
	 * @param linked whether its path was a link when it was first opened
	 * @param reopened whether another file had its place before
	 * @param exclusive told what is created where the file is to take the place of an
	 * archive, so that nobody else may have created it; else {@code null}
	 */
	private record Opening(Path path, Path realPath, AppenderOptions options, boolean linked, boolean reopened,
			Created exclusive) {

		boolean create() throws IOException {
			boolean created = RegularFile.create(this.realPath, this.options.permissions());
			if (this.exclusive == null) {
				return created;
			}
			if (created) {
				this.exclusive.file = Look.at(this.realPath);
			}
			else if (!this.exclusive.isAt(this.realPath)) {
				throw ForeignFile.inTheWay(this.path);
			}
			return true;
		}

		String check(Look look, boolean created) throws IOException {
			if (created) {
				ForeignFile.requireOwn(this.path, look);
				return null;
			}
			if (this.reopened && look.links() != 1) {
				throw new FileSystemException(this.path.toString(), null, "has " + look.links()
						+ " names, of which others may have made this one, so nothing is appended to it");
			}
			return ForeignFile.check(this.path, look, this.options);
		}

		WriterLock claim() throws IOException {
			return WriterLock.name(this.realPath, this.options.permissions(), this.options.shared());
		}

	}

	/** A file that was created, and is no other's if it is found again. */
	private static final class Created {

		private Look file;

		boolean isAt(Path path) throws IOException {
			try {
				return this.file != null && Look.at(path).isSame(this.file);
			}
			catch (NoSuchFileException ex) {
				return false;
			}
		}

	}

	/** Without keys there are no two files to be told apart by them. */
	private Object claimKey() {
		return (this.fileKey != null) ? this.fileKey : this.realPath;
	}

	private SharedWrites share(OpenedPath opened) throws IOException {
		SharedWriteLock lock = new SharedWriteLock((this.claim != null) ? this.claim::tryLockWrites : null,
				() -> WriterLock.tryLockWrites(this.channel));
		return new SharedWrites(this.door, lock, this.options.tornTail(),
				TailReader.ofShared(this.path, opened, this.lockedByOthers, this.options.tornTail()), this.end);
	}

	/** Opens a file that is there; the claim stays with the caller if that fails. */
	private static PathAppendFile existing(Opening opening, boolean created, WriterLock claim) throws IOException {
		PathAppendFile file;
		try (OpenedPath opened = OpenedPath.open(opening.realPath())) {
			file = new PathAppendFile(opening, created, claim, opened);
		}
		try {
			if (file.tornTail > 0) {
				file.mendTail();
			}
			return file;
		}
		catch (Throwable ex) {
			file.claim = null;
			file.close();
			throw ex;
		}
	}

	private void mendTail() throws IOException {
		switch (this.options.tornTail().action()) {
			case LEAVE -> {
			}
			case TERMINATE -> endTail();
			case TRUNCATE -> {
				if (this.tornTail == TailReader.MOST && this.end > this.tornTail) {
					// Where it begins is not known, and nothing whole is cut off.
					endTail();
				}
				else {
					this.door.truncate(this.end - this.tornTail);
					this.end -= this.tornTail;
				}
			}
		}
	}

	private void endTail() throws IOException {
		ByteBuffer delimiter = ByteBuffer.wrap(new byte[] { this.options.tornTail().delimiter() });
		this.door.write(delimiter);
		this.end += delimiter.position();
	}

	/** May refuse a path. */
	@FunctionalInterface
	public interface PathCheck {

		/**
		 * Checks a path.
		 * @param realPath the path, with all links resolved
		 * @throws IOException if it is refused
		 */
		void check(Path realPath) throws IOException;

	}

	/**
	 * Opens a file for appending; creates it and its missing parents, and forces the
	 * directories.
	 * @param path where; a relative path is resolved against the working directory
	 * @param options how to open it
	 * @return the open file
	 * @throws IOException if that cannot be done; nothing stays open then
	 */
	public static PathAppendFile open(Path path, AppenderOptions options) throws IOException {
		return open(path, options, (realPath) -> {
		});
	}

	/**
	 * Opens a file for appending; creates it and its missing parents, and forces the
	 * directories.
	 * @param path where; a relative path is resolved against the working directory
	 * @param options how to open it
	 * @param check may refuse the path with all links resolved, before anything is
	 * created
	 * @return the open file
	 * @throws IOException if that cannot be done; nothing stays open then
	 */
	public static PathAppendFile open(Path path, AppenderOptions options, PathCheck check) throws IOException {
		if (path.getFileSystem() != FileSystems.getDefault()) {
			throw new FileSystemException(path.toString(), null,
					"not a file of the default file system; open a channel for it and lend that");
		}
		try {
			boolean linked = RegularFile.isLink(path);
			Path realPath = RegularFile.locate(path, linked);
			check.check(realPath);
			Opening opening = new Opening(path, realPath, options, linked, false, null);
			return create(opening, opening.claim());
		}
		catch (IOException ex) {
			throw Printable.exception(ex);
		}
	}

	/** Takes over the claim, which is released if the file cannot be opened. */
	private static PathAppendFile create(Opening opening, WriterLock claim) throws IOException {
		try {
			return createOrOpen(opening, claim);
		}
		catch (Throwable ex) {
			if (claim != null) {
				claim.close();
			}
			throw ex;
		}
	}

	/** The claim stays with the caller if this fails. */
	private static PathAppendFile createOrOpen(Opening opening, WriterLock claim) throws IOException {
		Path directory = opening.realPath().getParent();
		for (int attempts = 1;; attempts++) {
			boolean created = opening.create();
			// A file that is there may be as new as ours and its name not on the disk
			// yet.
			if (created || Files.isReadable(directory)) {
				Directories.force(directory);
			}
			try {
				return existing(opening, created, claim);
			}
			catch (NoSuchFileException ex) {
				// Somebody deleted or replaced it in between.
				if (attempts == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	@Override
	public boolean takesWholeRecords() {
		return this.sharing != null;
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		write(bytes, null);
	}

	@Override
	public void write(ByteBuffer bytes, RecordEnds ends) throws IOException {
		int length = bytes.remaining();
		if (this.free != null) {
			this.free.begin(length, this.options.minFree());
		}
		int before = bytes.position();
		try {
			if (this.sharing != null) {
				this.sharing.write(bytes, ends);
			}
			else if (IoThread.isCurrent()) {
				this.channel.write(bytes);
			}
			else {
				this.door.write(bytes);
			}
		}
		finally {
			this.end += bytes.position() - before;
			if (this.free != null) {
				this.free.end(length);
			}
		}
	}

	@Override
	public void force() throws IOException {
		if (IoThread.isCurrent()) {
			this.channel.force(false);
		}
		else {
			this.door.force();
		}
	}

	@Override
	public AppendFile reopen() throws IOException {
		try {
			return openAgain();
		}
		catch (IOException ex) {
			throw Printable.exception(ex);
		}
	}

	private AppendFile openAgain() throws IOException {
		Path now = RegularFile.locate(this.path, this.linked);
		boolean same = now.equals(this.realPath);
		if (same && isCurrent()) {
			this.archived = false;
			return this;
		}
		Opening opening = new Opening(this.path, now, this.options, this.linked, true,
				(same && this.archived) ? this.created : null);
		if (same && this.claim != null && this.claim.isCurrent()) {
			// Its lock file is there, as has just been seen.
			this.claim.renew(false);
			PathAppendFile next = createOrOpen(opening, this.claim);
			this.claim = null;
			return next;
		}
		return create(opening, opening.claim());
	}

	@Override
	public boolean archive(Path name) throws IOException {
		Look look = look();
		if (look == null) {
			return false;
		}
		try (SafeDirectory directory = SafeDirectory.open(this.realPath.getParent())) {
			directory.rename(look, name);
		}
		catch (IOException ex) {
			throw Printable.exception(ex);
		}
		this.archived = true;
		return true;
	}

	@Override
	public Optional<Path> archivable() {
		// The others who append to it would go on doing so.
		return this.options.shared() ? Optional.empty() : Optional.of(this.realPath);
	}

	@Override
	public long length() {
		return this.end;
	}

	@Override
	public Instant modified() {
		return this.modified;
	}

	@Override
	public FileLoss check() throws IOException {
		FileLoss change = this.archived ? null : change();
		if (this.claim != null) {
			this.claim.renew(!this.archived && (change == null || change.kind() == FileLoss.Kind.TRUNCATED));
		}
		return change;
	}

	private FileLoss change() {
		try {
			BasicFileAttributes attributes = Files.readAttributes(this.path, BasicFileAttributes.class);
			if (this.fileKey != null && !this.fileKey.equals(attributes.fileKey())) {
				return FileLoss.of(FileLoss.Kind.REPLACED, 0);
			}
			long cut;
			if (this.sharing != null) {
				cut = this.sharing.takeCut();
			}
			else {
				cut = Math.max(0, this.end - attributes.size());
				this.end -= cut;
			}
			return (cut > 0) ? FileLoss.of(FileLoss.Kind.TRUNCATED, cut) : null;
		}
		catch (NoSuchFileException ex) {
			return FileLoss.of(FileLoss.Kind.DELETED, 0);
		}
		catch (IOException ex) {
			return changeOfPath();
		}
	}

	/**
	 * What it means that the path cannot be looked at: that it leads nowhere any more, or
	 * through another directory. Otherwise (no permission, an error of the device)
	 * nothing says that anything was done to the file.
	 */
	private FileLoss changeOfPath() {
		try {
			if (!PathWalk.leadsSomewhere(this.path)) {
				return FileLoss.of(FileLoss.Kind.DELETED, 0);
			}
		}
		catch (IOException ex) {
			// As said.
		}
		try {
			return Objects.equals(directoryKey(this.path), this.directoryKey) ? null
					: FileLoss.of(FileLoss.Kind.REPLACED, 0);
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static Object directoryKey(Path path) throws IOException {
		return Files.readAttributes(path.toAbsolutePath().getParent(), BasicFileAttributes.class).fileKey();
	}

	@Override
	public boolean isLockedByOthers() {
		return this.lockedByOthers;
	}

	@Override
	public long tornTail() {
		return (this.sharing != null) ? this.sharing.torn() : this.tornTail;
	}

	/** Whether the path still names this file. */
	private boolean isCurrent() {
		return look() != null;
	}

	/** This file under its path; {@code null} if that names it no more. */
	private Look look() {
		try {
			Look look = Look.at(this.realPath);
			return (look.key() != null && look.key().equals(this.fileKey)) ? look : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public SafeInput read() throws IOException {
		Look look = look();
		if (look == null) {
			throw new NoSuchFileException(this.path.toString(), null, "does not name the file that is written");
		}
		try (SafeDirectory directory = SafeDirectory.open(this.realPath.getParent())) {
			return directory.read(look);
		}
	}

	@Override
	public Optional<String> foreign() {
		return Optional.ofNullable(this.foreign);
	}

	@Override
	public int owner() {
		Look look = look();
		return (look != null) ? look.owner() : Look.UNKNOWN;
	}

	@Override
	public boolean anyThread() {
		return true;
	}

	@Override
	public String engine() {
		return "file";
	}

	@Override
	public Optional<Path> path() {
		return Optional.of(this.path);
	}

	/**
	 * The path with all links resolved.
	 * @return the real path
	 */
	public Path realPath() {
		return this.realPath;
	}

	@Override
	public void close() throws IOException {
		WriterLock.forget(claimKey());
		try {
			this.door.close();
			if (this.sharing != null) {
				this.sharing.close();
			}
		}
		finally {
			if (this.claim != null) {
				this.claim.close();
			}
		}
	}

}
