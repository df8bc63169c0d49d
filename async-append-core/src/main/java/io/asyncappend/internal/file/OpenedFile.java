package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.TornTail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file as it was when it was opened for appending: claimed within this JVM, checked,
 * and with a whole record at its end.
 */
final class OpenedFile implements Closeable {

	/** How often in a row others may take the file away while it is opened. */
	private static final int MAX_ATTEMPTS = 100;

	/**
	 * {@code null} if it is shared and this process may not make a lock file beside it.
	 */
	private final WriterLock claim;

	private final PathIdentity identity;

	private final InterruptSafeFile door;

	private final boolean lockedByOthers;

	private final Look look;

	/** {@code null} for nothing. */
	private final String foreign;

	private final long tornTail;

	/** {@code null} if no other process appends to it. */
	private final SharedWrites sharing;

	/** What {@link #look} found, and what mending its end added or took. */
	private long size;

	private OpenedFile(FileOpening opening, WriterLock claim, OpenedPath opened) throws IOException {
		Path path = opening.path();
		AppenderOptions options = opening.options();
		this.claim = claim;
		this.identity = new PathIdentity(path, opening.located(), opened.look());
		// Read before the claim, which closing the reader would weaken: see WriterLock.
		Tail tail = options.shared() ? null : Tail.read(opening, opened);
		this.door = new InterruptSafeFile(path, opened, options.shared());
		try {
			this.lockedByOthers = JvmClaim.take(path, this.identity.key(), this.door.channel(), options.shared());
		}
		catch (Throwable ex) {
			this.door.close();
			throw ex;
		}
		try {
			if (!opened.isExact() && !this.lockedByOthers) {
				this.door.requireOneFile();
			}
			this.look = this.identity.look().orElse(null);
			if (this.look == null || this.look.links() == 0) {
				throw new NoSuchFileException(path.toString(), null, "was deleted or replaced while it was opened");
			}
			this.foreign = opening.check(this.look, opened);
			this.size = this.look.size();
			if (tail != null && tail.size() != this.size) {
				throw new FileSystemException(path.toString(), null, "was changed by others while it was opened");
			}
			this.tornTail = (tail != null) ? tail.torn() : 0;
			this.sharing = options.shared() ? share(path, opened, claim, options.tornTail()) : null;
		}
		catch (Throwable ex) {
			JvmClaim.forget(this.identity.key());
			this.door.close();
			throw ex;
		}
		try {
			if (this.tornTail > 0) {
				mendTail(tail, options.tornTail());
			}
		}
		catch (Throwable ex) {
			close();
			throw ex;
		}
	}

	/** Claims a file and opens it. */
	static OpenedFile open(FileOpening opening) throws IOException {
		AppenderOptions options = opening.options();
		WriterLock claim = WriterLock.name(opening.located(), options.permissions(), options.shared());
		try {
			return open(opening, claim);
		}
		catch (Throwable ex) {
			if (claim != null) {
				claim.close();
			}
			throw ex;
		}
	}

	/** Opens a file that is claimed; the claim stays with the caller if that fails. */
	static OpenedFile open(FileOpening opening, WriterLock claim) throws IOException {
		for (int attempts = 1;; attempts++) {
			try (OpenedPath opened = opening.openOrCreate()) {
				forceName(opening, opened);
				return new OpenedFile(opening, claim, opened);
			}
			catch (NoSuchFileException ex) {
				// It was deleted or replaced in between.
				if (attempts == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static void forceName(FileOpening opening, OpenedPath opened) throws IOException {
		Path directory = opening.located().path().getParent();
		if (opening.isCreated(opened)) {
			Directories.force(directory);
		}
		else {
			// It may be as new as a file of ours, and its name not on the disk yet.
			Directories.forceIfReadable(directory);
		}
	}

	private SharedWrites share(Path path, OpenedPath opened, WriterLock claim, TornTail policy) throws IOException {
		SharedWriteLock lock = new SharedWriteLock((claim != null) ? claim::tryLockWrites : null,
				() -> JvmClaim.tryLockWrites(this.door.channel()));
		return new SharedWrites(this.door, lock, policy, TailReader.ofShared(path, opened, this.lockedByOthers, policy),
				this.size);
	}

	private void mendTail(Tail tail, TornTail policy) throws IOException {
		if (tail.isCut(policy)) {
			this.door.truncate(this.size - this.tornTail);
			this.size -= this.tornTail;
		}
		else if (policy.action() != TornTail.Action.LEAVE) {
			// Also where its beginning is not known, as nothing whole is cut off.
			endTail(policy);
		}
	}

	private void endTail(TornTail policy) throws IOException {
		ByteBuffer delimiter = ByteBuffer.wrap(new byte[] { policy.delimiter() });
		this.door.write(delimiter);
		this.size += delimiter.position();
	}

	/** The claim of its name, which {@link #close} does not release. */
	WriterLock claim() {
		return this.claim;
	}

	PathIdentity identity() {
		return this.identity;
	}

	InterruptSafeFile door() {
		return this.door;
	}

	boolean isLockedByOthers() {
		return this.lockedByOthers;
	}

	/** As its path named it, before its end was mended. */
	Look look() {
		return this.look;
	}

	/** What speaks against it; {@code null} for nothing. */
	String foreign() {
		return this.foreign;
	}

	/** The bytes after the last delimiter that were found at its end. */
	long tornTail() {
		return this.tornTail;
	}

	/** How it is written by whole records; {@code null} if no other process writes it. */
	SharedWrites sharing() {
		return this.sharing;
	}

	long size() {
		return this.size;
	}

	@Override
	public void close() throws IOException {
		JvmClaim.forget(this.identity.key());
		try {
			this.door.close();
		}
		finally {
			if (this.sharing != null) {
				this.sharing.close();
			}
		}
	}

}
