package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.archive.ArchiveExecutor;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoExecutors;
import io.asyncappend.internal.io.IoTask;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.DurableFutures;
import io.asyncappend.support.Recorder;
import io.asyncappend.support.SettableClock;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The inside of an appender whose batches run when a test says so, on its own thread: no
 * I/O thread is ever started, nor one for archives.
 */
final class BatchedAppender {

	static final int BUFFER_SIZE = 16_384;

	final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T12:30:00Z"));

	final Told recorder = new Told();

	final AppenderState state = new AppenderState("log", BUFFER_SIZE);

	final DurableFutures futures = new DurableFutures(this.state);

	final ScriptedOwner owner = new ScriptedOwner(() -> this.closings++);

	final PendingWork pending;

	final RotatedFiles rotatedFiles;

	final ActiveFile active;

	final BatchWriter writer;

	final WriteLoop loop;

	final IoExecutor executor;

	/** How many I/O threads were to be started. */
	int threads;

	/** How many threads for archives were made. */
	int archiveThreads;

	private Runnable archiveWork;

	/** No thread can be had. */
	boolean poor;

	/** How often the owner was told of the close. */
	int closings;

	/** A listener that keeps how long it is told that things took. */
	static final class Told extends Recorder {

		long writeNanos = -1;

		long syncNanos = -1;

		long rotatedBytes;

		Runnable whenWritten = () -> {
		};

		@Override
		public void onWrite(AsyncAppender appender, long bytes, long nanos) {
			super.onWrite(appender, bytes, nanos);
			this.writeNanos = nanos;
			this.whenWritten.run();
		}

		@Override
		public void onSync(AsyncAppender appender, long nanos) {
			super.onSync(appender, nanos);
			this.syncNanos = nanos;
		}

		@Override
		public void onRotated(AsyncAppender appender, Path archive, long bytes) {
			super.onRotated(appender, archive, bytes);
			this.rotatedBytes += bytes;
		}

	}

	BatchedAppender(AppenderOptions.Builder builder, FaultyFile file) {
		AppenderOptions options = builder.bufferSize(BUFFER_SIZE).build();
		this.pending = new PendingWork(options, this.state);
		AsyncAppender appender = (AsyncAppender) Proxy.newProxyInstance(AsyncAppender.class.getClassLoader(),
				new Class<?>[] { AsyncAppender.class }, (proxy, method, arguments) -> status());
		Notifier notifier = new Notifier(appender, this.state, this.futures, new Listeners(List.of(this.recorder)),
				this.owner);
		ArchiveExecutor archiveExecutor = new ArchiveExecutor(this.clock, (task) -> {
			requireThreads();
			this.archiveThreads++;
			this.archiveWork = task;
			return new Thread();
		});
		this.rotatedFiles = new RotatedFiles(options.rotation(), file, archiveExecutor, this.state, notifier);
		RotationTrigger trigger = new RotationTrigger(options.rotation(), this.rotatedFiles.current(), this.clock);
		this.active = new ActiveFile(this.state, this.pending, file, options.recreate(), trigger, this.rotatedFiles,
				null);
		this.executor = new IoExecutors((thread) -> {
			requireThreads();
			this.threads++;
		}).ofBorrowed();
		this.writer = new BatchWriter(this.state, this.pending, this.active, this.executor.awaited());
		this.loop = new WriteLoop(this.state, this.pending, this.writer, this.executor, this.owner, notifier,
				BUFFER_SIZE / 2);
	}

	private void requireThreads() {
		if (this.poor) {
			throw new OutOfMemoryError("unable to create native thread");
		}
	}

	/** Asks or does something under the lock. */
	<T> T locked(Supplier<T> action) {
		this.state.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	void locking(Runnable action) {
		locked(() -> {
			action.run();
			return null;
		});
	}

	/** Accepts records of these lengths. */
	void accept(int... lengths) {
		for (int length : lengths) {
			accept("x".repeat(length));
		}
	}

	void accept(String record) {
		byte[] bytes = record.getBytes(StandardCharsets.US_ASCII);
		locking(() -> this.state.accept(bytes, 0, bytes.length));
	}

	/** Asks for all that is accepted to be durable. */
	void sync() {
		locking(() -> this.pending.sync(this.state.accepted()));
	}

	/** A record with a future that completes when it is durable. */
	DurableFutures.Receipt acceptDurably(int length) {
		DurableFutures.Receipt receipt = new DurableFutures.Receipt((to) -> {
		});
		accept(length);
		locking(() -> {
			this.futures.add(receipt, this.state.accepted());
			this.pending.sync(this.state.accepted());
		});
		return receipt;
	}

	void close() {
		locking(this.state::startClosing);
	}

	/** The next batch looks whether the path names the file. */
	void lookAgain() {
		this.pending.watch().lookAgain();
	}

	/** Whether the batch changed anything; no lock is left held, whatever happened. */
	boolean batch() {
		try {
			return this.loop.writeBatch();
		}
		finally {
			assertThat(this.state.lock.isLocked()).isFalse();
			assertThat(this.loop.schedule().isOwned()).isFalse();
		}
	}

	/** The same as an I/O thread does it; returns when it comes back. */
	long run() {
		long delay = this.loop.run();
		assertThat(this.state.lock.isLocked()).isFalse();
		assertThat(this.loop.schedule().isOwned()).isFalse();
		return delay;
	}

	/** Does what the thread for archives would do, until it ends. */
	void runArchiveThread() {
		this.archiveWork.run();
	}

	/** Never, for an I/O thread that sleeps until it is woken. */
	static boolean isNever(long delay) {
		return delay == IoTask.NEVER;
	}

	AppenderStatus status() {
		return locked(() -> this.state.status(AppenderStatus.Mode.SYNCHRONOUS, Optional.empty(), this.writer.file(),
				Optional.empty()));
	}

	long written() {
		return this.state.written();
	}

	long durable() {
		return this.state.durable();
	}

}
