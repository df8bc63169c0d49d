package io.asyncappend.internal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * What a file holds that is being opened.
 */
public final class FileContent {

	private final Path path;

	private final long number;

	private final boolean created;

	/** {@code null} if it is empty. */
	private final RandomAccessFile reader;

	private final long size;

	private final long kept;

	private final long torn;

	FileContent(Path path, long number, boolean created, RandomAccessFile reader, long size, long kept, long torn) {
		this.path = path;
		this.number = number;
		this.created = created;
		this.reader = reader;
		this.size = size;
		this.kept = kept;
		this.torn = torn;
	}

	/**
	 * Where it lies.
	 * @return its path, with all links resolved
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * The number that the file system knows it by.
	 * @return the number; 0 where files have none
	 */
	public long number() {
		return this.number;
	}

	/**
	 * Whether it was not there before: its number may be that of a file which is gone.
	 * @return whether it was created
	 */
	public boolean isCreated() {
		return this.created;
	}

	/**
	 * Its size as it was found.
	 * @return bytes
	 */
	public long size() {
		return this.size;
	}

	/**
	 * What stays of it when its end is mended, to which a delimiter may be added.
	 * @return bytes
	 */
	public long kept() {
		return this.kept;
	}

	/**
	 * The bytes after its last delimiter.
	 * @return how many
	 */
	public long torn() {
		return this.torn;
	}

	/**
	 * Reads bytes.
	 * @param position of the first one
	 * @param bytes where they go
	 * @return how many it has there, up to the length of the array
	 * @throws IOException if they cannot be read
	 */
	public int read(long position, byte[] bytes) throws IOException {
		if (this.reader == null) {
			return 0;
		}
		return SideFile.read(this.reader, position, bytes);
	}

}
