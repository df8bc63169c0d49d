package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AppendListener;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.StandardStream;
import io.asyncappend.internal.archive.ArchiveExecutor;
import io.asyncappend.internal.archive.ArchiveNamePattern;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.DetachedThreads;
import io.asyncappend.internal.file.Device;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.ChannelAppendFile;
import io.asyncappend.internal.file.LocatedFile;
import io.asyncappend.internal.file.PathAppendFile;
import io.asyncappend.internal.file.StandardStreamFile;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoExecutors;
import io.asyncappend.internal.log.LogInspection;
import io.asyncappend.internal.writer.Listeners;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Opens appenders of files, borrowed channels and standard streams.
 */
public final class FileAppenderFactory implements AsyncAppendFactory, ShutdownHook.Participant {

	/**
	 * So that nothing touches the directory any more when a close returned, and no thread
	 * keeps what an application has to free, unless its disk hangs.
	 */
	private static final long THREADS_END = TimeUnit.SECONDS.toNanos(1);

	private final FactoryState state;

	private final IoExecutors executors;

	private final Duration exitTimeout;

	private final NameRegistry registry = new NameRegistry(this);

	private final ArchiveExecutor archiveExecutor;

	private final AtomicBoolean released = new AtomicBoolean();

	private final List<AsyncAppendFactory> included = new CopyOnWriteArrayList<>();

	FileAppenderFactory(Builder builder, IoExecutor.ThreadStarter starter) {
		this.exitTimeout = builder.exitTimeout;
		this.executors = new IoExecutors(starter);
		this.archiveExecutor = new ArchiveExecutor(builder.clock, DetachedThreads.named("async-append-archive"));
		this.state = new FactoryState(builder.enabled, builder.listeners,
				new Workers(this.executors, this.archiveExecutor), this.registry);
	}

	@Override
	public void enable() {
		setEnabled(true);
		this.included.forEach(AsyncAppendFactory::enable);
	}

	@Override
	public void disable() {
		setEnabled(false);
		this.included.forEach(AsyncAppendFactory::disable);
	}

	private void setEnabled(boolean enabled) {
		this.state.setEnabled(enabled);
		this.registry.all().forEach(FileAppender::modeChanged);
	}

	@Override
	public boolean isEnabled() {
		return this.state.isEnabled();
	}

	@Override
	public AsyncAppender open(String name, Path file) {
		return open(name, file, AppenderOptions.defaults());
	}

	@Override
	public AsyncAppender open(String name, Path file, AppenderOptions options) {
		Objects.requireNonNull(file, "file");
		Objects.requireNonNull(options, "options");
		requireNames(options, file);
		reserve(name);
		FileAppender appender = null;
		try {
			appender = openFile(name, file, options);
		}
		catch (IOException ex) {
			throw Refusals.cannotOpen(name, file.toString(), ex);
		}
		finally {
			if (appender == null) {
				this.registry.free(name);
			}
		}
		return opened(appender);
	}

	private FileAppender openFile(String name, Path file, AppenderOptions options) throws IOException {
		LocatedFile located = PathAppendFile.locate(file);
		requireRoom(options, located.path());
		LogInspection inspection = (options.lastingPositions() && !options.shared())
				? new LogInspection(options.tornTail().delimiter(), this.archiveExecutor.clock()) : null;
		try {
			return openFile(name, file, located, options, inspection);
		}
		catch (Throwable ex) {
			if (inspection != null) {
				inspection.close();
			}
			throw ex;
		}
	}

	private FileAppender openFile(String name, Path file, LocatedFile located, AppenderOptions options,
			LogInspection inspection) throws IOException {
		PathAppendFile opened = PathAppendFile.open(file, located, options, inspection);
		OpenedLogFile log = null;
		try {
			if (!opened.realPath().getFileName().equals(file.getFileName())) {
				// A link leads to a file of another name.
				requireNames(options, opened.realPath());
			}
			IoExecutor executor = this.executors.of(Device.of(opened.realPath()));
			log = OpenedLogFile.of(opened, inspection);
			return appender(name, options, log, executor);
		}
		catch (Throwable ex) {
			if (log != null) {
				log.abandon();
			}
			opened.close();
			throw ex;
		}
	}

	private static void requireNames(AppenderOptions options, Path file) {
		if (!options.shared()) {
			options.rotation().naming().requireFoundAgain(file);
		}
	}

	/** A file that is to be rotated leaves room for longer names. */
	private static void requireRoom(AppenderOptions options, Path file) throws IOException {
		if (options.rotation().isAutomatic()) {
			ArchiveNamePattern.requireRoom(file, options.rotation().naming(), options.rotation().compress());
		}
	}

	@Override
	public AsyncAppender create(String name, FileChannel channel) {
		return create(name, channel, AppenderOptions.defaults());
	}

