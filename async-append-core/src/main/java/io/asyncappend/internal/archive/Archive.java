package io.asyncappend.internal.archive;

import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RawName;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A file that was full, under the name it got then. While it is being compressed, or was
 * when the process died, it is there twice.
 *
 * @param time the time in its name; empty if names have none
 * @param index the number in its name
 * @param path its name, without what compression adds
 * @param plain as it was written; {@code null} if it is not there so
 * @param compressed likewise, compressed
 */
public record Archive(String time, long index, Path path, Look plain, Look compressed) implements Comparable<Archive> {

	/** What compression adds to a name. */
	static final String GZIP = ".gz";

	private static final Comparator<Archive> ORDER = Comparator.comparing(Archive::time)
		.thenComparingLong(Archive::index);

	Path gzip() {
		return RawName.beside(this.path, RawName.of(this.path) + GZIP);
	}

	/** Where it is read: the name with what compression adds, once it is compressed. */
	Path found() {
		return isCompressed() ? gzip() : this.path;
	}

	/** Whether it is there as it was written. */
	boolean isPlain() {
		return this.plain != null;
	}

	/**
	 * Whether it was no more than a name when it was looked at, for a file that was about
	 * to get it: an empty file is not rotated.
	 */
	boolean isReserved() {
		return !isCompressed() && this.plain.size() == 0;
	}

	/** Whether it is there compressed. */
	boolean isCompressed() {
		return this.compressed != null;
	}

	/** How many bytes of the disk it takes, as far as they were looked at. */
	long bytes() {
		return (isPlain() ? this.plain.size() : 0) + (isCompressed() ? this.compressed.size() : 0);
	}

	/** What of it was looked at, first as it was written. */
	Look first() {
		return isPlain() ? this.plain : this.compressed;
	}

	/** The same archive, found under its other name. */
	Archive with(Archive other) {
		return new Archive(this.time, this.index, this.path, isPlain() ? this.plain : other.plain,
				isCompressed() ? this.compressed : other.compressed);
	}

	/** In the order in which they were written. */
	@Override
	public int compareTo(Archive other) {
		return ORDER.compare(this, other);
	}

}
