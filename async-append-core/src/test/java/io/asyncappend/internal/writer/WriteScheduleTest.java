package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.FailureKind;
import io.asyncappend.SyncPolicy;
import io.asyncappend.internal.buffer.RecordBuffer;
import io.asyncappend.internal.io.IoExecutors;
import io.asyncappend.internal.io.IoTask;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.support.ConditionWaiter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When a batch is due, and which producers have to wake a thread for it. */
class WriteScheduleTest {

	private static final int URGENT = 500;

	private static final IOException CAUSE = new IOException("No space left on device");

	private final AppenderState state = new AppenderState("log", 1000);

	private final PendingWork pending = new PendingWork(AppenderOptions.defaults(), this.state);

	private final ScriptedOwner owner = new ScriptedOwner(() -> {
	});

	private int threads;

	private boolean poor;

	/** Starts no thread, so that nothing runs meanwhile. */
	private final IoExecutors executors = new IoExecutors((thread) -> {
		if (this.poor) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		this.threads++;
	});

	private final IoTask task = new IoTask() {

		@Override
		protected long run() {
			return NEVER;
		}

		@Override
		protected void died(Throwable cause) {
		}

	};

	private final WriteSchedule schedule = schedule();

	private WriteSchedule schedule() {
		return new WriteSchedule(this.task, this.state, this.pending, this.executors.ofBorrowed(), this.owner, URGENT);
	}

	@BeforeEach
	void lock() {
		this.state.lock.lock();
	}

	@AfterEach
	void unlock() {
		this.state.lock.unlock();
	}

	private void accept(int length) {
		this.state.accept(new byte[length], 0, length);
	}

	private void diskIsFull() {
		for (int i = 0; i < 10; i++) {
			// The pauses grow, to a second.
			this.pending.retryWrite(false);
		}
	}

	@Test
	void oneProducerWakesAThreadForAll() {
		assertThat(this.schedule.needsWake(1)).isTrue();
		accept(10);
		this.schedule.scheduleWithinLinger();
		assertThat(this.threads).isEqualTo(1);
		assertThat(this.schedule.needsWake(URGENT - 1)).isFalse();
		assertThat(this.schedule.needsWake(URGENT)).isTrue();
		accept(URGENT - 11);
		this.schedule.scheduleWithinLinger();
		assertThat(this.schedule.needsWake(URGENT)).isTrue();
		accept(1);
		this.schedule.scheduleWithinLinger();
		assertThat(this.schedule.needsWake(URGENT)).isFalse();
		this.schedule.clearUrgent();
		assertThat(this.schedule.needsWake(URGENT)).isTrue();
	}

	@Test
	void noThreadIsWokenWhileTheFileHasAnOwner() {
		this.schedule.takeOwnership();
		assertThat(this.schedule.isOwned()).isTrue();
		accept(10);
		this.schedule.scheduleWithinLinger();
		assertThat(this.schedule.needsWake(URGENT)).isFalse();
		this.schedule.wakeNow();
		assertThat(this.threads).isZero();
		this.schedule.giveUpOwnership();
		assertThat(this.schedule.isOwned()).isFalse();
		assertThat(this.schedule.delayOfIoThread(false)).isZero();
		this.schedule.takeOwnership();
		this.schedule.giveUpOwnership();
		assertThat(this.schedule.delayOfIoThread(false)).isEqualTo(WriteSchedule.LINGER);
	}

	@Test
	void whatIsLeftIsScheduledByTheThreadThatGivesTheFileUp() {
		this.schedule.scheduleRest(false);
		assertThat(this.threads).isZero();
		accept(10);
		this.schedule.scheduleRest(false);
		assertThat(this.threads).isEqualTo(1);
		assertThat(this.schedule.needsWake(1)).isFalse();
	}

	@Test
	void anIoThreadLooksAgainWithinTheLingerWhileRecordsCome() {
		assertThat(this.schedule.delayOfIoThread(true)).isEqualTo(WriteSchedule.LINGER);
		assertThat(this.schedule.needsWake(1)).isFalse();
		assertThat(this.schedule.delayOfIoThread(false)).isEqualTo(IoTask.NEVER);
		assertThat(this.schedule.needsWake(1)).isTrue();
		accept(URGENT - 1);
		assertThat(this.schedule.delayOfIoThread(false)).isEqualTo(WriteSchedule.LINGER);
		accept(1);
		assertThat(this.schedule.delayOfIoThread(false)).isZero();
	}

	@Test
	void callersThatWriteLeaveNothingToLookAgainFor() {
		this.owner.asynchronous = false;
		WriteSchedule synchronous = schedule();
		assertThat(synchronous.isSynchronous()).isTrue();
		assertThat(synchronous.delayOfIoThread(true)).isEqualTo(IoTask.NEVER);
		assertThat(synchronous.fallbackReason()).isEmpty();
	}

	@Test
	void aRecordThatComesAsTheThreadFallsAsleepIsSeen() {
		this.schedule.fallingAsleep = () -> {
			assertThat(this.schedule.needsWake(1)).isTrue();
			accept(1);
		};
		assertThat(this.schedule.delayOfIoThread(false)).isEqualTo(WriteSchedule.LINGER);
		assertThat(this.schedule.needsWake(1)).isFalse();
	}

