package io.asyncappend.internal.archive;

import io.asyncappend.AppenderStorage;
import java.io.IOException;
import java.nio.file.Path;

/** Told of what is done to archives, on the thread that does it. */
public interface ArchiveEvents {

	/**
	 * An archive was compressed, durably, and the original is gone.
	 * @param archive the compressed file
	 * @param bytes its size
	 */
	void compressed(Path archive, long bytes);

	/**
	 * An archive was deleted as it was too much.
	 * @param archive the file
	 * @param bytes its size
	 */
	void deleted(Path archive, long bytes);

	/**
	 * Something is called like an archive and does not count as one; told once for each.
	 * @param path what it is
	 * @param reason why it does not count
	 */
	void leftOut(Path path, String reason);

	/**
	 * Something could not be done, and is tried again with the next rotation.
	 * @param cause why not
	 */
	void failed(IOException cause);

	/** All that was to be done is done. */
	void maintained();

	/**
	 * What is there now, as the last look and what was done since tell. Comes last,
	 * whether all was done or not, unless a look was not possible.
	 * @param archives how many archives, and of how many bytes
	 */
	void counted(AppenderStorage.Archives archives);

}
