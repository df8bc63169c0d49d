package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.FailureKind;
import io.asyncappend.SyncPolicy;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a batch owes, and by when. */
class PendingWorkTest {

	private static final IOException CAUSE = new IOException("No space left on device");

	private final AppenderState state = new AppenderState("log", 1000);

	private final PendingWork onDemand = pending(SyncPolicy.onDemand());

	private PendingWork pending(SyncPolicy policy) {
		return new PendingWork(AppenderOptions.builder().sync(policy).build(), this.state);
	}

	@BeforeEach
	void lock() {
		this.state.lock.lock();
		accept(10);
		this.state.next(10, 10);
		this.state.wrote(10);
	}

	@AfterEach
	void unlock() {
		this.state.lock.unlock();
	}

	private void accept(int length) {
		this.state.accept(new byte[length], 0, length);
	}

	private static boolean isForceDue(PendingWork pending, boolean timerless) {
		pending.plan(timerless);
		return pending.isForceDue();
	}

	@Test
	void aRequestIsOpenUntilItIsServed() {
		PendingWork.Request request = this.onDemand.reopen();
		assertThat(request.open()).isZero();
		assertThat(request.isServed(0)).isTrue();
		assertThat(request.ask()).isEqualTo(1);
		assertThat(request.ask()).isEqualTo(2);
		assertThat(this.onDemand.plan(false).reopen).isEqualTo(2);
		assertThat(this.onDemand.plan(false).rotation).isZero();
		request.served(1, CAUSE);
		assertThat(request.isOpen()).isTrue();
		assertThat(request.isServed(1)).isTrue();
		assertThat(request.isServed(2)).isFalse();
		assertThat(request.error()).isSameAs(CAUSE);
		request.served(2, null);
		assertThat(request.isOpen()).isFalse();
		assertThat(request.open()).isZero();
		assertThat(request.error()).isNull();
		this.onDemand.rotation().ask();
		assertThat(this.onDemand.plan(false).rotation).isEqualTo(1);
	}

	@Test
	void onDemandForcesWhatIsAskedForAlone() {
		assertThat(isForceDue(this.onDemand, false)).isFalse();
		assertThat(isForceDue(this.onDemand, true)).isFalse();
		assertThat(this.onDemand.isSyncWanted()).isFalse();
		assertThat(this.onDemand.untilDue()).isEqualTo(Deadline.NEVER);
		this.onDemand.sync(1);
		// Not what was asked for after the batch began.
		assertThat(this.onDemand.isForceDue()).isFalse();
		BatchPlan plan = this.onDemand.plan(true);
		assertThat(plan.isAwaited).isTrue();
		assertThat(plan.isTimerless).isTrue();
		assertThat(plan.isWritable).isTrue();
		assertThat(plan.syncTo).isEqualTo(1);
		this.onDemand.sync(0);
		assertThat(this.onDemand.plan(false).syncTo).isEqualTo(1);
		assertThat(this.onDemand.isForceDue()).isTrue();
		assertThat(this.onDemand.isSyncWanted()).isTrue();
		assertThat(this.onDemand.untilDue()).isZero();
		this.onDemand.forced(1, 1, 0);
		assertThat(this.state.durable()).isEqualTo(1);
		assertThat(this.onDemand.isSyncWanted()).isFalse();
		assertThat(isForceDue(this.onDemand, false)).isFalse();
		assertThat(this.onDemand.plan(false).isAwaited).isFalse();
		this.onDemand.reopen().ask();
		assertThat(isForceDue(this.onDemand, false)).isTrue();
		this.onDemand.forced(10, 1, 0);
		assertThat(isForceDue(this.onDemand, false)).isFalse();
	}

	@Test
	void whatIsNotWrittenCannotBeMadeDurable() {
		accept(5);
		this.onDemand.forced(10, 1, 0);
		this.onDemand.sync(15);
		assertThat(this.onDemand.isSyncWanted()).isFalse();
		assertThat(isForceDue(this.onDemand, false)).isFalse();
		assertThat(this.onDemand.plan(false).isAwaited).isTrue();
	}

	@Test
	void everyBatchForcesWhatIsWritten() {
		PendingWork pending = pending(SyncPolicy.everyBatch());
		assertThat(isForceDue(pending, false)).isTrue();
		pending.forced(10, 1, 0);
		assertThat(isForceDue(pending, false)).isFalse();
	}

