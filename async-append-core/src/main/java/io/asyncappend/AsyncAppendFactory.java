package io.asyncappend;

import io.asyncappend.internal.appender.FileAppenderFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Opens appenders and turns asynchronous I/O on and off for all of them. The appenders of
 * a factory share its I/O threads: at most eight per file system, and none while there is
 * nothing to write.
 * <p>
 * Thread-safe. A factory with open appenders still has what they accepted written when
 * the JVM exits normally (return of {@code main}, {@code System.exit}, SIGTERM): its
 * shutdown hook makes the appenders synchronous, so that what other hooks append is not
 * lost either, and flushes them. That does not happen on SIGKILL and
 * {@code Runtime.halt}.
 * <p>
 * Nothing of the library outlives the last factory that is closed: no thread, no shutdown
 * hook, nothing that would keep its class loader. A factory that is not closed, but whose
 * appenders are, has no hook either, and its I/O threads end when they have had nothing
 * to do for five seconds.
 */
public interface AsyncAppendFactory extends AutoCloseable {

	/**
	 * Creates an enabled factory without listeners.
	 * @return the factory
	 */
	static AsyncAppendFactory create() {
		return builder().build();
	}

	/**
	 * Starts to build a factory.
	 * @return a new builder
	 */
	static Builder builder() {
		return new FileAppenderFactory.Builder();
	}

	/**
	 * Makes the appenders asynchronous, the open ones at once, also while threads append:
	 * nothing is lost, doubled or reordered. An appender that had fallen back tries
	 * again.
	 */
	void enable();

	/**
	 * Makes the appenders synchronous, the open ones at once, also while threads append:
	 * from here on {@code append} returns when the record, and all before it, is written.
	 */
	void disable();

	/**
	 * Whether asynchronous I/O is enabled.
	 * @return whether appenders are asynchronous, those that fell back excepted
	 */
	boolean isEnabled();

	/**
	 * Opens a file with the default options; see
	 * {@link #open(String, Path, AppenderOptions)}.
	 * @param name of the appender
	 * @param file where to append
	 * @return the appender
	 */
	AsyncAppender open(String name, Path file);

	/**
	 * Opens a file for appending. The file and missing parent directories are created,
	 * and its name is forced into its directory.
	 * @param name of the appender: unique in this factory; any printable characters but
	 * slashes, at most 200
	 * @param file where to append; symbolic links are followed
	 * @param options how to append
	 * @return the appender, which owns the file
	 * @throws AppendException if the file cannot be opened for appending (no permission,
	 * a directory, not a regular file)
	 * @throws FileTakenException if an appender of this JVM, through whatever link, or
	 * another process has the file open
	 * @throws IllegalArgumentException if the name is taken or not a name, or if archives
	 * of the file would not be found again by the names that the rotation gives them
	 * @throws AppenderClosedException if the factory is closed
	 */
	AsyncAppender open(String name, Path file, AppenderOptions options);

	/**
	 * Borrows a channel with the default options; see
	 * {@link #create(String, FileChannel, AppenderOptions)}.
	 * @param name of the appender
	 * @param channel where to append
	 * @return the appender
	 */
	AsyncAppender create(String name, FileChannel channel);

	/**
	 * Borrows a channel that was opened for appending. While the appender is open nothing
	 * else should write to it; closing the appender flushes and leaves the channel open.
	 * Where asynchronous I/O is impossible the appender is synchronous, and its status
	 * says why. As an interrupt would close the channel, an I/O thread writes to it in
	 * synchronous mode as well, while the caller waits. As the file system of a channel
	 * is unknown, all borrowed channels share one set of I/O threads.
	 * @param name of the appender, as in {@link #open(String, Path, AppenderOptions)}
	 * @param channel where to append
	 * @param options how to append; permissions and sharing have no meaning here
	 * @return the appender, which borrows the channel
	 * @throws IllegalArgumentException if the channel is closed or not open for writing,
	 * if the options ask for a rotation, or if the name is taken or not a name
	 * @throws FileTakenException if an appender of this JVM has the same file
	 * @throws AppenderClosedException if the factory is closed
	 */
	AsyncAppender create(String name, FileChannel channel, AppenderOptions options);

	/**
	 * Appends to a standard stream with the default options; see
	 * {@link #open(String, StandardStream, AppenderOptions)}.
	 * @param name of the appender
	 * @param stream where to append
	 * @return the appender
	 */
	AsyncAppender open(String name, StandardStream stream);

