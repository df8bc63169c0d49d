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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that we opened, in append mode (O_APPEND, so whatever cuts it short leaves no
 * hole).
 * <p>
 * It has two doors on the same descriptor. An I/O thread goes through a
 * {@link FileChannel}: exact counts of short writes. A caller's thread, which may be
 * interrupted, goes through the {@link InterruptSafeFile}.
 */
public final class PathAppendFile implements AppendFile {

	private final FileOpening opening;

	private final OpenedFile opened;

	private final PathIdentity identity;

	private final AppenderOptions options;

	/** Goes over to the file that this one is reopened as. */
	private WriterLock claim;

	private final InterruptSafeFile door;

	private final FileChannel channel;

	private final FreeSpace free;

	/** How much of it is to be left; 0 for none. */
	private final long minFree;

	/** {@code null} if no other process appends to it. */
	private final SharedWrites sharing;

	/** This appender gave it another name. */
	private boolean archived;

	/** The size of the file as far as our writes tell. */
	private long end;

	/**
	 * What was created to take its place, but could not be opened; {@code null} until it
	 * was renamed.
	 */
	private FileOpening.Created created;

	private PathAppendFile(FileOpening opening, OpenedFile opened, FreeSpace free) {
		this.opening = opening;
		this.opened = opened;
		this.identity = opened.identity();
		this.options = opening.options();
		this.claim = opened.claim();
		this.door = opened.door();
		this.channel = this.door.channel();
		this.free = free;
		this.minFree = this.options.minFree();
		this.sharing = opened.sharing();
		this.end = opened.size();
	}

	private static PathAppendFile open(FileOpening opening) throws IOException {
		FreeSpace free = free(opening);
		return new PathAppendFile(opening, OpenedFile.open(opening), free);
	}

	private static FreeSpace free(FileOpening opening) throws IOException {
		try {
			return FreeSpace.of(opening.located().path().getParent());
		}
		catch (IOException ex) {
			if (opening.options().minFree() > 0) {
				throw ex;
			}
			// It is for the status alone.
			return new FreeSpace();
		}
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
		return open(path, locate(path), options, null);
	}

	/**
	 * Finds where a file is, or will be: so that its path can be refused before anything
	 * is created but its missing parents.
	 * @param path where; a relative path is resolved against the working directory
	 * @return the place, with all links resolved
	 * @throws IOException if there is none for a file to append to
	 */
	public static LocatedFile locate(Path path) throws IOException {
		if (path.getFileSystem() != FileSystems.getDefault()) {
			throw new FileSystemException(path.toString(), null,
					"not a file of the default file system; open a channel for it and lend that");
		}
		try {
			return RegularFile.locate(path, true);
		}
		catch (IOException ex) {
			throw Printable.exception(ex);
		}
	}

	/**
	 * Opens a file for appending where it is; creates it if it is missing, and forces its
	 * directory.
	 * @param path as it was located
	 * @param located where it is
	 * @param options how to open it
	 * @param inspection looks at what it holds, and at what files hold that it is
	 * reopened as; not where it is shared; {@code null} for none
	 * @return the open file
	 * @throws IOException if that cannot be done; nothing stays open then
	 */
	public static PathAppendFile open(Path path, LocatedFile located, AppenderOptions options,
			FileInspection inspection) throws IOException {
		try {
			return open(new FileOpening(path, located, options, located.linked(), false, null, inspection));
		}
		catch (IOException ex) {
			throw Printable.exception(ex);
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
		if (this.minFree > 0) {
			this.free.begin(length, this.minFree, realPath().getParent());
		}
		int before = bytes.position();
		try {
			if (this.sharing != null) {
				this.sharing.write(bytes, ends);
			}
			else if (Thread.currentThread() instanceof IoThread) {
				this.channel.write(bytes);
			}
			else {
				this.door.write(bytes);
			}
		}
		finally {
			this.end += bytes.position() - before;
			if (this.minFree > 0) {
				this.free.end(length);
			}
		}
	}

	@Override
	public void force() throws IOException {
		if (Thread.currentThread() instanceof IoThread) {
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
		Path path = this.opening.path();
		boolean linked = this.opening.linked();
		LocatedFile now = RegularFile.locate(path, linked);
		boolean same = now.path().equals(realPath());
		if (same && this.identity.isSame(now.look())) {
			this.archived = false;
			return this;
		}
		FileOpening again = new FileOpening(path, now, this.options, linked, true,
				(same && this.archived) ? this.created : null, this.opening.inspection());
		if (same && this.claim != null && this.claim.isCurrent()) {
			// Its lock file is there, as has just been seen.
			this.claim.renew(false);
			FreeSpace space = free(again);
			PathAppendFile next = new PathAppendFile(again, OpenedFile.open(again, this.claim), space);
			this.claim = null;
			return next;
		}
		return open(again);
	}

	@Override
	public boolean archive(Path name) throws IOException {
		Look look = this.identity.look().orElse(null);
		if (look == null) {
			return false;
		}
		try (SafeDirectory directory = SafeDirectory.open(realPath().getParent())) {
			directory.rename(look, name);
		}
		catch (IOException ex) {
			throw Printable.exception(ex);
		}
		this.archived = true;
		this.created = (this.created != null) ? this.created : new FileOpening.Created();
		return true;
	}

	@Override
	public Optional<Path> archivable() {
		// Other processes would go on appending to what is an archive by then.
		return this.options.shared() ? Optional.empty() : Optional.of(realPath());
	}

	@Override
	public long length() {
		return this.end;
	}

	@Override
	public Instant modified() {
		return this.opened.look().modified().toInstant();
	}

	@Override
	public FileLoss check() throws IOException {
		this.free.look(realPath().getParent());
		FileLoss change = this.archived ? null : change();
		if (this.claim != null) {
			this.claim.renew(!this.archived && (change == null || change.kind() == FileLoss.Kind.TRUNCATED));
		}
		return change;
	}

	private FileLoss change() {
		try {
			BasicFileAttributes attributes = Files.readAttributes(this.opening.path(), BasicFileAttributes.class);
			if (this.identity.isOther(attributes)) {
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
			return this.identity.lossOfPath().map((kind) -> FileLoss.of(kind, 0)).orElse(null);
		}
	}

	@Override
	public boolean isLockedByOthers() {
		return this.opened.isLockedByOthers();
	}

	@Override
	public long tornTail() {
		return (this.sharing != null) ? this.sharing.torn() : this.opened.tornTail();
	}

	@Override
	public SafeInput read() throws IOException {
		Look look = this.identity.look()
			.orElseThrow(() -> new NoSuchFileException(this.opening.path().toString(), null,
					"does not name the file that is written"));
		try (SafeDirectory directory = SafeDirectory.open(realPath().getParent())) {
			return directory.read(look);
		}
	}

	@Override
	public OptionalLong freeBytes() {
		return this.free.known();
	}

	@Override
	public Optional<String> foreign() {
		return Optional.ofNullable(this.opened.foreign());
	}

	@Override
	public int owner() {
		return this.opened.look().owner();
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
		return Optional.of(this.opening.path());
	}

	/**
	 * The path with all links resolved.
	 * @return the real path
	 */
	public Path realPath() {
		return this.opening.located().path();
	}

	@Override
	public void close() throws IOException {
		try {
			this.opened.close();
		}
		finally {
			if (this.claim != null) {
				this.claim.close();
			}
		}
	}

}
