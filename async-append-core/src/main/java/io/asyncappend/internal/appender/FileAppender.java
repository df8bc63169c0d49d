package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AppendedFiles;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.Forwarder;
import io.asyncappend.LogCursor;
import io.asyncappend.LogReader;
import io.asyncappend.LogStatus;
import io.asyncappend.RecordSink;
import io.asyncappend.internal.archive.ArchiveExecutor;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.OomSafeLock;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoThread;
import io.asyncappend.internal.log.OpenLog;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.DurableFutures;
import io.asyncappend.internal.writer.ActiveFile;
import io.asyncappend.internal.writer.BatchWriter;
import io.asyncappend.internal.writer.Notifier;
import io.asyncappend.internal.writer.PendingWork;
import io.asyncappend.internal.writer.RotatedFiles;
import io.asyncappend.internal.writer.RotationTrigger;
import io.asyncappend.internal.writer.WriteLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;

/**
 * An appender of a file, a borrowed channel or a standard stream: its parts, and what of
 * them each call uses.
 */
public final class FileAppender implements AsyncAppender {

	private final String name;

	private final AppenderOptions options;

	private final Owners owners;

	private final AppenderState state;

	private final PendingWork pending;

	private final BatchWriter writer;

	private final Notifier notifier;

	private final WriteLoop loop;

	private final BlockingCalls calls;

	private final Admission admission;

	private final RotatedFiles rotatedFiles;

	private final boolean isForceable;

	/** {@code null} if positions do not last. */
	private final OpenLog log;

	/** Why they do not although they should; {@code null} as a rule. */
	private final IOException logFailure;

	private final IoExecutor executor;

	private final Clock clock;

	private final Lock making = new OomSafeLock();

	/** {@code null} until it is asked for; made under the lock for it. */
	private volatile LogConsumers consumers;

	/** Likewise: nothing opens a cursor or forwards any more. */
	private boolean consumersClosed;

	FileAppender(String name, AppenderOptions options, OpenedLogFile opened, IoExecutor executor, Owners owners,
			ArchiveExecutor archiveExecutor) {
		AppendFile file = opened.file();
		this.log = opened.log().orElse(null);
		this.logFailure = opened.failure();
		this.name = name;
		this.executor = executor;
		this.clock = archiveExecutor.clock();
		this.options = options;
		this.owners = owners;
		this.state = new AppenderState(name, options.bufferSize(), (this.log != null) ? this.log.status() : null);
		this.state.logKept(this.logFailure);
		DurableFutures futures = new DurableFutures(this.state);
		this.pending = new PendingWork(options, this.state);
		this.notifier = new Notifier(this, this.state, futures, owners.listeners(), owners);
		this.isForceable = file.isForceable();
		this.rotatedFiles = new RotatedFiles(options.rotation(), file, archiveExecutor, this.state, this.notifier);
		RotationTrigger trigger = new RotationTrigger(options.rotation(), this.rotatedFiles.current(), this.clock);
		ActiveFile current = new ActiveFile(this.state, this.pending, file, options.recreate(), trigger,
				this.rotatedFiles, this.log);
		this.writer = new BatchWriter(this.state, this.pending, current, executor.awaited());
		this.loop = new WriteLoop(this.state, this.pending, this.writer, executor, owners, this.notifier,
				options.bufferSize() / 2);
		this.calls = new BlockingCalls(this.state, this.pending, this.loop, this.notifier);
		this.admission = new Admission(options, this.state, futures, this.pending, this.loop, this.calls,
				this.notifier);
		if (!options.rotation().keepUntil().isEmpty()) {
			// Retention waits for them, be they open or not.
			consumers();
		}
	}

	private LogConsumers consumers() {
		LogConsumers known = this.consumers;
		if (known != null) {
			return known;
		}
		this.making.lock();
		try {
			if (this.consumers == null) {
				LogConsumers made = new LogConsumers(this, this.state, this.log, this.logFailure, this.writer,
						this.rotatedFiles, this.notifier, this.executor, this.clock);
				if (this.consumersClosed) {
					made.forwarding().close();
					made.closeCursors(Deadline.NEVER);
				}
				this.consumers = made;
			}
			return this.consumers;
		}
		finally {
			this.making.unlock();
		}
	}

