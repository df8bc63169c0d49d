package io.asyncappend;

import io.asyncappend.archive.Archivist;
import io.asyncappend.file.AppendFile;
import io.asyncappend.file.BorrowedFile;
import io.asyncappend.file.FileInUseException;
import io.asyncappend.file.OwnedFile;
import io.asyncappend.file.Printable;
import io.asyncappend.lane.Detached;
import io.asyncappend.lane.Lane;
import io.asyncappend.lane.LaneThread;
import io.asyncappend.lane.Lanes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Opens appenders and turns asynchronous I/O on and off for all of them. The appenders of
 * a factory share its I/O threads: at most {@value Lane#MAX_THREADS} per file system, and
 * none while there is nothing to write.
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
public final class AsyncAppendFactory implements AutoCloseable {

	/**
	 * So that nothing touches the directory any more when a close returned, and no thread
	 * keeps what an application has to free, unless its disk hangs.
	 */
	private static final long THREADS_END = TimeUnit.SECONDS.toNanos(1);

	private final List<AppendListener> listeners;

	private final AppendListener listener;

	private final Lanes lanes;

	private final Duration exitTimeout;

	private final Registry registry = new Registry();

	private final Archivist archivist;

	private final Workers workers;

	private final AtomicBoolean released = new AtomicBoolean();

	private final List<AsyncAppendFactory> included = new CopyOnWriteArrayList<>();

	private volatile boolean enabled;

	private volatile boolean exiting;

	AsyncAppendFactory(Builder builder, Lane.ThreadStarter starter) {
		this.enabled = builder.enabled;
		this.exitTimeout = builder.exitTimeout;
		this.lanes = new Lanes(starter);
		this.archivist = new Archivist(builder.clock, (work) -> Detached.thread("async-append-archive", work));
		this.workers = new Workers(this.lanes, this.archivist);
		this.listeners = List.copyOf(builder.listeners);
		this.listener = new Listeners(() -> this.listeners);
	}

	/**
	 * Creates an enabled factory without listeners.
	 * @return the factory
	 */
	public static AsyncAppendFactory create() {
		return builder().build();
	}

	/**
	 * Starts to build a factory.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Makes the appenders asynchronous, the open ones at once, also while threads append:
	 * nothing is lost, doubled or reordered. An appender that had fallen back tries
	 * again.
	 */
	public void enable() {
		setEnabled(true);
	}

	/**
	 * Makes the appenders synchronous, the open ones at once, also while threads append:
	 * from here on {@code append} returns when the record, and all before it, is written.
	 */
	public void disable() {
		setEnabled(false);
	}

	private void setEnabled(boolean enabled) {
		this.enabled = enabled;
		this.registry.all().forEach(AsyncAppender::modeChanged);
		this.included.forEach((factory) -> factory.setEnabled(enabled));
	}

	/**
	 * Whether asynchronous I/O is enabled.
	 * @return whether appenders are asynchronous, those that fell back excepted
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Opens a file with the default options; see
	 * {@link #open(String, Path, AppenderOptions)}.
	 * @param name of the appender
	 * @param file where to append
	 * @return the appender
	 */
	public AsyncAppender open(String name, Path file) {
		return open(name, file, AppenderOptions.defaults());
	}

	/**
	 * Opens a file for appending. The file and missing parent directories are created,
	 * and its name is forced into its directory.
	 * @param name of the appender: unique in this factory; any printable characters but
	 * slashes, at most 200
	 * @param file where to append; symbolic links are followed
	 * @param options how to append
	 * @return the appender, which owns the file
	 * @throws AppendException if the file cannot be opened for appending (no permission,
	 * a directory, not a regular file), or if it is in use: by an appender of this JVM,
	 * through whatever link, or by another process
	 * @throws IllegalArgumentException if the name is taken or not a name, or if archives
	 * of the file would not be found again by the names that the rotation gives them
	 * @throws AppenderClosedException if the factory is closed
	 */
	public AsyncAppender open(String name, Path file, AppenderOptions options) {
		Objects.requireNonNull(file, "file");
		Objects.requireNonNull(options, "options");
		requireNames(options, file);
		return register(name, () -> {
			OwnedFile opened = OwnedFile.open(file, options.fileSettings(), options.rotation()::requireRoom);
			try {
				// A link may lead to a file of another name.
				requireNames(options, opened.realPath());
				return appender(name, options, opened, this.lanes.of(opened.realPath()));
			}
			catch (Throwable ex) {
				opened.close();
				throw ex;
			}
		}, file.toString());
	}

	private static void requireNames(AppenderOptions options, Path file) {
		if (!options.shared()) {
			options.rotation().requireNamesFor(file);
		}
	}

	/**
	 * Borrows a channel with the default options; see
	 * {@link #create(String, FileChannel, AppenderOptions)}.
	 * @param name of the appender
	 * @param channel where to append
	 * @return the appender
	 */
	public AsyncAppender create(String name, FileChannel channel) {
		return create(name, channel, AppenderOptions.defaults());
	}

	/**
	 * Borrows a channel that was opened for appending. While the appender is open nobody
	 * else should write to it; closing the appender flushes and leaves the channel open.
	 * Where asynchronous I/O is impossible the appender is synchronous, and its status
	 * says why. As an interrupt would close the channel, an I/O thread writes to it in
	 * synchronous mode as well, while the caller waits. As nobody can tell its file
	 * system, borrowed channels share the I/O threads of one lane.
	 * @param name of the appender, as in {@link #open(String, Path, AppenderOptions)}
	 * @param channel where to append
	 * @param options how to append; permissions and sharing have no meaning here
	 * @return the appender, which borrows the channel
	 * @throws IllegalArgumentException if the channel is closed or not open for writing,
	 * if the options ask for a rotation, or if the name is taken or not a name
	 * @throws AppendException if an appender of this JVM has the same file
	 * @throws AppenderClosedException if the factory is closed
	 */
	public AsyncAppender create(String name, FileChannel channel, AppenderOptions options) {
		Objects.requireNonNull(channel, "channel");
		Objects.requireNonNull(options, "options");
		if (options.rotation().isAutomatic()) {
			throw new IllegalArgumentException("the channel for appender '" + name
					+ "' has no path to rotate, but its options have " + options.rotation());
		}
		if (!channel.isOpen()) {
			throw new IllegalArgumentException("the channel for appender '" + name + "' is closed");
		}
		try {
			return register(name,
					() -> appender(name, options, BorrowedFile.of(channel, name), this.lanes.ofBorrowed()),
					"a borrowed channel");
		}
		catch (NonWritableChannelException ex) {
			throw new IllegalArgumentException("the channel for appender '" + name + "' is not open for writing", ex);
		}
	}

	/** For files that tests make up. */
	AsyncAppender open(String name, AppendFile file, AppenderOptions options) {
		return register(name, () -> appender(name, options, file, this.lanes.ofBorrowed()), file.toString());
	}

	private AsyncAppender appender(String name, AppenderOptions options, AppendFile file, Lane lane) {
		return new AsyncAppender(name, options, file, lane, new Owners(name, this, this.workers), this.archivist);
	}

	private AsyncAppender register(String name, Opening opening, String file) {
		AppenderName.check(name);
		if (findIncluded(name).isPresent()) {
			throw Registry.taken(name);
		}
		this.registry.reserve(name);
		AsyncAppender appender = null;
		try {
			appender = opening.open();
		}
		catch (IOException ex) {
			String message = "cannot open " + Printable.text(file) + " for appender '" + name + "': " + ex;
			throw (ex instanceof FileInUseException) ? new FileTakenException(message, ex)
					: new AppendException(message, ex);
		}
		finally {
			if (appender == null) {
				forget(name);
			}
		}
		ExitHook.register(this);
		try {
			this.listener.onOpen(appender);
			long torn = appender.status().tornTailBytes();
			if (torn > 0) {
				this.listener.onTornTail(appender, torn);
			}
			String foreign = appender.foreign().orElse(null);
			if (foreign != null) {
				this.listener.onForeignFile(appender, foreign);
			}
			if (appender.isLockedByOthers()) {
				this.listener.onLockedByOthers(appender);
			}
			if (!this.registry.put(appender)) {
				throw this.registry.closedMeanwhile(name);
			}
			appender.tidy();
		}
		catch (Throwable ex) {
			// Nobody gets the appender, so nobody would close it.
			appender.close();
			if (this.registry.isClosed()) {
				ExitHook.forget(this);
			}
			throw ex;
		}
		return appender;
	}

	/**
	 * Shares an appender that another factory has open, so that two parts of a program
	 * that do not know of each other can append to one file. It is found and listed here
	 * too, under its name; it is asynchronous while all of its factories are enabled; its
	 * events are told to the listeners of all of them, and once to those that are equal;
	 * and it is closed with the last of them. One that is closed before flushes it (syncs
	 * it, if its policy is not on demand), and its listeners are told {@code onClose}
	 * with the status of that moment. {@link AsyncAppender#close()} closes it for all.
	 * @param appender an open appender of another factory
	 * @throws IllegalArgumentException if there is an appender of that name here, be it
	 * the same
	 * @throws AppenderClosedException if it is closed, or this factory is
	 */
	public void share(AsyncAppender appender) {
		String name = appender.name();
		if (findIncluded(name).isPresent()) {
			throw Registry.taken(name);
		}
		this.registry.reserve(name);
		List<AppendListener> told;
		try {
			told = appender.owners().join(this);
		}
		catch (AppenderClosedException ex) {
			forget(name);
			throw ex;
		}
		ExitHook.register(this);
		try {
			new Listeners(() -> told).onOpen(appender);
			if (!this.registry.put(appender)) {
				throw this.registry.closedMeanwhile(name);
			}
			appender.modeChanged();
		}
		catch (Throwable ex) {
			if (appender.owners().leave(this) == null) {
				appender.close();
			}
			forget(name);
			throw ex;
		}
	}

	/**
	 * Finds an open appender.
	 * @param name its name
	 * @return the appender, empty if there is none of that name
	 */
	public Optional<AsyncAppender> find(String name) {
		Objects.requireNonNull(name, "name");
		return this.registry.find(name).or(() -> findIncluded(name));
	}

	private Optional<AsyncAppender> findIncluded(String name) {
		return this.included.stream().map((factory) -> factory.find(name)).flatMap(Optional::stream).findFirst();
	}

	/**
	 * The appenders that are open now, in the order they were opened; those of
	 * {@linkplain #include included} factories last.
	 * @return a copy
	 */
	public List<AsyncAppender> appenders() {
		return Stream
			.concat(this.registry.all().stream(), this.included.stream().flatMap((other) -> other.appenders().stream()))
			.toList();
	}

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
	public void include(AsyncAppendFactory other) {
		Objects.requireNonNull(other, "other");
		if (other.reaches(this) || reaches(other)) {
			throw new IllegalArgumentException("one of the two factories includes the other already, or is the other");
		}
		for (AsyncAppender appender : other.appenders()) {
			if (find(appender.name()).isPresent()) {
				throw Registry.taken(appender.name());
			}
		}
		// A closed one would be held for as long as this one is open.
		this.included.removeIf((factory) -> factory.registry.isClosed() && factory.appenders().isEmpty());
		this.included.add(other);
	}

	private boolean reaches(AsyncAppendFactory other) {
		return this == other || this.included.stream().anyMatch((factory) -> factory.reaches(other));
	}

	/**
	 * Whether the current thread is an I/O thread of some factory, as it is in a listener
	 * and in what depends on a durable future. It must not wait for one thing: room in
	 * the buffer of an appender on another disk, which may hang, while its own file waits
	 * for it. {@link AsyncAppender#tryAppend} does not.
	 * @return whether it is an I/O thread
	 */
	public static boolean isIoThread() {
		return LaneThread.isCurrent();
	}

	/**
	 * {@linkplain AsyncAppender#flush() Flushes} every appender.
	 * @throws AppendException if that failed for one or more, after all were tried; the
	 * others are suppressed in the first
	 */
	public void flush() {
		each(appenders(), AsyncAppender::flush);
	}

	/**
	 * {@linkplain AsyncAppender#sync() Syncs} every appender.
	 * @throws AppendException if that failed for one or more, after all were tried
	 */
	public void sync() {
		each(appenders(), AsyncAppender::sync);
	}

	/**
	 * Closes every appender, those of included factories and those that another factory
	 * {@linkplain #share shares} excepted, without a limit of time.
	 * @throws AppendException if records could not be written, after all were tried
	 * @throws AppendInterruptedException if interrupted while waiting; the closing goes
	 * on
	 */
	@Override
	public void close() {
		close(Deadline.NEVER);
	}

	/**
	 * Stops the admission of records to every appender, then closes them all within a
	 * limit. Does nothing when closed already.
	 * @param timeout the limit for all together, not negative
	 * @throws AppendException if records could not be written, after all were tried; what
	 * it says of the others is suppressed in it
	 */
	public void close(Duration timeout) {
		close(Deadline.limit(timeout));
	}

	private void close(long limit) {
		this.registry.close();
		List<AsyncAppender> open = new ArrayList<>();
		List<AsyncAppender> shared = new ArrayList<>();
		List<Runnable> told = new ArrayList<>();
		for (AsyncAppender appender : this.registry.all()) {
			List<AppendListener> gone = appender.owners().leave(this);
			if (gone == null) {
				open.add(appender);
			}
			else {
				this.registry.remove(appender.name());
				shared.add(appender);
				told.add(() -> new Listeners(() -> gone).onClose(appender, appender.status()));
			}
		}
		// All at once, so that a disk that hangs takes no time from the others.
		open.forEach(AsyncAppender::startClose);
		long start = System.nanoTime();
		try {
			each(Stream.concat(open.stream(), shared.stream()).toList(), (appender) -> {
				Duration left = Duration.ofNanos(Deadline.left(limit, start));
				if (shared.contains(appender)) {
					leave(appender, left);
				}
				else {
					appender.close(left);
				}
			});
		}
		finally {
			ExitHook.forget(this);
			told.forEach(Runnable::run);
			if (this.released.compareAndSet(false, true)) {
				this.workers.release(Math.min(Deadline.left(limit, start), THREADS_END));
			}
			open.forEach((appender) -> appender.owners()
				.workers()
				.awaitEnd(Math.min(Deadline.left(limit, start), THREADS_END)));
		}
	}

	/** What was accepted until here is brought as far as a close would; others go on. */
	private static void leave(AsyncAppender appender, Duration timeout) {
		try {
			appender.exit(timeout);
		}
		catch (AppenderClosedException ex) {
			// The last of the others closes it at the same time, and is told of it.
		}
	}

	/** The JVM exits: from now on every append is written before it returns. */
	void exit() {
		this.exiting = true;
		long limit = Deadline.nanos(this.exitTimeout);
		long start = System.nanoTime();
		List<AsyncAppender> open = this.registry.all();
		open.forEach(AsyncAppender::startExit);
		// All at once, so that a disk that hangs takes no time from the others.
		open.stream().filter((appender) -> !appender.options().sync().isOnDemand()).forEach(AsyncAppender::startSync);
		each(open, (appender) -> {
			try {
				appender.exit(Duration.ofNanos(Deadline.left(limit, start)));
			}
			catch (AppenderClosedException ex) {
				// Somebody closes it at the same time, and is told what becomes of it.
			}
		});
	}

	private static void each(List<AsyncAppender> appenders, Consumer<AsyncAppender> action) {
		AppendException first = null;
		for (AsyncAppender appender : appenders) {
			try {
				action.accept(appender);
			}
			catch (AppendException ex) {
				if (first == null) {
					first = ex;
				}
				else {
					first.addSuppressed(ex);
				}
			}
		}
		if (first != null) {
			throw first;
		}
	}

	List<AppendListener> listeners() {
		return this.listeners;
	}

	Workers workers() {
		return this.workers;
	}

	/** An appender is closed, or could not be opened. */
	void forget(String name) {
		this.registry.remove(name);
		if (isEmpty()) {
			ExitHook.forget(this);
		}
	}

	/** Whether it has no appender. */
	boolean isEmpty() {
		return this.registry.isEmpty();
	}

	boolean isClosed() {
		return this.registry.isClosed();
	}

	boolean isAsynchronous() {
		return this.enabled && !this.exiting;
	}

	Duration exitTimeout() {
		return this.exitTimeout;
	}

	/** The number of live I/O threads. */
	int threads() {
		return this.lanes.threads();
	}

	private interface Opening {

		AsyncAppender open() throws IOException;

	}

	/** Builds a factory; not for use by several threads at once. */
	public static final class Builder {

		private boolean enabled = true;

		private Duration exitTimeout = Duration.ofSeconds(10);

		private final List<AppendListener> listeners = new ArrayList<>();

		private Clock clock = Clock.systemUTC();

		private Builder() {
		}

		/**
		 * Whether appenders are asynchronous from the start; they are by default.
		 * @param enabled whether asynchronous I/O is enabled
		 * @return this
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Adds a listener to all appenders.
		 * @param listener the listener
		 * @return this
		 */
		public Builder listener(AppendListener listener) {
			this.listeners.add(Objects.requireNonNull(listener, "listener"));
			return this;
		}

		/**
		 * How long the exit of the JVM may be held up by a factory that nobody closed; 10
		 * seconds by default.
		 * @param timeout the limit for all its appenders together, not negative
		 * @return this
		 */
		public Builder exitTimeout(Duration timeout) {
			Deadline.limit(timeout);
			this.exitTimeout = timeout;
			return this;
		}

		/** Tells tests the time of rotations. */
		Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Builds the factory.
		 * @return the factory
		 */
		public AsyncAppendFactory build() {
			return build(Thread::start);
		}

		AsyncAppendFactory build(Lane.ThreadStarter starter) {
			return new AsyncAppendFactory(this, starter);
		}

	}

}
