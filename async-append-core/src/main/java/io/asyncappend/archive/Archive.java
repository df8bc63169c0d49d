package io.asyncappend.archive;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * A file that was full, under the name it got then. While it is being compressed, or was
 * when the process died, it is there twice.
 *
 * @param time the time in its name; empty if names have none
 * @param index the number in its name
 * @param path its name, without what compression adds
 * @param plain whether it is there as it was written
 * @param compressed whether it is there compressed
 */
record Archive(String time, long index, Path path, boolean plain, boolean compressed) implements Comparable<Archive> {

	/** What compression adds to a name. */
	static final String GZIP = ".gz";

	private static final Comparator<Archive> ORDER = Comparator.comparing(Archive::time)
		.thenComparingLong(Archive::index);

	Path gzip() {
		return this.path.resolveSibling(this.path.getFileName() + GZIP);
	}

	/** The same archive, found under its other name. */
	Archive with(Archive other) {
		return new Archive(this.time, this.index, this.path, this.plain || other.plain,
				this.compressed || other.compressed);
	}

	/** In the order in which they were written. */
	@Override
	public int compareTo(Archive other) {
		return ORDER.compare(this, other);
	}

}
