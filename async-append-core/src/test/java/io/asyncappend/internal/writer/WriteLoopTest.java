package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.FailureKind;
import io.asyncappend.Rotation;
import io.asyncappend.SyncPolicy;
import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.io.IoTask;
import io.asyncappend.internal.io.OnIoThread;
import io.asyncappend.internal.state.DurableFutures;
import io.asyncappend.internal.state.WakeChain;
import io.asyncappend.support.ConditionWaiter;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Which thread writes a batch, and that each one is ended whatever happens in it. */
@Timeout(60)
class WriteLoopTest {

	private static final int SMALL = 8192;

	private final Hooked file = new Hooked();

	private final BatchedAppender appender = new BatchedAppender(AppenderOptions.builder(), this.file);

	/** Has something done while it is written. */
	private static final class Hooked extends FaultyFile {

		Runnable onWrite = () -> {
		};

		RuntimeException lengthFault;

		boolean readMeanwhile;

		boolean held;

		Runnable onGiveWay = () -> {
		};

		@Override
		public boolean isReadMeanwhile() {
			return this.readMeanwhile;
		}

		@Override
		public boolean isHeldByCaller() {
			return this.held;
		}

		@Override
		public void giveWay() {
			this.onGiveWay.run();
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			Runnable once = this.onWrite;
			this.onWrite = () -> {
			};
			once.run();
			super.write(bytes);
		}

		@Override
		public long length() {
			if (this.lengthFault != null) {
				throw this.lengthFault;
			}
			return super.length();
		}

	}

	private boolean mayWrite(long left) {
		return this.appender.locked(() -> this.appender.loop.mayWrite(left));
	}

	private boolean shouldWriteItself() {
		return this.appender.locked(this.appender.loop::shouldWriteItself);
	}

	private boolean isContended() {
		return this.appender.locked(this.appender.loop::isContended);
	}

	/** A thread, this one, that waits for a position until that is durable. */
	private WakeChain.Parked park(long position) {
		return this.appender.locked(() -> this.appender.state.waiters.add(position));
	}

	private boolean isUrgent() {
		this.appender.locking(this.appender.loop::scheduleDurable);
		// A producer that fills half the buffer need not wake a thread again.
		return !this.appender.loop.schedule().needsWake(BatchedAppender.BUFFER_SIZE / 2);
	}

	@Test
	void anIoThreadWritesWhereThereIsOne() {
		assertThat(mayWrite(Deadline.NEVER)).isFalse();
		assertThat(mayWrite(1)).isFalse();
	}

	@Test
	void anIoThreadMayAlwaysWrite() throws Exception {
		assertThat(OnIoThread.call(() -> mayWrite(1))).isTrue();
	}

	@Test
	void inSynchronousModeACallerWithoutALimitWrites() {
		this.appender.owner.asynchronous = false;
		assertThat(mayWrite(Deadline.NEVER)).isTrue();
		// It could not leave a write that hangs.
		assertThat(mayWrite(1)).isFalse();
		this.file.anyThread = false;
		assertThat(mayWrite(Deadline.NEVER)).isFalse();
	}

	@Test
	void withoutAnIoThreadAnyCallerWrites() {
		this.appender.poor = true;
		this.appender.locking(this.appender.loop.schedule()::wakeNow);
		assertThat(mayWrite(1)).isTrue();
	}

	@Test
	void whereTheJvmExitsAnyCallerWrites() {
		this.appender.locking(this.appender.state::exit);
		assertThat(mayWrite(1)).isTrue();
		// But not where another process has to read what is written.
		this.file.readMeanwhile = true;
		assertThat(mayWrite(1)).isFalse();
	}