	@Test
	void anIntervalBeginsWithTheFirstBatchAndAnewWithAForce() {
		PendingWork pending = pending(SyncPolicy.every(Duration.ofHours(1)));
		assertThat(pending.untilDue()).isEqualTo(Deadline.NEVER);
		assertThat(isForceDue(pending, false)).isFalse();
		long hour = TimeUnit.HOURS.toNanos(1);
		assertThat(pending.untilDue()).isPositive().isLessThanOrEqualTo(hour).isGreaterThan(hour / 2);
		// No thread comes back.
		assertThat(isForceDue(pending, true)).isTrue();
		pending.forced(5, 1, 0);
		assertThat(pending.untilDue()).isEqualTo(Deadline.NEVER);
		this.state.startClosing();
		assertThat(isForceDue(pending, false)).isTrue();
	}

	@Test
	void anIntervalThatIsOverForces() {
		PendingWork pending = pending(SyncPolicy.every(Duration.ofMillis(1)));
		while (!isForceDue(pending, false)) {
			Thread.onSpinWait();
		}
		assertThat(pending.untilDue()).isZero();
	}

	@Test
	void anIntervalOfAnyLengthIsNotOver() {
		PendingWork pending = pending(SyncPolicy.every(Duration.ofDays(365_000)));
		assertThat(isForceDue(pending, false)).isFalse();
		assertThat(isForceDue(pending, false)).isFalse();
		assertThat(pending.untilDue()).isGreaterThan(TimeUnit.DAYS.toNanos(1));
	}

	@Test
	void whatIsAskedOfTheOwnerIsDueAtOnce() {
		this.onDemand.forced(10, 1, 0);
		this.onDemand.reopen().ask();
		assertThat(this.onDemand.untilDue()).isZero();
		this.onDemand.reopen().served(1, null);
		assertThat(this.onDemand.untilDue()).isEqualTo(Deadline.NEVER);
		this.onDemand.rotation().ask();
		assertThat(this.onDemand.untilDue()).isZero();
		this.onDemand.rotation().served(1, null);
		this.state.startClosing();
		assertThat(this.onDemand.untilDue()).isZero();
	}

	@Test
	void butNotBeforeAFullDiskIsTriedAgain() {
		assertThat(this.onDemand.untilRetry()).isZero();
		for (int i = 0; i < 10; i++) {
			// The pauses grow, to a second.
			assertThat(this.onDemand.retryWrite(false)).isTrue();
		}
		this.onDemand.reopen().ask();
		assertThat(this.onDemand.untilRetry()).isPositive();
		assertThat(this.onDemand.untilDue()).isPositive().isLessThan(TimeUnit.MINUTES.toNanos(1));
		this.onDemand.writeSucceeded();
		assertThat(this.onDemand.untilRetry()).isZero();
		assertThat(this.onDemand.untilDue()).isZero();
	}

	@Test
	void whatIsGivenUpIsDueAtOnceAndNotForced() {
		this.onDemand.retryWrite(false);
		this.onDemand.sync(20);
		this.onDemand.abandon();
		assertThat(this.onDemand.isAbandoned()).isTrue();
		this.onDemand.plan(false);
		assertThat(this.onDemand.isForceDue()).isFalse();
		this.onDemand.forced(10, 1, 0);
		assertThat(this.onDemand.untilDue()).isEqualTo(Deadline.NEVER);
		this.state.startClosing();
		assertThat(this.onDemand.untilDue()).isZero();
	}

	@Test
	void afterAFailureOnlyACloseIsDue() {
		this.onDemand.sync(10);
		this.state.fail(CAUSE, FailureKind.FORCE);
		assertThat(this.onDemand.untilDue()).isEqualTo(Deadline.NEVER);
		assertThat(this.onDemand.plan(false).isWritable).isFalse();
		this.state.startClosing();
		assertThat(this.onDemand.untilDue()).isZero();
	}

	@Test
	void nothingIsDueAfterTheClose() {
		this.onDemand.sync(10);
		this.onDemand.closed(CAUSE);
		assertThat(this.onDemand.closeError()).isSameAs(CAUSE);
		assertThat(this.state.isClosed()).isTrue();
		assertThat(this.onDemand.untilDue()).isEqualTo(Deadline.NEVER);
		assertThat(this.onDemand.plan(false).isWritable).isFalse();
	}

	@Test
	void withoutATimeForRetriesNoneIsWorthIt() {
		PendingWork pending = new PendingWork(AppenderOptions.builder().writeRetry(Duration.ZERO).build(), this.state);
		assertThat(pending.retryWrite(false)).isFalse();
	}

}
