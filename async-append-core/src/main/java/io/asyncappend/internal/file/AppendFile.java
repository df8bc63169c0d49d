package io.asyncappend.internal.file;

import io.asyncappend.FileLoss;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file as the write loop needs it. Only the thread that owns the file at the time calls
 * it, except for {@link #anyThread()} and {@link #engine()}.
 */
public interface AppendFile extends Closeable {

	/**
	 * Appends some of the bytes; the rest is tried again. The position of the buffer says
	 * how many, also when this throws.
	 * @param bytes what to append, from position to limit
	 * @throws IndeterminateWriteException if it failed and the position cannot be told
	 * @throws IOException if it failed
	 */
	void write(ByteBuffer bytes) throws IOException;

	/**
	 * Whether it is written by whole records only, as others append to it too.
	 * @return whether {@link #write(ByteBuffer, RecordEnds)} is to be called
	 */
	default boolean takesWholeRecords() {
		return false;
	}

	/**
	 * The most bytes to be written at once, a record that is longer excepted.
	 * @return how many
	 */
	default int largestWrite() {
		return 256 * 1024;
	}

	/**
	 * Appends whole records, each in one piece, or as many of them as there is room for.
	 * The position of the buffer says how many bytes, also when this throws.
	 * @param records what to append, from position to limit
	 * @param ends where records end in that
	 * @throws IndeterminateWriteException if it failed and the position cannot be told,
	 * or a part of a record stays in the file
	 * @throws IOException if it failed
	 */
	default void write(ByteBuffer records, RecordEnds ends) throws IOException {
		write(records);
	}

	/**
	 * Whether a reader keeps a write waiting for as long as it likes, as that of a pipe
	 * does. Then a write that takes no byte is no fault, and only a thread that nothing
	 * waits for should write.
	 * @return whether there may be a reader
	 */
	default boolean isReadMeanwhile() {
		return false;
	}

	/**
	 * Whether the current thread has a lock that the one that writes needs. Before it
	 * sleeps until that one got further, it has to {@linkplain #giveWay() give way}.
	 * @return whether it has
	 */
	default boolean isHeldByCaller() {
		return false;
	}

	/**
	 * Gives up for a moment the lock that the current thread
	 * {@linkplain #isHeldByCaller() has}.
	 * @throws InterruptedException if it was interrupted meanwhile
	 */
	default void giveWay() throws InterruptedException {
	}

	/**
	 * Whether what is written can be forced to a device, as it lies in a file.
	 * @return whether {@link #force()} makes sense
	 */
	default boolean isForceable() {
		return true;
	}

	/**
	 * What has no path, for messages: "appender 'a' " and this.
	 * @return a verb and what it is
	 */
	default String without() {
		return "borrows its channel";
	}

	/**
	 * Forces what was written to the device.
	 * @throws IOException if it failed; what was written before may be lost
	 */
	void force() throws IOException;

	/**
	 * Opens the path again, for when another file took its name. The old file stays open.
	 * @return the file that the path names now, or this if that is the same
	 * @throws IOException if it cannot be opened
	 */
	AppendFile reopen() throws IOException;

	/**
	 * Gives the file another name, so that {@link #reopen()} opens a new file under its
	 * own. It can be written as before.
	 * @param name the other name, in the same directory
	 * @return whether that was done; if not, its path does not name the file any more
	 * @throws java.nio.file.FileAlreadyExistsException if the name is taken
	 * @throws IOException if it cannot be renamed; it has its name still
	 */
	default boolean archive(Path name) throws IOException {
		throw new IOException("a file without a path cannot be renamed");
	}

	/**
	 * The length of the file as far as our writes tell.
	 * @return its length in bytes
	 */
	default long length() {
		return 0;
	}

	/**
	 * When the file had been written the last time as it was opened.
	 * @return the moment
	 */
	default Instant modified() {
		return Instant.MIN;
	}

	/**
	 * Looks at what others did to the file since it was opened or last looked at.
	 * @return what was done; {@code null} for nothing
	 * @throws FileInUseException if another process has claimed it meanwhile: it must not
	 * be written any more
	 * @throws IOException if it must not be written for another reason
	 */
	default FileLoss check() throws IOException {
		return null;
	}

	/**
	 * Whether other processes had locked (a part of) the file when it was opened. Such a
	 * lock keeps no process from writing.
	 * @return whether they had
	 */
	default boolean isLockedByOthers() {
		return false;
	}

	/**
	 * The bytes after the last delimiter as the file was found when it was opened; of a
	 * shared file, of all torn records that were found since. Any thread may ask.
	 * @return how many; 0 if it ended with a whole record
	 */
	default long tornTail() {
		return 0;
	}

	/**
	 * The bytes that may still be written to the file system, as it was last asked; any
	 * thread may call, and asks nothing.
	 * @return how many; empty if that is not known
	 */
	default OptionalLong freeBytes() {
		return OptionalLong.empty();
	}

	/**
	 * Whether a thread that may be interrupted can write and force; if not, an interrupt
	 * would close the file.
	 * @return whether any thread may call
	 */
	boolean anyThread();

	/**
	 * How bytes get to the operating system, for status.
	 * @return a short name
	 */
	String engine();

	/**
	 * Where the file can be renamed.
	 * @return its path with all links resolved; empty if it must not be renamed
	 */
	default Optional<Path> archivable() {
		return Optional.empty();
	}

	/**
	 * Why the file, which was there before it was opened, is not like one that this
	 * process would have made: others may read or change what is written.
	 * @return what speaks against it; empty for nothing
	 */
	default Optional<String> foreign() {
		return Optional.empty();
	}

	/**
	 * The user that owns the file.
	 * @return the number of the user, or {@value Look#UNKNOWN} if it cannot be told
	 */
	default int owner() {
		return Look.UNKNOWN;
	}

	/**
	 * Opens the file for reading what is in it now; any thread may call.
	 * @return its bytes, up to the size it has now
	 * @throws java.nio.file.NoSuchFileException if its path does not name it any more
	 * @throws IOException if it cannot be read
	 */
	default SafeInput read() throws IOException {
		throw new IOException("a file without a path cannot be read");
	}

	/**
	 * The path, as the caller gave it.
	 * @return the path; empty for a borrowed channel and a standard stream
	 */
	default Optional<Path> path() {
		return Optional.empty();
	}

}