	/** What there is, to be closed; what is made from now on is closed from the start. */
	private LogConsumers lastConsumers() {
		this.making.lock();
		try {
			this.consumersClosed = true;
			return this.consumers;
		}
		finally {
			this.making.unlock();
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public AppenderOptions options() {
		return this.options;
	}

	@Override
	public long append(byte[] record) {
		return append(record, 0, record.length);
	}

	@Override
	public long append(byte[] array, int offset, int length) {
		checkRange(array, offset, length);
		return this.admission.append(array, null, offset, length);
	}

	@Override
	public long append(ByteBuffer record) {
		checkLength(record.remaining());
		return this.admission.append(null, record, 0, record.remaining());
	}

	@Override
	public long tryAppend(byte[] record) {
		checkRange(record, 0, record.length);
		return this.admission.tryAppend(record);
	}

	@Override
	public CompletableFuture<Long> appendDurably(byte[] record) {
		return appendDurably(record, 0, record.length);
	}

	@Override
	public CompletableFuture<Long> appendDurably(byte[] array, int offset, int length) {
		requireForceable("appended to durably");
		checkRange(array, offset, length);
		return this.admission.appendDurably(array, null, offset, length);
	}

	@Override
	public CompletableFuture<Long> appendDurably(ByteBuffer record) {
		requireForceable("appended to durably");
		checkLength(record.remaining());
		return this.admission.appendDurably(null, record, 0, record.remaining());
	}

	@Override
	public void flush() {
		this.calls.flush(Deadline.NEVER);
	}

	@Override
	public void flush(Duration timeout) {
		this.calls.flush(Deadline.limit(timeout));
	}

	@Override
	public void sync() {
		requireForceable("synced");
		this.calls.sync(Deadline.NEVER);
	}

	@Override
	public void sync(Duration timeout) {
		requireForceable("synced");
		this.calls.sync(Deadline.limit(timeout));
	}

	private void requireForceable(String what) {
		if (!this.isForceable) {
			throw new UnsupportedOperationException("appender '" + this.name + "' " + this.writer.file().without()
					+ ", which no call forces to a device, so it cannot be " + what + " but only flushed");
		}
	}

	/** Brings what was accepted as far as can be. */
	void syncOrFlush() {
		if (this.isForceable) {
			sync();
		}
		else {
			flush();
		}
	}

	@Override
	public void reopen() {
		reopen(Deadline.NEVER);
	}

	@Override
	public void reopen(Duration timeout) {
		reopen(Deadline.limit(timeout));
	}

	private void reopen(long limit) {
		if (this.writer.file().path().isEmpty()) {
			throw new UnsupportedOperationException(
					"appender '" + this.name + "' " + this.writer.file().without() + " and has no path to open again");
		}
		IOException error = this.calls.reopen(limit);
		if (error != null) {
			throw new AppendException("appender '" + this.name + "': reopen failed: " + error, error);
		}
	}

	@Override
	public void rotate() {
		rotate(Deadline.NEVER);
	}

	@Override
	public void rotate(Duration timeout) {
		rotate(Deadline.limit(timeout));
	}

	private void rotate(long limit) {
		requireArchivable("rotate");
		IOException error = this.calls.rotate(limit);
		if (error != null) {
			throw new AppendException("appender '" + this.name + "': rotation failed: " + error, error);
		}
	}

	private void requireArchivable(String pending) {
		AppendFile file = this.writer.file();
		if (file.archivable().isEmpty()) {
			throw new UnsupportedOperationException("appender '" + this.name + "' "
					+ (file.path().isEmpty() ? file.without() + " and has no path to " + pending
							: "shares its file, which has no archives to " + pending));
		}
	}

	@Override
	public List<Path> archives() {
		try {
			return this.rotatedFiles.archives();
		}
		catch (IOException ex) {
			throw new AppendException("appender '" + this.name + "': archives cannot be listed: " + ex, ex);
		}
	}

	@Override
	public AppendedFiles files() {
		if (this.writer.file().path().isEmpty()) {
			requireArchivable("read");
		}
		try {
			return consumers().files();
		}
		catch (IOException ex) {
			throw new AppendException("appender '" + this.name + "': its files cannot be read: " + ex, ex);
		}
	}

	@Override
	public AppendedFiles files(Instant time) {
		Objects.requireNonNull(time, "time");
		if (this.writer.file().path().isEmpty()) {
			requireArchivable("read");
		}
		try {
			return consumers().files(time);
		}
		catch (IOException ex) {
			throw new AppendException("appender '" + this.name + "': its files cannot be read: " + ex, ex);
		}
	}

	@Override
	public LogReader.Builder reader() {
		return consumers().reader();
	}

	@Override
	public LogCursor cursor(String cursor) {
		return cursor(cursor, LogCursor.Options.DEFAULTS);
	}

	@Override
	public LogCursor cursor(String cursor, LogCursor.Options options) {
		LogCursor.requireName(cursor);
		Objects.requireNonNull(options, "options");
		return consumers().cursor(cursor, options);
	}

	@Override
	public List<LogCursor.Status> cursors() {
		// Those that retention waits for would be there by now.
		LogConsumers known = this.consumers;
		return (known != null) ? known.statuses() : List.of();
	}

	/** Tells the listeners that it is open, and how its file was found. */
	void tellOpen() {
		LogStatus status = (this.log != null) ? this.log.status() : null;
		this.notifier.opened(this.writer.file(), (status != null && isNews(status)) ? status : null, this.logFailure);
	}

	private static boolean isNews(LogStatus log) {
		return log.origin() != LogStatus.Origin.CONTINUED || !log.detail().isEmpty();
	}

	/** Finishes what an earlier run has left of its archives. */
	void tidy() {
		this.rotatedFiles.opened();
	}

	@Override
	public Forwarder forwardTo(RecordSink sink, ForwardOptions options) {
		Objects.requireNonNull(sink, "sink");
		Objects.requireNonNull(options, "options");
		return consumers().forwardTo(sink, options, this.owners.listeners());
	}

	@Override
	public CompletableFuture<Long> appendForwarded(byte[] record) {
		Objects.requireNonNull(record, "record");
		return consumers().forwarding().get().append(record);
	}

	@Override
	public void forward(Duration timeout) {
		Objects.requireNonNull(timeout, "timeout");
		consumers().forwarding().get().forward(timeout);
	}

	@Override
	public AppenderStatus status() {
		LogConsumers reading = this.consumers;
		Optional<ForwardStatus> forwarding = (reading != null) ? reading.forwarding().status() : Optional.empty();
		this.state.lock.lock();
		try {
			AppenderStatus.Mode mode = this.loop.schedule().isSynchronous() ? AppenderStatus.Mode.SYNCHRONOUS
					: AppenderStatus.Mode.ASYNCHRONOUS;
			return this.state.status(mode, this.loop.schedule().fallbackReason(), this.writer.file(), forwarding);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Override
	public OutputStream asOutputStream() {
		return AppenderStream.of(this);
	}

	@Override
	public WritableByteChannel asChannel() {
		return new AppenderChannel(this);
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
		LogConsumers reading = lastConsumers();
		if (reading != null) {
			reading.forwarding().close();
		}
		long start = System.nanoTime();
		AppendException failure = null;
		try {
			IOException error = this.calls.close(limit);
			if (error != null) {
				failure = new AppendException("appender '" + this.name + "': close failed: " + error, error);
			}
		}
		catch (AppendException ex) {
			failure = ex;
		}
		try {
			if (reading != null) {
				reading.closeCursors(Deadline.left(limit, start));
			}
		}
		catch (AppendException ex) {
			if (failure == null) {
				throw ex;
			}
			failure.addSuppressed(ex);
		}
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public boolean isOwned() {
		return this.owners.areThere();
	}

	@Override
	public boolean isIoThread() {
		return IoThread.isCurrent();
	}

	/** For a test that comes in between. */
	public void onFallingAsleep(Runnable action) {
		this.loop.onFallingAsleep(action);
	}

	Owners owners() {
		return this.owners;
	}

	/** Begins a close without waiting for it; {@link #close()} is to follow. */
	void startClose() {
		this.state.lock.lock();
		try {
			this.state.startClosing();
			this.loop.schedule().wakeNow();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Begins a sync without waiting for it. */
	void startSync() {
		this.state.lock.lock();
		try {
			this.pending.sync(this.state.accepted());
			this.loop.schedule().wakeNow();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** From now on no thread waits for an I/O thread, nor for a listener. */
	void startExit() {
		this.state.lock.lock();
		try {
			this.state.exit();
		}
		finally {
			this.state.lock.unlock();
		}
		modeChanged();
	}

	/** Brings what was accepted as far as the sync policy promises. */
	void exit(Duration timeout) {
		if (this.options.sync().isOnDemand()) {
			flush(timeout);
		}
		else {
			sync(timeout);
		}
	}

	/**
	 * The exit has no more time for it. Threads that wait for a file do so while its disk
	 * hangs; the reader of a stream may leave them waiting on purpose.
	 */
	void exitTimedOut() {
		if (this.writer.file().isReadMeanwhile()) {
			this.calls.giveUp();
		}
	}

	/** The factory was enabled or disabled. */
	void modeChanged() {
		this.state.lock.lock();
		try {
			this.loop.schedule().modeChanged();
			if (this.state.queued() > 0) {
				this.loop.schedule().wakeNow();
			}
			this.state.waiters.wakeAll();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private static void checkRange(byte[] array, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, array.length);
		checkLength(length);
	}

	private static void checkLength(int length) {
		if (length == 0) {
			throw new IllegalArgumentException("a record must have at least one byte");
		}
	}

}
