package io.asyncappend.internal.log;

import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RandomInput;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.file.SideFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A few bytes in a small file that always holds them, as they were before or after they
 * were last written, whatever crashes in between: two {@linkplain Slot slots}, each in a
 * sector of its own, are written in turn. Written without a force, they are what they
 * were before until the operating system brings them to the device, where a sector
 * arrives or does not. Not thread-safe; no interrupt closes it.
 * <p>
 * What is damaged is set aside under another name, and what a later version has written
 * is left alone.
 */
public final class TwoSlots implements Closeable {

	/** The most bytes that it holds. */
	public static final int MAX_CONTENT = Slot.MAX_CONTENT;

	/** Of the file: all its sectors exist from the first write on. */
	static final int SIZE = 8192;

	/** Each slot lies in a sector of its own, whichever size sectors have. */
	static final int DISTANCE = 4096;

	private static final int NONE = -1;

	private final Path path;

	private final Slot.Format format;

	/** {@code null} until there is one. */
	private SideFile file;

	/** {@code null} until there is one. */
	private Slot newest;

	/** Where the newest one lies, 0 or 1; so that the first is written first. */
	private int index = 1;

	/** Which of them is on the device for sure; {@value #NONE} if none is. */
	private int forced = NONE;

	private boolean isNameForced = true;

	private Path setAside;

	private TwoSlots(Path path, Slot.Format format) {
		this.path = path;
		this.format = format;
	}

	/**
	 * Opens it, and sets aside what is damaged; what is missing is created when it is
	 * first written.
	 * @param path where, in a directory with all links resolved
	 * @param format what it holds
	 * @return the open file
	 * @throws FileSystemException if something else has its name, or a later version has
	 * written it
	 * @throws IOException if it cannot be opened or read
	 */
	public static TwoSlots open(Path path, Slot.Format format) throws IOException {
		TwoSlots slots = new TwoSlots(path, format);
		try {
			slots.find();
			return slots;
		}
		catch (Throwable ex) {
			slots.close();
			throw ex;
		}
	}

	/**
	 * Reads what one holds and changes nothing: beside an appender that writes it, for
	 * one.
	 * @param path where, in a directory with all links resolved
	 * @param format what it holds
	 * @return its content; empty if there is none, or it is damaged
	 * @throws FileSystemException if something else has its name, or a later version has
	 * written it
	 * @throws IOException if it cannot be read
	 */
	public static Optional<ByteBuffer> read(Path path, Slot.Format format) throws IOException {
		return read(path, format, Look.UNKNOWN);
	}