	/**
	 * Appends to standard output or standard error: the same buffer, backpressure, order
	 * and counts as for a file, but nothing that needs one. There is no force, so
	 * {@link AsyncAppender#sync()} and {@link AsyncAppender#appendDurably(byte[])} are
	 * refused, no path to reopen or rotate, no lock, and closing the appender leaves the
	 * stream open. A stream may have any number of appenders.
	 * <p>
	 * Each record goes out whole. One of up to 4,096 bytes (PIPE_BUF of pipe(7)) is in
	 * one piece whatever else writes to the same pipe: {@code System.out}, a child
	 * process, the JVM itself. A longer one is in one piece as far as other appenders go
	 * and, except on Java 19 to 23, threads that print to {@code System.out} (for
	 * standard error, {@code System.err}); and no record comes in between what they print
	 * at once. Printing through a stream that took the place of {@code System.out} leaves
	 * records whole, but a printed line of more than 8,192 bytes may be cut.
	 * <p>
	 * The reader of a pipe may stop reading, which keeps a write waiting: then an I/O
	 * thread waits that serves nothing but this stream, and the buffer fills up. When the
	 * reader is gone (EPIPE) the appender fails. A full disk behind the stream is retried
	 * as that of a file. As an interrupt would close the stream for all of the process,
	 * an I/O thread writes in synchronous mode as well, while the caller waits.
	 * @param name of the appender, as in {@link #open(String, Path, AppenderOptions)}
	 * @param stream where to append
	 * @param options how to append; permissions, lasting positions and what is done about
	 * the end of a file or a foreign one have no meaning here
	 * @return the appender
	 * @throws IllegalArgumentException if the options ask for what a stream does not
	 * have: a force by policy, a rotation, free space, sharing or recreating its file; or
	 * if the name is taken or not a name
	 * @throws AppendException if the process was started without the stream, or it is
	 * open for reading only
	 * @throws AppenderClosedException if the factory is closed
	 */
	AsyncAppender open(String name, StandardStream stream, AppenderOptions options);

	/**
	 * Shares an appender that another factory has open, so that two parts of a program
	 * that do not know of each other can append to one file. It is found and listed here
	 * too, under its name; it is asynchronous while all of its factories are enabled; the
	 * listeners of all of them receive its events, and of equal listeners one; and it is
	 * closed with the last of them. One that is closed before flushes it (syncs it, if
	 * its policy is not on demand), and calls {@code onClose} of its listeners with the
	 * status of that moment. {@link AsyncAppender#close()} closes it for all.
	 * @param appender an open appender of another factory
	 * @throws IllegalArgumentException if there is an appender of that name here, be it
	 * the same, or no factory of this library opened it
	 * @throws AppenderClosedException if it is closed, or this factory is
	 */
	void share(AsyncAppender appender);

	/**
	 * Finds an open appender.
	 * @param name its name
	 * @return the appender, empty if there is none of that name
	 */
	Optional<AsyncAppender> find(String name);

	/**
	 * The appenders that are open now, in the order they were opened; those of
	 * {@linkplain #include included} factories last.
	 * @return a copy
	 */
	List<AsyncAppender> appenders();

	/**
	 * Includes the appenders of another factory, those that it opens later too: they are
	 * found and listed here, flushed and synced with the others, and {@link #enable()}
	 * and {@link #disable()} go for the other factory as well. It keeps its listeners,
	 * and closing this factory does not close it: it may have been there before this one
	 * (the log of an application is) and be needed after it.
	 * @param other a factory that does not include this one
	 * @throws IllegalArgumentException if both have an appender of the same name, or the
	 * other one is this factory, includes it, or is included already
	 */
	void include(AsyncAppendFactory other);

	/**
	 * {@linkplain AsyncAppender#flush() Flushes} every appender.
	 * @throws AppendException if that failed for one or more, after all were tried; the
	 * others are suppressed in the first
	 */
	void flush();

	/**
	 * {@linkplain AsyncAppender#sync() Syncs} every appender; those of a standard stream,
	 * which cannot be forced, are {@linkplain AsyncAppender#flush() flushed}.
	 * @throws AppendException if that failed for one or more, after all were tried
	 */
	void sync();

	/**
	 * Closes every appender, those of included factories and those that another factory
	 * {@linkplain #share shares} excepted, without a limit of time.
	 * @throws AppendException if records could not be written, after all were tried
	 * @throws AppendInterruptedException if interrupted while waiting; the closing goes
	 * on
	 */
	@Override
	void close();

	/**
	 * Stops the admission of records to every appender, then closes them all within a
	 * limit. Does nothing when closed already.
	 * @param timeout the limit for all together, not negative
	 * @throws AppendException if records could not be written, after all were tried; what
	 * it says of the others is suppressed in it
	 */
	void close(Duration timeout);

	/** Builds a factory; not for use by several threads at once. */
	interface Builder {

		/**
		 * Whether appenders are asynchronous from the start; they are by default.
		 * @param enabled whether asynchronous I/O is enabled
		 * @return this
		 */
		Builder enabled(boolean enabled);

		/**
		 * Adds a listener to all appenders.
		 * @param listener the listener
		 * @return this
		 */
		Builder listener(AppendListener listener);

		/**
		 * How long the exit of the JVM may be held up by a factory that was not closed;
		 * 10 seconds by default. After that an appender of a standard stream that is not
		 * read is closed for threads that wait for it, so that they do not hold it up
		 * either.
		 * @param timeout the limit for all its appenders together, not negative
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		Builder exitTimeout(Duration timeout);

		/**
		 * Builds the factory.
		 * @return the factory
		 */
		AsyncAppendFactory build();

	}

}
