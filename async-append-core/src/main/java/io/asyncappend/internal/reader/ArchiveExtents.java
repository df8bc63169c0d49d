package io.asyncappend.internal.reader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where the archives of a log lie in it. */
public final class ArchiveExtents {

	private ArchiveExtents() {
	}

	/** Makes a value of where an archive begins and ends. */
	public interface Maker<T> {

		/**
		 * Makes one.
		 * @param start the position of its first byte that is of the log
		 * @param end the position after its last byte
		 * @return the value
		 */
		T make(long start, long end);

	}

	/**
	 * Finds them.
	 * @param source the log
	 * @param maker what is made of each
	 * @param <T> the type of that
	 * @return by their names, without what compression adds
	 * @throws IOException if the directory cannot be read
	 */
	public static <T> Map<Path, T> of(LogSource source, Maker<T> maker) throws IOException {
		Map<Path, T> found = new HashMap<>();
		for (Part part : ChainBuilder.build(source, 0, new HashMap<>()).parts()) {
			if (part.archive() != null) {
				found.put(part.archive().path(), maker.make(part.start(), part.end()));
			}
		}
		return found;
	}

}
