package io.asyncappend;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Receives the events of a factory's appenders: per batch, per force and on rare events,
 * never per record. Every method does nothing by default.
 * <p>
 * Calls come off the locks, on the thread that did the work: an I/O thread of the file
 * system, or a caller in synchronous mode. So a method should return quickly, as its file
 * waits for it. It may append, flush and sync on any appender: an I/O thread that finds
 * the buffer full drains it itself instead of waiting for itself. It must not wait for a
 * durable future, which may need the thread that waits; and listeners that answer each
 * appender's event with an append to the other go round for ever, in synchronous mode one
 * inside the other. Calls for one appender may come from different threads, but what an
 * implementation throws does not get lost: it is an error of the loop that serves the
 * file, and the appender fails with it.
 */
public interface AppendListener {

	/**
	 * An appender was opened, or a channel was borrowed.
	 * @param appender the new appender
	 */
	default void onOpen(AsyncAppender appender) {
	}

	/**
	 * Bytes were given to the operating system by one or more write calls in a row.
	 * @param appender whose bytes
	 * @param bytes how many, in bytes
	 * @param nanos how long that took, in nanoseconds
	 */
	default void onWrite(AsyncAppender appender, long bytes, long nanos) {
	}

	/**
	 * The file was forced to the device successfully.
	 * @param appender whose file
	 * @param nanos how long that took, in nanoseconds
	 */
	default void onSync(AsyncAppender appender, long nanos) {
	}

	/**
	 * A producer waited for room in the buffer. Called on the producer's thread once the
	 * wait is over, whatever its end.
	 * @param appender whose buffer was full
	 * @param nanos how long the producer waited, in nanoseconds
	 */
	default void onBlocked(AsyncAppender appender, long nanos) {
	}

	/**
	 * The file was opened, and another process had locked it (fcntl(2)). That is a hint
	 * only, as every process that may read a file may lock it: the file is written all
	 * the same. Processes that append through this library exclude each other by a lock
	 * file.
	 * @param appender whose file that is
	 */
	default void onLockedByOthers(AsyncAppender appender) {
	}

	/**
	 * A file that was opened, or opened again, ended in a record that a crash cut, or a
	 * shared file in one that the end of another process cut; it was left, ended or cut
	 * off as {@link AppenderOptions#tornTail()} says.
	 * @param appender whose file
	 * @param bytes how many bytes of that record there were
	 */
	default void onTornTail(AsyncAppender appender, long bytes) {
	}

	/**
	 * A file that was opened, or opened again, was there before and is not like one that
	 * this process would have made; under {@link ForeignFilePolicy#WARN}.
	 * @param appender whose file
	 * @param reason what speaks against it, such as {@code belongs to user 1001}
	 */
	default void onForeignFile(AsyncAppender appender, String reason) {
	}

	/**
	 * The file was deleted, replaced or truncated by another program. Called once for
	 * each time, no later than a second after it while records are written, and else
	 * before the next one is; a file that is renamed and reopened within that time is not
	 * lost.
	 * @param appender whose file
	 * @param loss what was done to it
	 */
	default void onFileLost(AsyncAppender appender, FileLoss loss) {
	}

	/**
	 * Records were dropped under {@link Backpressure#drop()} since the last such call.
	 * Comes with the next batch or the close, not with each record; the exact count of
	 * any moment is in {@link AppenderStatus#dropped()}.
	 * @param appender whose buffer was full
	 * @param records how many records
	 * @param bytes how many bytes they had
	 */
	default void onDropped(AsyncAppender appender, long records, long bytes) {
	}

	/**
	 * A write failed in a way that may pass (disk full, quota used up, less free than is
	 * to be kept free) and is being retried; the appender is
	 * {@link AppenderStatus.State#DEGRADED}.
	 * @param appender whose write failed
	 * @param cause the error of the first failed try
	 */
	default void onDegraded(AsyncAppender appender, IOException cause) {
	}

	/**
	 * A degraded appender wrote again; it is {@link AppenderStatus.State#OPEN}.
	 * @param appender which goes on
	 */
	default void onRecovered(AsyncAppender appender) {
	}

	/**
	 * The appender failed for good.
	 * @param appender which failed
	 * @param cause the root cause
	 */
	default void onFailed(AsyncAppender appender, Throwable cause) {
	}

	/**
	 * Asynchronous I/O is impossible for this appender, so it became synchronous.
	 * @param appender which fell back
	 * @param reason why, as in {@link AppenderStatus#fallbackReason()}
	 */
	default void onFallback(AsyncAppender appender, String reason) {
	}

	/**
	 * The path was opened again; from here on records go to the file it names now.
	 * @param appender which was reopened
	 * @param file its path
	 */
	default void onReopen(AsyncAppender appender, Path file) {
	}

	/**
	 * The file was full, or {@link AsyncAppender#rotate()} was called: it is an archive
	 * now, durable and complete, and a new file has taken its place.
	 * @param appender which goes on with the new file
	 * @param archive what the old one is called now
	 * @param bytes its size
	 */
	default void onRotated(AsyncAppender appender, Path archive, long bytes) {
	}

