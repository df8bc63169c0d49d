package io.asyncappend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The files that hold what an appender wrote, to be read: its archives and its own file,
 * all from one moment, so that no record is missing or there twice. Only what counts as
 * an archive is among them (a regular file of this process' user, or of the current
 * file's, with one name, not dated ahead of the clock), and each is opened safely: no
 * link is followed, nothing but a regular file is opened, and no more of it is read than
 * it had when it was looked at. Not thread-safe; to be closed.
 */
public interface AppendedFiles extends AutoCloseable {

	/**
	 * What there is to read, in the order in which it was written. The last is the file
	 * that is written now, up to the size that it had, if its path still names it.
	 * @return the files
	 */
	List<Readable> all();

	/**
	 * What is called like an archive and is not among them; of very many a thousand.
	 * @return what does not count, and why
	 */
	List<LeftOut> leftOut();

	/**
	 * Closes the file that is written now, for reading.
	 * @throws IOException if that fails
	 */
	@Override
	void close() throws IOException;

	/**
	 * Something that is called like an archive and is not read, as it does not count.
	 *
	 * @param path what it is
	 * @param reason why it does not count, such as {@code belongs to user 1001}
	 */
	record LeftOut(Path path, String reason) {

		/**
		 * Checks that nothing is missing.
		 */
		public LeftOut {
			Objects.requireNonNull(path, "path");
			Objects.requireNonNull(reason, "reason");
		}

	}

	/** A file to read. */
	interface Readable {

		/**
		 * Where it was found.
		 * @return its path; that of a compressed archive ends in {@code .gz}
		 */
		Path path();

		/**
		 * How large it was when it was found; a compressed archive is larger when it is
		 * read.
		 * @return bytes, as it lies on the disk
		 */
		long size();

		/**
		 * Opens it, once, up to the size that was seen; an archive under the name that it
		 * has by now, if it has been compressed since. One that is compressed is read as
		 * it was written; it may be much longer than what is on the disk, and damaged:
		 * then this, or the stream, throws {@link java.util.zip.ZipException} or
		 * {@link java.io.EOFException}.
		 * @return its bytes
		 * @throws java.nio.file.NoSuchFileException if it was deleted meanwhile, as too
		 * old
		 * @throws IOException if it cannot be read, or is something else by now
		 */
		InputStream open() throws IOException;

	}

}
