package io.asyncappend.internal.forward;

import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.RecordSink;
import io.asyncappend.internal.concurrent.Causes;
import io.asyncappend.internal.concurrent.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The thread that forwards: reads what is durable, sends it while there is room in
 * flight, and remembers what is acknowledged without a gap. Where that fails it takes
 * back what is not acknowledged, pauses, and sends it again, in its order. Nothing but a
 * stop ends it: whatever is thrown at it may pass.
 */
final class ForwardLoop implements Runnable {

	/** How long it looks for a change of one kind, before it looks for the others. */
	private static final Duration LOOK = Duration.ofMillis(50);

	/** How often it looks for what is durable and cannot be read for now. */
	private static final long BEHIND = TimeUnit.MILLISECONDS.toNanos(500);

	/** Between two forces of what is forced on demand only. */
	private static final long FORCE_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);

	/** A force that takes longer goes on, while what is durable is sent. */
	private static final Duration FORCE = Duration.ofSeconds(1);

	private final ForwardedLog log;

	private final LogCursor cursor;

	private final RecordSink sink;

	private final ForwardOptions options;

	private final ForwardState state;

	private final ForwardEvents events;

	private final int maxInFlight;

	private final DiskRoom room;

	private final InFlight inFlight;

	private final UnsentEntries unsent;

	private final Backoff backoff;

	private final RateLimit rate;

	private final RejectedRecords rejectedRecords;

	private final ReceivedRecords received;

	/** Up to where the cursor was told. */
	private long kept;

	/** Something was taken back that the sink is to give up before it gets more. */
	private boolean isResetDue;

	private boolean isLimitTold;

	/** When it last forced what was written. */
	private long forced = System.nanoTime() - FORCE_INTERVAL;

	ForwardLoop(ForwardedLog log, RecordSink sink, ForwardOptions options, ForwardState state, ForwardEvents events,
			RejectedRecords rejectedRecords, int maxInFlight, DiskRoom room) {
		this.room = room;
		this.maxInFlight = maxInFlight;
		this.log = log;
		this.cursor = log.cursor();
		this.sink = sink;
		this.options = options;
		this.state = state;
		this.events = events;
		this.inFlight = new InFlight(state);
		this.unsent = new UnsentEntries(this.cursor, options.batchBytes());
		this.backoff = new Backoff(options.backoff(), options.maxBackoff());
		this.rate = new RateLimit(options.maxRate(), System::nanoTime);
		this.rejectedRecords = rejectedRecords;
		this.received = new ReceivedRecords(log, sink, state);
		this.kept = state.forwarded();
	}

	@Override
	public void run() {
		ForwardingThread.run(this::forward);
	}

	private void forward() {
		try {
			while (!this.state.isStopping()) {
				try {
					step();
				}
				catch (ForwardingStoppedException ex) {
					stop(ex);
				}
				catch (AppenderClosedException ex) {
					return;
				}
				catch (Throwable ex) {
					retry(ex);
				}
			}
		}
		finally {
			end();
		}
	}

	private void step() throws Exception {
		// What the sink runs on this thread may have interrupted it.
		Thread.interrupted();
		if (this.isResetDue) {
			reset();
		}
		Throwable failure = this.inFlight.failure();
		long stalled = this.inFlight.stalled();
		long limit = Deadline.nanos(this.options.acknowledgeTimeout());
		if (failure == null && stalled > limit) {
			failure = stalled(stalled);
		}
		if (failure != null) {
			giveUp(failure);
			return;
		}
		if (stalled > limit / 10) {
			degrade(stalled(stalled));
		}
		keep();
		tellOfLimit();
		this.room.look(this.state.forwarded());
		if (!this.inFlight.awaitRoom(this.maxInFlight, this.options.inFlightBytes(), Deadline.nanos(LOOK))) {
			return;
		}
		boolean idle = this.inFlight.isEmpty();
		long durable = this.log.durable();
		if (this.unsent.fill(idle ? Duration.ZERO : LOOK)) {
			next();
		}
		else if (idle) {
			idle(durable);
		}
	}

	/** Nothing is to be sent: sleeps, without a timer, until there may be. */
	private void idle(long durable) {
		// The last of what was on its way may have been acknowledged since.
		keep();
		boolean isToForce = this.log.needsForce();
		long pause = isToForce ? FORCE_INTERVAL - (System.nanoTime() - this.forced) : Deadline.NEVER;
		if (pause <= 0) {
			force();
			return;
		}
		if (!isToForce) {
			recovered();
		}
		boolean isBehind = this.state.forwarded() < durable;
		await(() -> this.state.isStopping() || this.log.durable() > durable || (!isToForce && this.log.needsForce())
				|| isLimitNews(), isBehind ? Math.min(pause, BEHIND) : pause);
	}

	private void await(BooleanSupplier until, long nanos) {
		try {
			this.log.await(until, nanos);
		}
		catch (InterruptedException ex) {
			// What the sink runs on this thread has interrupted it, for itself.
		}
	}

	/** Sleeps for a time, unless it is hurried or to end. */
	private void pause(long nanos) {
		long start = System.nanoTime();
		for (long left = nanos; left > 0 && !this.state.isHurried(); left = Deadline.left(nanos, start)) {
			tellOfLimit();
			await(() -> this.state.isHurried() || isLimitNews(), left);
		}
		this.state.paused();
	}

	private boolean isLimitNews() {
		return this.log.isLimitReached() != this.isLimitTold;
	}

	private void tellOfLimit() {
		if (!isLimitNews()) {
			return;
		}
		this.isLimitTold = !this.isLimitTold;
		if (this.isLimitTold) {
			tell(() -> this.events.limitReached(this.options.diskLimit()));
		}
		else {
			tell(this.events::limitLeft);
		}
	}

	private void force() {
		this.forced = System.nanoTime();
		try {
			this.log.sync(FORCE);
		}
		catch (AppendTimeoutException ex) {
			// The appender's trouble, which it tells of itself: the disk is full, maybe.
			return;
		}
		recovered();
	}

	private static TimeoutException stalled(long nanos) {
		return new TimeoutException("nothing was acknowledged for " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s");
	}

	/** Remembers what is acknowledged, and tells that it goes well again. */
	private void keep() {
		long forwarded = this.state.forwarded();
		if (forwarded > this.kept) {
			this.cursor.acknowledge(forwarded);
			this.kept = forwarded;
			recovered();
		}
	}

	private void recovered() {
		this.backoff.reset();
		if (this.state.recover()) {
			tell(this.events::recovered);
		}
	}

	private void next() throws Exception {
		if (this.received.skip(this.unsent)) {
			return;
		}
		if (this.unsent.peek() instanceof LogGap gap) {
			if (this.inFlight.isEmpty()) {
				this.unsent.removeGap();
				pass(gap);
			}
			else {
				this.inFlight.awaitRoom(1, 1, Deadline.nanos(LOOK));
			}
			return;
		}
		long pause = this.rate.pause();
		if (pause > 0) {
			this.state.pause(Math.min(pause, Deadline.nanos(LOOK)));
			return;
		}
		List<LogRecord> batch = this.unsent.takeBatch();
		InFlight.Sent sent = this.inFlight.add(batch);
		if (sent != null) {
			this.received.sent(batch);
			send(sent);
		}
		else {
			this.unsent.putBack(batch);
		}
	}

	private void pass(LogGap gap) {
		LogGap missing = this.received.withoutReceived(gap);
		this.state.missing(missing.position(), missing.end(), missing(missing));
		tell(() -> this.events.gap(missing));
	}

	private ForwardingStoppedException missing(LogGap gap) {
		return new ForwardingStoppedException("appender '" + this.log.name() + "': " + gap.bytes()
				+ " bytes from position " + gap.position() + " on are not there to be forwarded: " + gap.reason()
				+ (gap.detail().isEmpty() ? "" : ", " + gap.detail()));
	}

	private void send(InFlight.Sent sent) {
		try {
			RecordBatch batch = new RecordBatch(this.log.id(), sent.records(), sent::acknowledge);
			this.rate.take(batch.bytes());
			CompletionStage<?> stage = call(batch);
			if (stage != null) {
				stage.whenComplete((result, error) -> sent.complete(error));
			}
		}
		catch (Throwable ex) {
			// Completed before, maybe: then nothing is changed by it.
			sent.complete(ex);
		}
	}

	/**
	 * Null at the end: one that was reset by then would take a batch after one that
	 * failed.
	 */
	private CompletionStage<?> call(RecordBatch batch) throws Exception {
		this.state.calling.lock();
		try {
			return this.state.isStopping() ? null
					: Objects.requireNonNull(this.sink.send(batch), "the sink returned null");
		}
		finally {
			this.state.calling.unlock();
		}
	}

	/** Sees to what the oldest of what is on its way failed with. */
	private void giveUp(Throwable failure) throws Exception {
		RecordRejectedException rejection = rejection(failure);
		if (rejection != null) {
			this.inFlight.acknowledgeBefore(rejection.record().get());
			if (this.options.onRejected() == ForwardOptions.OnRejected.DEAD_LETTER) {
				keepAside(rejection);
				return;
			}
		}
		takeBack();
		if (rejection != null) {
			throw new ForwardingStoppedException(
					"appender '" + this.log.name() + "': forwarding stopped: " + rejection.getMessage(), rejection);
		}
		if (failure instanceof ForwardingStoppedException stopped) {
			throw stopped;
		}
		retry(failure);
	}

	private void takeBack() {
		this.unsent.putBack(this.inFlight.takeBack());
		this.isResetDue = true;
	}

	private void reset() throws IOException {
		try {
			this.sink.reset();
			this.received.forget();
			this.isResetDue = false;
		}
		catch (AppenderClosedException | ForwardingStoppedException ex) {
			// It says something of this appender where the loop itself meets it.
			throw new IOException("the sink could not be reset: " + ex, ex);
		}
	}

	/** The rejection of a record that was sent; another failure is none. */
	private RecordRejectedException rejection(Throwable failure) {
		return (failure instanceof RecordRejectedException rejection
				&& rejection.record().filter(this.inFlight::isAwaited).isPresent()) ? rejection : null;
	}

	/** Tried until it is done, as the record would be rejected again. */
	private void keepAside(RecordRejectedException rejection) {
		LogRecord record = rejection.record().get();
		while (!this.state.isStopping()) {
			try {
				this.rejectedRecords.keep(this.log.id(), record, rejection.getCause().getMessage());
				break;
			}
			catch (Throwable ex) {
				Causes.keep(ex, rejection);
				retry(ex);
			}
		}
		if (!this.state.isStopping()) {
			if (!this.inFlight.passOver(record, rejection) || this.received.any()) {
				takeBack();
			}
			tell(() -> this.events.rejected(rejection));
		}
	}

	/** What the sink sent is given up at once, not after the pause. */
	private void retry(Throwable cause) {
		degrade(cause);
		if (this.isResetDue) {
			attempt(this::reset);
		}
		pause(this.backoff.nanos());
	}

	private void degrade(Throwable cause) {
		if (this.state.degrade(cause)) {
			tell(() -> this.events.degraded(cause));
		}
	}

	/** The cursor stays, so that its lag is known. */
	private void stop(ForwardingStoppedException cause) {
		this.state.stop(cause);
		if (this.isResetDue) {
			attempt(this::reset);
		}
		tell(() -> this.events.stopped(cause));
		attempt(this::keep);
		while (!this.state.isStopping()) {
			tellOfLimit();
			await(() -> this.state.isStopping() || isLimitNews(), Deadline.NEVER);
		}
	}

	private void end() {
		attempt(this.log::ended);
		attempt(this.sink::reset);
		attempt(this::keep);
		attempt(() -> this.state.leave(this.log.lag(this.state.forwarded())));
		attempt(this.cursor::close);
		attempt(this.rejectedRecords::close);
		attempt(this.sink::close);
		this.state.close();
	}

	/** What a listener throws concerns nothing that is forwarded. */
	private void tell(Runnable event) {
		attempt(event::run);
	}

	private void attempt(Closing action) {
		try {
			action.close();
		}
		catch (Throwable ex) {
			this.state.keep(ex);
		}
	}

	private interface Closing {

		void close() throws Exception;

	}

}