	@Test
	void aCallerWithALockThatTheWriterNeedsGivesWay() throws InterruptedException {
		this.file.onGiveWay = () -> {
			assertThat(this.appender.state.lock.isLocked()).isFalse();
			this.file.held = false;
		};
		this.appender.state.lock.lock();
		try {
			assertThat(this.appender.loop.giveWayUnlocked()).isFalse();
			this.file.held = true;
			assertThat(this.appender.loop.giveWayUnlocked()).isTrue();
			assertThat(this.file.held).isFalse();
		}
		finally {
			this.appender.state.lock.unlock();
		}
	}

	@Test
	void aCallerThatWaitsAloneWritesAFewBytes() {
		assertThat(shouldWriteItself()).isTrue();
		this.appender.accept(SMALL);
		assertThat(shouldWriteItself()).isTrue();
		this.appender.accept(1);
		assertThat(shouldWriteItself()).isFalse();
		this.appender.batch();
		assertThat(shouldWriteItself()).isTrue();
		this.file.anyThread = false;
		assertThat(shouldWriteItself()).isFalse();
	}

	@Test
	void noCallerWritesWhileABatchIsWrittenOrToldOf() {
		this.file.onWrite = () -> {
			assertThat(shouldWriteItself()).isFalse();
			assertThat(this.appender.loop.schedule().isOwned()).isTrue();
			assertThat(this.appender.loop.writeBatch()).isFalse();
		};
		this.appender.recorder.whenWritten = () -> assertThat(shouldWriteItself()).isFalse();
		this.appender.accept(10);
		assertThat(this.appender.batch()).isTrue();
		assertThat(this.file.writes).hasValue(1);
		assertThat(this.appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(shouldWriteItself()).isTrue();
		this.appender.recorder.whenWritten = () -> {
		};
		this.appender.accept(10);
		this.appender.run();
		assertThat(shouldWriteItself()).isTrue();
	}

	@Test
	void severalThatWaitLeaveItToAnIoThread() {
		this.appender.batch();
		assertThat(isContended()).isFalse();
		WakeChain.Parked one = park(1000);
		this.appender.batch();
		assertThat(isContended()).isTrue();
		assertThat(shouldWriteItself()).isFalse();
		this.appender.run();
		assertThat(isContended()).isFalse();
		assertThat(shouldWriteItself()).isTrue();
		WakeChain.Parked two = park(1000);
		this.appender.run();
		assertThat(isContended()).isTrue();
		this.appender.locking(() -> {
			this.appender.state.waiters.remove(one);
			this.appender.state.waiters.remove(two);
		});
		this.appender.run();
		assertThat(isContended()).isFalse();
	}

	@Test
	void threadsThatWaitForFuturesCountToo() {
		BatchedAppender full = new BatchedAppender(AppenderOptions.builder().writeRetry(Duration.ofMinutes(10)),
				this.file);
		this.file.writeFault = (n) -> new IOException(FaultyFile.NO_SPACE);
		full.acceptDurably(10);
		full.batch();
		assertThat(full.locked(full.loop::isContended)).isFalse();
		full.acceptDurably(10);
		full.batch();
		assertThat(full.locked(full.loop::isContended)).isTrue();
	}

	@Test
	void aFutureThatIsNotWaitedForWakesAThreadAtOnce() {
		this.appender.acceptDurably(10);
		assertThat(isUrgent()).isTrue();
		assertThat(this.appender.threads).isEqualTo(1);
	}

	@Test
	void aFutureThatIsWaitedForIsLeftToTheThreadThatWaits() {
		this.appender.acceptDurably(10);
		this.appender.locking(this.appender.loop::helps);
		assertThat(isUrgent()).isFalse();
		// Within the linger, should it not come.
		assertThat(this.appender.threads).isEqualTo(1);
		assertThat(this.appender.batch()).isTrue();
		this.appender.acceptDurably(10);
		assertThat(isUrgent()).isFalse();
		// Two of them share a force.
		this.appender.acceptDurably(10);
		assertThat(isUrgent()).isTrue();
	}

	@Test
	void moreThanAFewBytesAreNotLeftToIt() {
		this.appender.locking(this.appender.loop::helps);
		this.appender.acceptDurably(SMALL - 1);
		assertThat(isUrgent()).isFalse();
		this.appender.accept(2);
		assertThat(isUrgent()).isTrue();
	}

	@Test
	void anIoThreadThatForcedHelpsOn() {
		this.appender.locking(this.appender.loop::helps);
		this.appender.accept(10);
		this.appender.run();
		this.appender.acceptDurably(10);
		assertThat(isUrgent()).isFalse();
		this.appender.run();
		this.appender.acceptDurably(10);
		assertThat(isUrgent()).isTrue();
	}

	@Test
	void whereThreadsWaitedAFutureWakesAThreadAtOnce() {
		this.appender.locking(this.appender.loop::helps);
		park(1000);
		this.appender.batch();
		this.appender.acceptDurably(10);
		assertThat(isUrgent()).isTrue();
	}

	@Test
	void anIoThreadLooksBeforeItRuns() {
		assertThat(this.appender.loop.look()).isEqualTo(IoTask.NEVER);
		this.appender.accept(10);
		assertThat(this.appender.loop.look()).isZero();
		this.appender.run();
		this.appender.locking(this.appender.loop.schedule()::wakeNow);
		// Another has written it: one that comes later wakes it anew.
		assertThat(this.appender.loop.look()).isEqualTo(IoTask.NEVER);
		assertThat(this.appender.loop.schedule().needsWake(BatchedAppender.BUFFER_SIZE)).isTrue();
		this.appender.sync();
		assertThat(this.appender.loop.look()).isZero();
		assertThat(this.appender.state.lock.isLocked()).isFalse();
	}

	@Test
	void anIoThreadComesBackWithinTheLingerAfterItWrote() {
		this.appender.accept(10);
		assertThat(this.appender.run()).isEqualTo(WriteSchedule.LINGER);
		this.appender.sync();
		assertThat(this.appender.run()).isEqualTo(IoTask.NEVER);
		assertThat(this.appender.durable()).isEqualTo(10);
		assertThat(this.appender.run()).isEqualTo(IoTask.NEVER);
		this.file.onWrite = () -> assertThat(this.appender.loop.run()).isEqualTo(IoTask.NEVER);
		this.appender.accept(10);
		this.appender.run();
		assertThat(this.appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void whatIsLeftIsScheduledBeforeTheReportIsToldOf() {
		this.file.onWrite = () -> this.appender.accept(5);
		this.appender.recorder.whenWritten = () -> assertThat(this.appender.threads).isEqualTo(1);
		this.appender.accept(10);
		this.appender.batch();
		assertThat(this.appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void whatAListenerAppendsIsScheduled() {
		// Callers write, so nothing else is.
		this.appender.owner.asynchronous = false;
		this.appender.locking(this.appender.loop.schedule()::modeChanged);
		this.appender.recorder.whenWritten = () -> {
			assertThat(this.appender.threads).isZero();
			this.appender.accept(5);
		};
		this.appender.accept(10);
		this.appender.batch();
		assertThat(this.appender.threads).isEqualTo(1);
		assertThat(this.appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void afterABatchThatWroteNothingNoThreadIsWoken() {
		this.appender.sync();
		this.appender.batch();
		this.appender.batch();
		assertThat(this.appender.threads).isZero();
	}

	@Test
	void whatAnIoThreadWasToWriteIsWrittenWhereThereIsNone() {
		this.appender.poor = true;
		this.file.onWrite = () -> this.appender.accept(5);
		this.appender.accept(10);
		assertThat(this.appender.batch()).isTrue();
		assertThat(this.appender.written()).isEqualTo(15);
		assertThat(this.appender.recorder.fallbacks).singleElement().asString().contains("native thread");
		this.appender.batch();
		assertThat(this.appender.recorder.fallbacks).hasSize(1);
		// From now on each batch is one.
		this.file.onWrite = () -> this.appender.accept(5);
		this.appender.accept(10);
		this.appender.batch();
		assertThat(this.appender.written()).isEqualTo(25);
	}

	@Test
	void progressIsThatOfAllOfItsBatches() {
		this.appender.poor = true;
		this.appender.accept(10);
		// That no thread can be had turns up after the first, and the second does
		// nothing.
		assertThat(this.appender.batch()).isTrue();
		assertThat(this.appender.locked(this.appender.loop.schedule()::hasIoThread)).isFalse();
	}

	@Test
	void withoutAnIoThreadABatchForcesWhatATimerWould() {
		BatchedAppender timed = new BatchedAppender(
				AppenderOptions.builder().sync(SyncPolicy.every(Duration.ofHours(1))), this.file);
		timed.accept(10);
		timed.batch();
		assertThat(timed.durable()).isZero();
		BatchedAppender timerless = new BatchedAppender(
				AppenderOptions.builder().sync(SyncPolicy.every(Duration.ofHours(1))), new FaultyFile());
		timerless.poor = true;
		timerless.locking(timerless.loop.schedule()::wakeNow);
		timerless.accept(10);
		timerless.batch();
		assertThat(timerless.durable()).isEqualTo(10);
	}

	@Test
	void aBatchThatCannotBePlannedFailsAndGivesTheFileUp() {
		BatchedAppender rotating = new BatchedAppender(
				AppenderOptions.builder().rotation(Rotation.builder().maxSize(4096).build()), archivable());
		this.file.lengthFault = new IllegalStateException("thrown by a test");
		rotating.accept(10);
		assertThat(rotating.batch()).isTrue();
		assertThat(rotating.recorder.failed).containsExactly(this.file.lengthFault);
		this.file.lengthFault = null;
		assertThat(rotating.status().trouble().failureKind()).contains(FailureKind.OTHER);
		assertThat(this.file.writes).hasValue(0);
		rotating.close();
		assertThat(rotating.batch()).isTrue();
		assertThat(rotating.recorder.failed).hasSize(1);
		assertThat(this.file.closes).hasValue(1);
	}

	private FaultyFile archivable() {
		this.file.archivable = Path.of("/nowhere/log");
		return this.file;
	}

	@Test
	void whatAnIoThreadDiedOfIsTold() {
		this.appender.loop.died(new IllegalStateException("thrown by a test"));
		this.appender.accept(10);
		this.appender.run();
		assertThat(this.appender.recorder.failed).singleElement().asString().contains("thrown by a test");
		assertThat(this.appender.status().trouble().failureKind()).contains(FailureKind.OTHER);
	}

	@Test
	void threadsThatWereServedGoOn() {
		this.appender.accept(10);
		WakeChain.Parked served = park(10);
		WakeChain.Parked later = park(11);
		this.appender.sync();
		this.appender.batch();
		served.await(TimeUnit.HOURS.toNanos(1));
		assertThat(this.appender.locked(this.appender.state.waiters::count)).isEqualTo(1);
		this.appender.locking(() -> this.appender.state.waiters.remove(later));
		assertThat(this.appender.locked(this.appender.state.waiters::count)).isZero();
	}

	@Test
	void whatABatchLeftAsleepIsWokenAfterTheNext() throws Exception {
		List<Crew.Member<Void>> members = behindThoseThatWakeNone();
		this.file.onWrite = () -> {
			this.appender.accept(5);
			this.appender.sync();
			this.appender.locking(this.appender.loop.schedule()::wakeNow);
		};
		assertThat(this.appender.run()).isZero();
		assertThat(members).noneMatch((member) -> member.task().isDone());
		assertThat(this.appender.run()).isPositive();
		joinAll(members);
	}

	@Test
	void whatABatchLeftAsleepIsWokenIfACallerWroteTheNext() throws Exception {
		List<Crew.Member<Void>> members = behindThoseThatWakeNone();
		this.file.onWrite = () -> {
			this.appender.accept(5);
			this.appender.sync();
		};
		this.appender.batch();
		assertThat(members).noneMatch((member) -> member.task().isDone());
		// This batch leaves something too, and wakes two that wake none first.
		park(15);
		park(15);
		this.file.onWrite = () -> this.appender.accept(5);
		this.appender.batch();
		joinAll(members);
	}

	@Test
	void whatABatchLeftAsleepIsWokenBeforeTheThreadSleeps() throws Exception {
		List<Crew.Member<Void>> members = behindThoseThatWakeNone();
		this.file.onWrite = () -> this.appender.accept(5);
		assertThat(this.appender.run()).isPositive();
		joinAll(members);
	}

	/** Threads that sleep behind two that owe to wake them, and never do. */
	private List<Crew.Member<Void>> behindThoseThatWakeNone() {
		this.appender.accept(10);
		park(10);
		park(10);
		List<Crew.Member<Void>> members = asleep(3, 10);
		this.appender.sync();
		return members;
	}

	private static void joinAll(List<Crew.Member<Void>> members) throws Exception {
		for (Crew.Member<Void> member : members) {
			member.join();
		}
	}

	@Test
	void threadsOfABatchWakeEachOther() throws Exception {
		this.appender.accept(10);
		List<Crew.Member<Void>> members = asleep(5, 10);
		this.appender.sync();
		this.file.onWrite = () -> {
			this.appender.accept(5);
			this.appender.locking(this.appender.loop.schedule()::wakeNow);
		};
		assertThat(this.appender.run()).isZero();
		joinAll(members);
	}

	private List<Crew.Member<Void>> asleep(int count, long position) {
		List<Crew.Member<Void>> members = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Crew.Member<Void> member = Crew.run(() -> park(position).await(TimeUnit.HOURS.toNanos(1)));
			Faulty.await().until(() -> member.thread().getState() == Thread.State.TIMED_WAITING);
			members.add(member);
		}
		return members;
	}

	@Test
	void threadsThatMayWriteAreWokenByABatchForNothing() throws InterruptedException {
		ConditionWaiter waiting = ConditionWaiter.start(this.appender.state.lock,
				this.appender.state.waiters::awaitRoom);
		this.appender.batch();
		waiting.join();
	}

	@Test
	void futuresAreCompletedByTheBatchThatForces() {
		DurableFutures.Receipt one = this.appender.acceptDurably(10);
		this.file.onWrite = () -> this.appender.acceptDurably(5);
		this.appender.batch();
		assertThat(one).isCompletedWithValue(10L);
		assertThat(this.appender.recorder.syncs).hasValue(1);
	}

	@Test
	void whatWasDroppedIsToldWithTheNextBatch() {
		this.appender.locking(() -> this.appender.state.drop(7));
		this.appender.batch();
		assertThat(this.appender.recorder.droppedRecords).hasValue(1);
		assertThat(this.appender.recorder.droppedBytes).hasValue(7);
	}

	@Test
	void whatIsScheduledStaysUntilTheAppenderIsClosed() {
		this.file.onWrite = () -> this.appender.accept(5);
		this.appender.accept(10);
		this.appender.batch();
		assertThat(this.appender.threads).isEqualTo(1);
		// A task that is scheduled already needs no other thread.
		this.appender.executor.schedule(this.appender.loop, WriteSchedule.LINGER);
		assertThat(this.appender.threads).isEqualTo(1);
		this.appender.close();
		this.appender.batch();
		assertThat(this.appender.recorder.closed).hasSize(1);
		this.appender.executor.schedule(this.appender.loop, WriteSchedule.LINGER);
		assertThat(this.appender.threads).isEqualTo(2);
	}

	@Test
	void aClosedAppenderSchedulesNothing() {
		this.appender.close();
		assertThat(this.appender.batch()).isTrue();
		assertThat(this.appender.threads).isZero();
		assertThat(this.appender.run()).isEqualTo(IoTask.NEVER);
		assertThat(this.appender.recorder.closed).hasSize(1);
	}

}
