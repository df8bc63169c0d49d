package io.asyncappend.internal.reader;

import io.asyncappend.AppendException;
import io.asyncappend.LogReader;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.archive.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What a reader needs to know of a log: in the process that writes it from the appender,
 * and in others from what lies beside its file. Thread-safe.
 */
public interface LogSource {

	/**
	 * What tells the log from others.
	 * @return the identity
	 */
	UUID log();

	/**
	 * What ends each record.
	 * @return the last byte of a record
	 */
	byte delimiter();

	/**
	 * Up to where it may be read; all before is in the files.
	 * @param extent how far a reader reads
	 * @return bytes since the log began; never less than before
	 * @throws IOException if that cannot be told
	 */
	long limit(LogReader.Extent extent) throws IOException;

	/**
	 * The file that is written now.
	 * @return where its bytes stand in the log; another object once that has changed
	 * @throws IOException if that cannot be told
	 */
	Active active() throws IOException;

	/**
	 * Where its archives are.
	 * @return the directory
	 */
	ArchiveDirectory archives();

	/**
	 * Looks for its archives.
	 * @return what there is now
	 * @throws IOException if the directory cannot be read
	 */
	Listing listing() throws IOException;

	/**
	 * Waits until more may be read, or never will be; may wake up for nothing.
	 * @param seen up to where it might be read before
	 * @param extent how far a reader reads
	 * @param nanos how long at most
	 * @throws InterruptedException if the thread is interrupted
	 */
	void await(long seen, LogReader.Extent extent, long nanos) throws InterruptedException;

	/**
	 * Whether nothing will be added any more.
	 * @return whether its appender is closed
	 */
	boolean isEnded();

	/**
	 * What a reader throws.
	 * @param cause why the log cannot be read
	 * @return an exception that names the log
	 */
	AppendException unreadable(IOException cause);

	/**
	 * What a reader throws that is interrupted while it waits.
	 * @return an exception that names the log
	 */
	AppendException interrupted();

	/**
	 * The file that is written.
	 *
	 * @param path with all links resolved
	 * @param owner the number of the user that owns it
	 * @param number that the file system knows it by; 0 where files have none
	 * @param skipped how many of its bytes come before that position, as they belong to
	 * no log
	 * @param start the position of the first byte after these
	 * @param startIndex how many records come before that
	 */
	record Active(Path path, int owner, long number, long skipped, long start, long startIndex) {

		// Not equals: before Java 19 the JDK keeps the last record type that has used the
		// equals it makes, and with it the class loader of an application.
		boolean isSame(Active other) {
			return this == other || (this.number == other.number && this.skipped == other.skipped
					&& this.start == other.start && this.path.equals(other.path));
		}

	}

}