	/**
	 * An archive was compressed, durably; it is not there any more as it was written.
	 * This and {@link #onArchiveDeleted} come on the thread that maintains archives,
	 * maybe at the same time as other events of the appender, and maybe after
	 * {@link #onClose} until the factory is closed.
	 * @param appender whose archive
	 * @param archive the compressed file
	 * @param bytes its size
	 */
	default void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
	}

	/**
	 * An archive was deleted, as there were too many or too old ones.
	 * @param appender whose archive
	 * @param archive the file that was deleted
	 * @param bytes its size
	 */
	default void onArchiveDeleted(AsyncAppender appender, Path archive, long bytes) {
	}

	/**
	 * Something in the directory is called like an archive of the file, and does not
	 * count as one: another user or program made it, or may have. It is neither read nor
	 * compressed nor deleted, and no archive is deleted for it. Called once for each, of
	 * no more than a thousand, on the thread that maintains archives: see
	 * {@link #onArchiveCompressed}.
	 * @param appender whose archive it is not
	 * @param path what does not count
	 * @param reason why, such as {@code belongs to user 1001}
	 */
	default void onArchiveLeftOut(AsyncAppender appender, Path path, String reason) {
	}

	/**
	 * The file could not be rotated, so that the appender goes on with it and tries again
	 * later (after a second, then with longer pauses up to a minute, when it writes); or
	 * archives could not be compressed or deleted, which is tried again with the next
	 * rotation. Nothing is lost.
	 * @param appender whose file
	 * @param cause what went wrong
	 */
	default void onRotationFailed(AsyncAppender appender, IOException cause) {
	}

	/**
	 * The appender was opened with a log that was begun, or goes on in another way than
	 * it was left: {@link LogStatus#origin()} and {@link LogStatus#detail()} say how.
	 * Comes with {@link #onOpen}; not called where a log goes on as it was left.
	 * @param appender whose log
	 * @param log its identity, and where this opening began
	 */
	default void onLogBegan(AsyncAppender appender, LogStatus log) {
	}

	/**
	 * What is needed to go on with the positions of the log could not be kept beside the
	 * file, as the disk is full, say. When that happens at the opening, positions count
	 * from there, and the appender has no log; later it goes on and tries again, and this
	 * is called once until it succeeded. No record is lost.
	 * @param appender whose log
	 * @param cause what went wrong
	 */
	default void onLogFailed(AsyncAppender appender, IOException cause) {
	}

	/**
	 * Forwarding fails in a way that may pass, or nothing is acknowledged; it is tried
	 * again for as long as it takes. This and what follows comes on the thread that
	 * forwards, maybe at the same time as other events of the appender; what it throws
	 * changes nothing.
	 * @param appender whose records
	 * @param cause the error of the first failed try
	 */
	default void onForwardingDegraded(AsyncAppender appender, Throwable cause) {
	}

	/**
	 * Records are forwarded again.
	 * @param appender whose records
	 */
	default void onForwardingRecovered(AsyncAppender appender) {
	}

	/**
	 * Forwarding ended for a reason that does not pass by itself; appending goes on.
	 * @param appender whose records
	 * @param cause the reason
	 */
	default void onForwardingStopped(AsyncAppender appender, Throwable cause) {
	}

	/**
	 * The other system never takes a record; it is kept in the file of rejected records.
	 * @param appender whose record
	 * @param rejection which record, and why
	 */
	default void onRecordRejected(AsyncAppender appender, RecordRejectedException rejection) {
	}

	/**
	 * Records were gone before they were forwarded.
	 * @param appender whose records
	 * @param gap which, and why
	 */
	default void onForwardingGap(AsyncAppender appender, LogGap gap) {
	}

	/**
	 * As much is not forwarded as {@link ForwardOptions#diskLimit()} allows, and an
	 * append has found no room: it waits, is refused or dropped, as do others, until some
	 * records are forwarded. Comes within a second or so.
	 * @param appender whose records
	 * @param bytes the limit
	 */
	default void onForwardLimitReached(AsyncAppender appender, long bytes) {
	}

	/**
	 * A tenth of what may wait to be forwarded, at least, is free again.
	 * @param appender whose records
	 */
	default void onForwardLimitLeft(AsyncAppender appender) {
	}

	/**
	 * A cursor was opened. Called on the thread that opened it.
	 * @param appender whose log it reads
	 * @param cursor the name of the cursor
	 */
	default void onCursorOpen(AsyncAppender appender, String cursor) {
	}

	/**
	 * A cursor was closed. Called on the thread that closed it.
	 * @param appender whose log it read
	 * @param cursor the name of the cursor
	 */
	default void onCursorClose(AsyncAppender appender, String cursor) {
	}

	/**
	 * Retention deleted an archive that a cursor needs, as all archives had more bytes
	 * than {@link Rotation#keepUntilSize()}. Called for each cursor that
	 * {@linkplain Rotation#keepUntil() retention waits for}, on the thread that maintains
	 * archives, after {@link #onArchiveDeleted}.
	 * @param appender whose archive
	 * @param cursor the name of the cursor, which need not be open
	 * @param gap what it has not acknowledged and cannot read any more
	 */
	default void onCursorOverrun(AsyncAppender appender, String cursor, LogGap gap) {
	}

	/**
	 * What a cursor has acknowledged could not be forced to the device, so that a power
	 * cut now may make it hand out again what was acknowledged since the last force. It
	 * is tried again with the next acknowledgement, after the interval of its options,
	 * and when the cursor is closed. Called once for each row of failures, on the thread
	 * that forced.
	 * @param appender whose log
	 * @param cursor the name of the cursor
	 * @param cause what went wrong
	 */
	default void onCursorFailed(AsyncAppender appender, String cursor, IOException cause) {
	}

	/**
	 * The appender was closed. Its last status says what was written and what was not. A
	 * thread that waits in {@code close} waits for this too, and the name of the appender
	 * is free after it.
	 * @param appender which was closed
	 * @param last its positions and counts at the end
	 */
	default void onClose(AsyncAppender appender, AppenderStatus last) {
	}

}
