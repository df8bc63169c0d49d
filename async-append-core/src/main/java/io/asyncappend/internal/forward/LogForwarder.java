package io.asyncappend.internal.forward;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.Forwarder;
import io.asyncappend.LogCursor;
import io.asyncappend.RecordSink;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.DetachedThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Forwards the records of one log: what other threads ask of the {@link ForwardLoop}. */
public final class LogForwarder implements Forwarder {

	/**
	 * How long a close tries where forwarding is degraded: it does not wait for a sink.
	 */
	private static final long DEGRADED = TimeUnit.SECONDS.toNanos(1);

	/** How long the thread may take to end; one that hangs in the sink is left to it. */
	private static final long END = TimeUnit.SECONDS.toNanos(1);

	/** How long a sink that does not wait for anything may take to answer a call. */
	private static final long CALL = TimeUnit.MILLISECONDS.toNanos(100);

	private final ForwardedLog log;

	private final LogCursor cursor;

	private final RecordSink sink;

	private final ForwardState state;

	private final DiskRoom room;

	private final Thread thread;

	private LogForwarder(ForwardedLog log, RecordSink sink, int maxInFlight, ForwardOptions options,
			ForwardEvents events) {
		this.log = log;
		this.cursor = log.cursor();
		this.sink = sink;
		this.room = new DiskRoom(log, options, System::nanoTime);
		this.state = new ForwardState(log.name(), this.cursor.status().acknowledged(), log::forwarded);
		this.thread = DetachedThreads.thread("async-append-forward-" + log.name(),
				new ForwardLoop(log, sink, options, this.state, events,
						new RejectedRecords(log.name() + "-rejected", rejectedFile(log, options), log.permissions()),
						maxInFlight, this.room));
	}

	private static Path rejectedFile(ForwardedLog log, ForwardOptions options) {
		return options.rejectedFile()
			.orElseGet(() -> log.file().resolveSibling(log.file().getFileName() + ".rejected"));
	}

	/**
	 * Starts to forward.
	 * @param log what is forwarded
	 * @param sink where to; closed in the end
	 * @param options how
	 * @param events told what happens
	 * @return the forwarder
	 */
	public static LogForwarder start(ForwardedLog log, RecordSink sink, ForwardOptions options, ForwardEvents events) {
		int maxInFlight = sink.maxInFlight();
		if (maxInFlight < 1) {
			throw new IllegalArgumentException(
					"a sink has at least one batch in flight but this one says " + maxInFlight);
		}
		LogForwarder forwarder = new LogForwarder(log, sink, maxInFlight, options, events);
		forwarder.thread.start();
		return forwarder;
	}

	@Override
	public CompletableFuture<Long> append(byte[] record) {
		long number = begin();
		CompletableFuture<Long> durable;
		try {
			durable = this.log.appendDurably(record);
		}
		catch (Throwable ex) {
			ended(number);
			throw ex;
		}
		CompletableFuture<Long> forwarded = new CompletableFuture<>();
		durable.whenComplete((end, error) -> {
			if (error != null) {
				ended(number);
				forwarded.completeExceptionally(error);
			}
			else {
				begun(number, end - record.length, end, forwarded);
			}
		});
		return forwarded;
	}

	private long begin() {
		this.state.lock.lock();
		try {
			return this.state.futures.begin();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void ended(long number) {
		this.state.lock.lock();
		try {
			this.state.futures.ended(number);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void begun(long number, long position, long end, CompletableFuture<Long> forwarded) {
		this.state.lock.lock();
		try {
			this.state.futures.begun(number, position, end, forwarded);
		}
		finally {
			this.state.lock.unlock();
		}
		this.state.completeFutures();
	}

	@Override
	public void forward(Duration timeout) {
		long limit = Deadline.limit(timeout);
		long start = System.nanoTime();
		long position = this.log.accepted();
		if (this.log.durable() < position) {
			this.log.sync(timeout);
		}
		if (!this.state.await(position, Deadline.left(limit, start))) {
			throw this.state.notForwarded(position, timeout);
		}
	}

	@Override
	public ForwardStatus status() {
		if (this.state.state() != ForwardStatus.State.CLOSED) {
			try {
				return this.state.status(this.log.lag(this.state.forwarded()),
						this.room.status(this.state.forwarded()));
			}
			catch (AppenderClosedException ex) {
				// Closed meanwhile, or about to be.
			}
		}
		return this.state.status(this.state.left(), this.room.lastStatus());
	}

	@Override
	public void close() {
		close(Duration.ZERO);
	}

	@Override
	public ForwardStatus close(Duration timeout) {
		long limit = Deadline.limit(timeout);
		try {
			if (limit > 0 && isOpen()) {
				finish(limit);
			}
		}
		catch (AppendInterruptedException ex) {
			// The thread is interrupted still: what is left goes with the next start.
		}
		finally {
			end();
		}
		return status();
	}

	private boolean isOpen() {
		ForwardStatus.State now = this.state.state();
		return (now == ForwardStatus.State.FORWARDING || now == ForwardStatus.State.DEGRADED)
				&& Thread.currentThread() != this.thread;
	}

	private void finish(long limit) {
		long start = System.nanoTime();
		long position = this.log.accepted();
		if (this.log.durable() < position) {
			try {
				this.log.sync(Duration.ofNanos(limit));
			}
			catch (AppendInterruptedException ex) {
				throw ex;
			}
			catch (AppendException ex) {
				this.state.keep(ex);
				position = this.log.durable();
			}
		}
		boolean degraded = this.state.state() == ForwardStatus.State.DEGRADED;
		this.state.hurry();
		this.log.wake();
		long left = Deadline.left(limit, start);
		this.state.await(position, degraded ? Math.min(left, DEGRADED) : left);
	}

	private void end() {
		this.log.ended();
		this.state.requestStop();
		this.log.wake();
		if (!hasLeftSink()) {
			interruptSink();
		}
		if (Thread.currentThread() != this.thread) {
			awaitEnd();
			this.state.close();
		}
	}

	/** Whether the thread is not in the sink, which it enters no more. */
	private boolean hasLeftSink() {
		boolean taken;
		try {
			taken = this.state.calling.tryLock(CALL, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			taken = this.state.calling.tryLock();
		}
		if (taken) {
			this.state.calling.unlock();
		}
		return taken;
	}

	/** What it waits for is given up. */
	private void interruptSink() {
		try {
			this.sink.reset();
		}
		catch (Throwable ex) {
			// An Error among it must not keep the appender from being closed.
			this.state.keep(ex);
		}
	}

	private void awaitEnd() {
		try {
			TimeUnit.NANOSECONDS.timedJoin(this.thread, END);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