	/**
	 * Likewise, for a data file of another user.
	 * @param path where, in a directory with all links resolved
	 * @param format what it holds
	 * @param owner of the data file: what belongs to neither that user, nor this process'
	 * user, nor root is not believed
	 * @return its content; empty if there is none, or it is damaged
	 * @throws FileSystemException if something else has its name, or a later version has
	 * written it
	 * @throws IOException if it cannot be read
	 */
	public static Optional<ByteBuffer> read(Path path, Slot.Format format, int owner) throws IOException {
		try (SafeDirectory directory = SafeDirectory.open(path.getParent());
				RandomInput input = directory.readSide(path, owner).orElse(null)) {
			if (input == null) {
				return Optional.empty();
			}
			byte[] bytes = new byte[SIZE];
			input.read(0, bytes);
			TwoSlots slots = new TwoSlots(path, format);
			slots.decode(bytes);
			return slots.content();
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Forces what one holds, whoever wrote it, to the device.
	 * @param path where; nothing need be there
	 * @throws IOException if something else has its name, or that failed
	 */
	public static void force(Path path) throws IOException {
		Optional<SideFile> file = SideFile.open(path);
		if (file.isPresent()) {
			try (SideFile open = file.get()) {
				open.force();
			}
		}
	}

	private void find() throws IOException {
		this.file = SideFile.open(this.path).orElse(null);
		if (this.file == null) {
			return;
		}
		byte[] bytes = new byte[SIZE];
		this.file.read(0, bytes);
		decode(bytes);
		if (this.newest == null && (!isZero(bytes, bytes.length) || this.file.size() > SIZE)) {
			this.setAside = this.file.setAside();
			this.file = null;
		}
	}

	/** Which is what a crash leaves of one that was created. */
	static boolean isZero(byte[] bytes, int length) {
		for (int i = 0; i < length; i++) {
			if (bytes[i] != 0) {
				return false;
			}
		}
		return true;
	}

	private void decode(byte[] bytes) throws FileSystemException {
		for (int i = 0; i < 2; i++) {
			Slot slot = Slot.of(bytes, i * DISTANCE, this.format, this.path);
			if (slot != null && (this.newest == null || slot.generation() > this.newest.generation())) {
				this.newest = slot;
				this.index = i;
			}
		}
	}

	/**
	 * What was written last, as far as it has arrived.
	 * @return the bytes, at most {@value #MAX_CONTENT}; empty if nothing was written yet
	 */
	public Optional<ByteBuffer> content() {
		return (this.newest != null) ? Optional.of(this.newest.content()) : Optional.empty();
	}

	/**
	 * Whether what was written last was written to another file, of which this one is a
	 * copy. Not known where files have no numbers.
	 * @return whether it is a copy
	 */
	public boolean isCopy() {
		return this.newest != null && this.file != null && this.newest.number() != this.file.number();
	}

	/**
	 * Where a damaged one lies that had its name.
	 * @return the path; empty if none was found
	 */
	public Optional<Path> setAsidePath() {
		return Optional.ofNullable(this.setAside);
	}

	/**
	 * Writes other bytes in place of those that it holds, to the operating system. A file
	 * that was taken away is created anew.
	 * @param content what it holds from now on, from position to limit
	 * @throws IllegalArgumentException if it is too long
	 * @throws IOException if that failed; it holds what it held, or this
	 */
	public void write(ByteBuffer content) throws IOException {
		write(content, false);
	}

	/**
	 * As {@link #write}, but in place of what was written since the last {@link #force},
	 * so that what was forced is there until more is: of two slots that were both written
	 * since, a power cut could leave none that is as new as that.
	 * @param content what it holds from now on, from position to limit
	 * @throws IllegalArgumentException if it is too long
	 * @throws IOException if that failed; it holds what was forced, or this
	 */
	public void writeBesideForced(ByteBuffer content) throws IOException {
		write(content, true);
	}

	private void write(ByteBuffer content, boolean besideForced) throws IOException {
		if (content.remaining() > MAX_CONTENT) {
			throw new IllegalArgumentException(
					content.remaining() + " bytes are too long for " + this.format.what() + ": " + this.path);
		}
		if (this.file != null && !this.file.isCurrent()) {
			openAgain();
		}
		long generation = (this.newest != null) ? this.newest.generation() + 1 : 1;
		if (this.file == null) {
			create(content, generation);
			return;
		}
		Slot next = new Slot(generation, this.file.number(), content.slice());
		byte[] bytes = next.bytes(this.format);
		int size = (int) Math.min(this.file.size(), SIZE);
		if (size < SIZE) {
			// As a crash has left it, or another program.
			this.file.write(size, new byte[SIZE - size]);
		}
		int other = 1 - ((besideForced && this.forced != NONE) ? this.forced : this.index);
		this.forced = (this.forced == other) ? NONE : this.forced;
		this.file.write((long) other * DISTANCE, bytes);
		this.newest = next.copy();
		this.index = other;
	}

	/** Another one has its place, or none. */
	private void openAgain() throws IOException {
		Slot before = this.newest;
		this.file.close();
		this.file = null;
		this.forced = NONE;
		find();
		if (before != null && (this.newest == null || this.newest.generation() < before.generation())) {
			this.newest = before;
		}
	}

	private void create(ByteBuffer content, long generation) throws IOException {
		this.file = SideFile.create(this.path);
		this.isNameForced = false;
		Slot first = new Slot(generation, this.file.number(), content.slice());
		byte[] all = new byte[SIZE];
		byte[] bytes = first.bytes(this.format);
		System.arraycopy(bytes, 0, all, 0, bytes.length);
		this.file.write(0, all);
		this.newest = first.copy();
		this.index = 0;
	}

	/**
	 * Forces what was written to the device.
	 * @throws IOException if that failed; it holds what was forced before, or written
	 * since
	 */
	public void force() throws IOException {
		if (this.file == null) {
			return;
		}
		this.file.force();
		if (!this.isNameForced) {
			this.file.forceName();
			this.isNameForced = true;
		}
		this.forced = this.index;
	}

	/**
	 * Removes the file, if its name is still its own, and closes it.
	 * @throws IOException if that cannot be done
	 */
	public void delete() throws IOException {
		if (this.file != null) {
			this.file.delete();
			this.file.close();
		}
	}

	/** Closes the file, and forces nothing. */
	@Override
	public void close() throws IOException {
		if (this.file != null) {
			this.file.close();
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