	@Test
	void whatIsDueIsDueAtOnce() {
		accept(10);
		this.state.next(10, 10);
		this.state.wrote(10);
		assertThat(this.schedule.hasBatch()).isFalse();
		assertThat(this.schedule.isReady()).isTrue();
		this.pending.sync(10);
		assertThat(this.schedule.hasBatch()).isTrue();
		assertThat(this.schedule.delayOfIoThread(false)).isZero();
		this.schedule.wakeNow();
		assertThat(this.threads).isEqualTo(1);
		this.schedule.takeOwnership();
		assertThat(this.schedule.isReady()).isFalse();
		assertThat(this.schedule.hasBatch()).isTrue();
		assertThat(this.schedule.delayOfIoThread(false)).isEqualTo(IoTask.NEVER);
	}

	@Test
	void whatIsQueuedIsABatch() {
		accept(1);
		assertThat(this.schedule.hasBatch()).isTrue();
	}

	@Test
	void aFullDiskIsGivenTime() {
		accept(URGENT);
		this.state.degrade(CAUSE, FailureKind.NO_SPACE);
		assertThat(this.schedule.hasBatch()).isTrue();
		diskIsFull();
		assertThat(this.schedule.isReady()).isFalse();
		long delay = this.schedule.delayOfIoThread(false);
		assertThat(delay).isPositive().isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
		assertThat(this.schedule.needsWake(1)).isFalse();
		// What is written already can be forced.
		this.state.next(1, 1);
		this.state.wrote(1);
		this.pending.sync(1);
		assertThat(this.schedule.isReady()).isTrue();
		assertThat(this.schedule.delayOfIoThread(false)).isZero();
	}

	@Test
	void aForceThatIsFarAwayIsNoWriteWithinTheLinger() {
		PendingWork timed = new PendingWork(
				AppenderOptions.builder().sync(SyncPolicy.every(Duration.ofHours(1))).build(), this.state);
		WriteSchedule schedule = new WriteSchedule(this.task, this.state, timed, this.executors.ofBorrowed(),
				this.owner, URGENT);
		accept(10);
		this.state.next(10, 10);
		this.state.wrote(10);
		timed.plan(false);
		assertThat(timed.isForceDue()).isFalse();
		assertThat(schedule.delayOfIoThread(false)).isBetween(WriteSchedule.LINGER + 1, TimeUnit.HOURS.toNanos(1));
		// The next record is not to wait for it.
		assertThat(schedule.needsWake(1)).isTrue();
	}

	@Test
	void afterAFailureOnlyACloseIsDue() {
		this.state.fail(CAUSE, FailureKind.WRITE);
		this.schedule.wakeNow();
		assertThat(this.threads).isZero();
		assertThat(this.schedule.delayOfIoThread(true)).isEqualTo(IoTask.NEVER);
		this.state.startClosing();
		assertThat(this.schedule.delayOfIoThread(false)).isZero();
		assertThat(this.schedule.needsWake(URGENT)).isTrue();
		this.state.closed();
		assertThat(this.schedule.isReady()).isFalse();
		assertThat(this.schedule.delayOfIoThread(true)).isEqualTo(IoTask.NEVER);
	}

	@Test
	void aThreadThatComesLaterWakesAFailedOneAnew() {
		this.state.fail(CAUSE, FailureKind.WRITE);
		this.schedule.wakeNow();
		this.state.startClosing();
		this.schedule.wakeNow();
		assertThat(this.threads).isEqualTo(1);
	}

	@Test
	void withoutAnIoThreadCallersWrite() {
		accept(10);
		this.state.allowLockFree();
		this.poor = true;
		this.schedule.scheduleWithinLinger();
		assertThat(this.schedule.hasIoThread()).isFalse();
		assertThat(this.schedule.isSynchronous()).isTrue();
		assertThat(this.schedule.fallback()).contains("unable to create native thread");
		assertThat(this.schedule.fallbackReason()).contains(this.schedule.fallback());
		assertThat(this.state.tryAccept(new byte[1], 0, 1)).isEqualTo(RecordBuffer.LOCKED);
		assertThat(this.schedule.needsWake(1)).isTrue();
		this.poor = false;
		this.schedule.wakeNow();
		assertThat(this.threads).isZero();
		this.owner.asynchronous = false;
		assertThat(this.schedule.fallbackReason()).isEmpty();
		this.schedule.modeChanged();
		assertThat(this.schedule.isSynchronous()).isTrue();
		assertThat(this.schedule.isEnabled()).isFalse();
		this.owner.asynchronous = true;
		this.schedule.modeChanged();
		assertThat(this.schedule.isSynchronous()).isFalse();
		assertThat(this.schedule.hasIoThread()).isTrue();
		this.schedule.scheduleWithinLinger();
		assertThat(this.threads).isEqualTo(1);
	}

	@Test
	void threadsThatWaitForTheIoThreadAreWokenWhereThereIsNone() throws InterruptedException {
		this.state.lock.unlock();
		ConditionWaiter waiting = ConditionWaiter.start(this.state.lock, this.state.waiters::awaitMove);
		this.state.lock.lock();
		this.poor = true;
		this.schedule.wakeNow();
		assertThat(waiting.isWoken()).isTrue();
		this.state.lock.unlock();
		waiting.end();
		this.state.lock.lock();
	}

}
