package io.asyncappend.internal.cursor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * A cursor as its file beside a log says, for those that only look. Immutable.
 *
 * @param log the identity of the log that it is of
 * @param position up to where all is acknowledged, in bytes since the log began
 * @param index how many records that are
 * @param time when that was acknowledged, in milliseconds since 1970
 */
public record KnownCursor(UUID log, long position, long index, long time) {

	/**
	 * Tells the file of a cursor from others.
	 * @param file the file that is written, with all links resolved
	 * @param path beside it
	 * @return the name of the cursor, or a digest of a long one; empty if the path is not
	 * that of a cursor's file
	 */
	public static Optional<String> name(Path file, Path path) {
		return CursorFile.name(file, path);
	}

	/**
	 * Reads the file of a cursor and changes nothing, also beside an appender that writes
	 * it.
	 * @param path of the cursor's file
	 * @param owner of the file that is written: what belongs to neither that user, nor
	 * this process' user, nor root is not believed
	 * @return how far it is; empty if its file holds nothing, or is damaged
	 * @throws IOException if it cannot be read, is not believed, or a later version has
	 * written it
	 */
	public static Optional<KnownCursor> read(Path path, int owner) throws IOException {
		return CursorFile.read(path, owner)
			.map((found) -> new KnownCursor(found.log(), found.position(), found.index(), found.time()));
	}

}