	@Override
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
		reserve(name);
		FileAppender appender = null;
		try {
			appender = appender(name, options, OpenedLogFile.without(ChannelAppendFile.of(channel, name)),
					this.executors.ofBorrowed());
		}
		catch (IOException ex) {
			throw Refusals.cannotOpen(name, "a borrowed channel", ex);
		}
		finally {
			if (appender == null) {
				this.registry.free(name);
			}
		}
		return opened(appender);
	}

	@Override
	public AsyncAppender open(String name, StandardStream stream) {
		return open(name, stream, AppenderOptions.defaults());
	}

	@Override
	public AsyncAppender open(String name, StandardStream stream, AppenderOptions options) {
		Objects.requireNonNull(stream, "stream");
		Objects.requireNonNull(options, "options");
		StreamOptions.check(name, stream, options);
		reserve(name);
		FileAppender appender = null;
		try {
			// A reader that stops stalls no file.
			appender = appender(name, options, OpenedLogFile.without(StandardStreamFile.of(stream)),
					this.executors.of(stream.shortName()));
		}
		catch (IOException ex) {
			throw Refusals.cannotOpen(name, stream.toString(), ex);
		}
		finally {
			if (appender == null) {
				this.registry.free(name);
			}
		}
		return opened(appender);
	}

	/** For files that tests make up. */
	public AsyncAppender open(String name, AppendFile file, AppenderOptions options) {
		reserve(name);
		FileAppender appender = null;
		try {
			appender = appender(name, options, OpenedLogFile.without(file), this.executors.ofBorrowed());
		}
		finally {
			if (appender == null) {
				this.registry.free(name);
			}
		}
		return opened(appender);
	}

	private FileAppender appender(String name, AppenderOptions options, OpenedLogFile file, IoExecutor executor) {
		return new FileAppender(name, options, file, executor, new Owners(name, this.state), this.archiveExecutor);
	}

	private void reserve(String name) {
		AppenderName.check(name);
		if (findIncluded(name).isPresent()) {
			throw Refusals.taken(name);
		}
		this.registry.reserve(name);
	}

	/** Makes an appender known, whose name is reserved. */
	private FileAppender opened(FileAppender appender) {
		String name = appender.name();
		ShutdownHook.register(this);
		try {
			appender.tellOpen();
			if (!this.registry.put(appender)) {
				throw this.registry.closedMeanwhile(name);
			}
			// The factory may have been enabled or disabled before it was listed.
			appender.modeChanged();
			appender.tidy();
		}
		catch (Throwable ex) {
			// The caller does not get the appender, so no other would close it.
			appender.close();
			if (this.registry.isClosed()) {
				ShutdownHook.forget(this);
			}
			throw ex;
		}
		return appender;
	}

	@Override
	public void share(AsyncAppender other) {
		Objects.requireNonNull(other, "appender");
		if (!(other instanceof FileAppender appender)) {
			throw new IllegalArgumentException(
					"only an appender that a factory of this library has opened can be shared, but not a "
							+ other.getClass().getName());
		}
		String name = appender.name();
		if (findIncluded(name).isPresent()) {
			throw Refusals.taken(name);
		}
		this.registry.reserve(name);
		List<AppendListener> told;
		try {
			told = appender.owners().join(this.state);
		}
		catch (AppendException ex) {
			this.registry.free(name);
			throw ex;
		}
		ShutdownHook.register(this);
		try {
			new Listeners(told).each((listener) -> listener.onOpen(appender));
			if (!this.registry.put(appender)) {
				throw this.registry.closedMeanwhile(name);
			}
			appender.modeChanged();
		}
		catch (Throwable ex) {
			if (appender.owners().leave(this.state) == null) {
				appender.close();
			}
			this.registry.free(name);
			throw ex;
		}
	}

	@Override
	public Optional<AsyncAppender> find(String name) {
		Objects.requireNonNull(name, "name");
		Optional<FileAppender> own = this.registry.find(name);
		return own.isPresent() ? Optional.of(own.get()) : findIncluded(name);
	}

	private Optional<AsyncAppender> findIncluded(String name) {
		for (AsyncAppendFactory factory : this.included) {
			Optional<AsyncAppender> found = factory.find(name);
			if (found.isPresent()) {
				return found;
			}
		}
		return Optional.empty();
	}

	@Override
	public List<AsyncAppender> appenders() {
		List<AsyncAppender> all = new ArrayList<>(this.registry.all());
		for (AsyncAppendFactory other : this.included) {
			all.addAll(other.appenders());
		}
		return Collections.unmodifiableList(all);
	}

	@Override
	public void include(AsyncAppendFactory other) {
		Objects.requireNonNull(other, "other");
		if (reaches(other, this) || reaches(this, other)) {
			throw new IllegalArgumentException("one of the two factories includes the other already, or is the other");
		}
		for (AsyncAppender appender : other.appenders()) {
			if (find(appender.name()).isPresent()) {
				throw Refusals.taken(appender.name());
			}
		}
		// A closed one would be held for as long as this one is open.
		for (AsyncAppendFactory factory : this.included) {
			if (factory instanceof FileAppenderFactory own && own.registry.isClosed() && own.appenders().isEmpty()) {
				this.included.remove(factory);
			}
		}
		this.included.add(other);
	}

	private static boolean reaches(AsyncAppendFactory from, AsyncAppendFactory other) {
		if (from instanceof FileAppenderFactory own) {
			for (AsyncAppendFactory factory : own.included) {
				if (reaches(factory, other)) {
					return true;
				}
			}
		}
		return from == other;
	}

	@Override
	public void flush() {
		each(appenders(), AsyncAppender::flush);
	}

	@Override
	public void sync() {
		each(appenders(), (appender) -> {
			if (appender instanceof FileAppender own) {
				own.syncOrFlush();
			}
			else {
				appender.sync();
			}
		});
	}

	@Override
	public void close() {
		close(Deadline.NEVER);
	}

	@Override
	public void close(Duration timeout) {
		close(Deadline.limit(timeout));
	}

	private void close(long limit) {
		this.registry.close();
		List<FileAppender> open = new ArrayList<>();
		List<FileAppender> shared = new ArrayList<>();
		List<Runnable> told = new ArrayList<>();
		for (FileAppender appender : this.registry.all()) {
			List<AppendListener> gone = appender.owners().leave(this.state);
			if (gone == null) {
				open.add(appender);
			}
			else {
				this.registry.remove(appender.name());
				shared.add(appender);
				appender.modeChanged();
				told.add(() -> new Listeners(gone).each((listener) -> listener.onClose(appender, appender.status())));
			}
		}
		// All at once, so that a disk that hangs takes no time from the others.
		open.forEach(FileAppender::startClose);
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
			ShutdownHook.forget(this);
			told.forEach(Runnable::run);
			awaitThreads(open, Math.min(Deadline.left(limit, start), THREADS_END));
		}
	}

	/** All within one limit, as what does not end is asked for by each appender. */
	private void awaitThreads(List<FileAppender> closed, long limit) {
		long start = System.nanoTime();
		if (this.released.compareAndSet(false, true)) {
			this.state.workers().release(limit);
		}
		closed.stream()
			.map((appender) -> appender.owners().workers())
			.distinct()
			.forEach((workers) -> workers.awaitEnd(Deadline.left(limit, start)));
	}

	/** What was accepted until here is brought as far as a close would; others go on. */
	private static void leave(FileAppender appender, Duration timeout) {
		try {
			appender.exit(timeout);
		}
		catch (AppendException ex) {
			// The last of the others may close it at the same time, and is told of it.
			if (!(ex instanceof AppenderClosedException)) {
				throw ex;
			}
		}
	}

	@Override
	public void exit() {
		this.state.exit();
		long limit = Deadline.nanos(this.exitTimeout);
		long start = System.nanoTime();
		List<FileAppender> open = this.registry.all();
		open.forEach(FileAppender::startExit);
		// All at once, so that a disk that hangs takes no time from the others.
		open.stream().filter((appender) -> !appender.options().sync().isOnDemand()).forEach(FileAppender::startSync);
		each(open, (appender) -> {
			try {
				appender.exit(Duration.ofNanos(Deadline.left(limit, start)));
			}
			catch (AppendException ex) {
				if (ex instanceof AppendTimeoutException) {
					appender.exitTimedOut();
				}
				// Another thread may close it at the same time, and is told what becomes
				// of it.
				if (!(ex instanceof AppenderClosedException)) {
					throw ex;
				}
			}
		});
	}

	private static <T> void each(List<T> appenders, Consumer<T> action) {
		AppendException first = null;
		for (T appender : appenders) {
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

	@Override
	public boolean hasNothingToWrite() {
		return this.registry.isClosed() || this.registry.isEmpty();
	}

	@Override
	public Duration exitTimeout() {
		return this.exitTimeout;
	}

	/** The number of live I/O threads. */
	public int threads() {
		return this.executors.threads();
	}

	/** Builds a factory. */
	public static final class Builder implements AsyncAppendFactory.Builder {

		private boolean enabled = true;

		private Duration exitTimeout = Duration.ofSeconds(10);

		private final List<AppendListener> listeners = new ArrayList<>();

		private Clock clock = Clock.systemUTC();

		@Override
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		@Override
		public Builder listener(AppendListener listener) {
			this.listeners.add(Objects.requireNonNull(listener, "listener"));
			return this;
		}

		@Override
		public Builder exitTimeout(Duration timeout) {
			Deadline.limit(timeout);
			this.exitTimeout = timeout;
			return this;
		}

		/** Tells tests the time of rotations. */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		@Override
		public FileAppenderFactory build() {
			return new FileAppenderFactory(this, null);
		}

		/** With a starter of threads that tests make up. */
		public FileAppenderFactory build(IoExecutor.ThreadStarter starter) {
			return new FileAppenderFactory(this, starter);
		}

	}

}
