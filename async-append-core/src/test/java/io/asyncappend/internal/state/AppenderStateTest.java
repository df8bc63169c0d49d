package io.asyncappend.internal.state;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.FailureKind;
import io.asyncappend.FileLoss;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.buffer.RecordBuffer;
import io.asyncappend.support.ConditionWaiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The books of an appender: what is counted, which threads are woken, what is said. */
@Timeout(60)
class AppenderStateTest {

	private static final int SIZE = 1000;

	private final IOException cause = new IOException("Input/output error");

	private final AppenderState state = new AppenderState("log", SIZE);

	private ConditionWaiter waiting;

	@BeforeEach
	void lock() {
		this.state.lock.lock();
	}

	@AfterEach
	void unlock() throws InterruptedException {
		this.state.lock.unlock();
		if (this.waiting != null) {
			this.waiting.end();
		}
	}

	/** Returns once it waits, with the lock. */
	private void waiter(ConditionWaiter.Wait wait) {
		this.state.lock.unlock();
		try {
			this.waiting = ConditionWaiter.start(this.state.lock, wait);
		}
		finally {
			this.state.lock.lock();
		}
	}

	private void accept(int... lengths) {
		for (int length : lengths) {
			this.state.accept(new byte[length], 0, length);
		}
	}

	/** As the owner of the file does. */
	private void wrote(int bytes) {
		this.state.next(this.state.accepted(), bytes);
		this.state.wrote(bytes);
	}

	private AppenderStatus status() {
		return this.state.status(AppenderStatus.Mode.ASYNCHRONOUS, Optional.empty(), new FaultyFile(),
				Optional.empty());
	}

	@Test
	void recordsAreCountedWhereTheyAre() {
		assertThat(this.state.accept(new byte[30], 10, 20)).isEqualTo(20);
		ByteBuffer record = ByteBuffer.allocate(40).position(10);
		assertThat(this.state.accept(record)).isEqualTo(50);
		assertThat(record.remaining()).isZero();
		assertThat(this.state.accepted()).isEqualTo(50);
		assertThat(this.state.queuedBefore(50)).isEqualTo(50);
		wrote(20);
		assertThat(this.state.queuedBefore(50)).isEqualTo(30);
		wrote(3);
		assertThat(this.state.queued()).isEqualTo(27);
		assertThat(this.state.queuedRecords()).isEqualTo(1);
		assertThat(this.state.written()).isEqualTo(23);
		assertThat(this.state.partialRecordBytes()).isEqualTo(3);
		assertThat(this.state.nextBoundary()).isEqualTo(50);
		this.state.forced(20, 1, 0);
		assertThat(this.state.durable()).isEqualTo(20);
		AppenderStatus status = status();
		assertThat(status.positions()).isEqualTo(new AppenderStatus.Positions(50, 23, 20));
		assertThat(status.records()).isEqualTo(new AppenderStatus.Records(2, 1, 1));
		assertThat(status.state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(status.mode()).isEqualTo(AppenderStatus.Mode.ASYNCHRONOUS);
		assertThat(status.engine()).isEqualTo("faulty");
		assertThat(status.file()).isEmpty();
		assertThat(status.fallbackReason()).isEmpty();
		assertThat(status.trouble().tornBytes()).isZero();
		FaultyFile named = new FaultyFile();
		named.named = true;
		AppenderStatus another = this.state.status(AppenderStatus.Mode.SYNCHRONOUS, Optional.of("no thread"), named,
				Optional.empty());
		assertThat(another.file()).isEqualTo(named.path());
		assertThat(another.fallbackReason()).contains("no thread");
	}

	@Test
	void theOldestRecordIsAsOldAsItWasFirstSeen() {
		assertThat(this.state.age(100)).isEqualTo(age(0, 0));
		accept(10);
		this.state.seeBacklog(10, 1_000);
		accept(10);
		this.state.seeBacklog(20, 2_000);
		assertThat(this.state.age(5_000)).isEqualTo(age(4_000, 4_000));
		wrote(9);
		assertThat(this.state.age(5_000)).isEqualTo(age(4_000, 4_000));
		wrote(1);
		assertThat(this.state.age(5_000)).isEqualTo(age(0, 4_000));
		this.state.seeBacklog(20, 3_000);
		assertThat(this.state.age(5_000)).isEqualTo(age(2_000, 4_000));
		this.state.forced(10, 1, 0);
		assertThat(this.state.age(5_000)).isEqualTo(age(2_000, 2_000));
		wrote(10);
		this.state.seeBacklog(20, 4_000);
		assertThat(this.state.age(5_000)).isEqualTo(age(0, 1_000));
		this.state.forced(20, 2, 0);
		this.state.seeBacklog(20, 4_500);
		assertThat(this.state.age(5_000)).isEqualTo(age(0, 0));
	}

	private static AppenderStatus.Age age(long unwritten, long undurable) {
		return new AppenderStatus.Age(Duration.ofNanos(unwritten), Duration.ofNanos(undurable));
	}

	@Test
	void theBoundaryOfWholeRecordsIsThatOfTheBuffer() {
		accept(10, 10, 10);
		assertThat(this.state.boundary(25)).isEqualTo(20);
		assertThat(this.state.next(30, 7).remaining()).isEqualTo(7);
		assertThat(this.state.nextRecords(30, 25).remaining()).isEqualTo(20);
		assertThat(this.state.hasRoom(SIZE - 30)).isTrue();
		assertThat(this.state.hasRoom(SIZE - 29)).isFalse();
	}

	@Test
	void recordsAreTakenWithoutTheLockOnlyWhileThatIsAllowed() {
		byte[] record = new byte[10];
		accept(10);
		assertThat(this.state.tryAccept(record, 0, 10)).isEqualTo(RecordBuffer.LOCKED);
		this.state.allowLockFree();
		assertThat(this.state.tryAccept(record, 0, 10)).isEqualTo(20);
		this.state.seal();
		assertThat(this.state.tryAccept(record, 0, 10)).isEqualTo(RecordBuffer.LOCKED);
		this.state.allowLockFree();
		this.state.startClosing();
		assertThat(this.state.isClosing()).isTrue();
		this.state.allowLockFree();
		assertThat(this.state.tryAccept(record, 0, 10)).isEqualTo(RecordBuffer.LOCKED);
	}

	@Test
	void noRecordIsTakenWithoutTheLockAfterAFailure() {
		accept(10);
		this.state.allowLockFree();
		this.state.fail(this.cause, FailureKind.WRITE);
		assertThat(this.state.tryAccept(new byte[1], 0, 1)).isEqualTo(RecordBuffer.LOCKED);
		this.state.allowLockFree();
		assertThat(this.state.tryAccept(new byte[1], 0, 1)).isEqualTo(RecordBuffer.LOCKED);
	}

	@Test
	void norAfterTheClose() {
		accept(10);
		wrote(10);
		this.state.allowLockFree();
		this.state.closed();
		this.state.allowLockFree();
		assertThat(this.state.tryAccept(new byte[1], 0, 1)).isEqualTo(RecordBuffer.LOCKED);
	}

	@Test
	void producersThatWaitAreWokenWhenHalfTheBufferIsFree() {
		accept(SIZE);
		waiter(this.state.waiters::awaitRoom);
		assertThat(this.state.waiters.isRoomAwaited()).isTrue();
		wrote(SIZE / 2 - 1);
		assertThat(this.waiting.isWoken()).isFalse();
		wrote(1);
		assertThat(this.waiting.isWoken()).isTrue();
	}

	@Test
	void threadsThatWaitForAPositionAreWokenByAForce() {
		accept(10);
		waiter(this.state.waiters::awaitMove);
		assertThat(this.state.waiters.count()).isEqualTo(1);
		assertThat(this.state.waiters.isRoomAwaited()).isFalse();
		wrote(10);
		assertThat(this.waiting.isWoken()).isFalse();
		this.state.forced(10, 1, 0);
		assertThat(this.waiting.isWoken()).isTrue();
	}

	@Test
	void aFailureWakesEveryThread() {
		waiter(this.state.waiters::awaitMove);
		this.state.fail(this.cause, FailureKind.WRITE);
		assertThat(this.waiting.isWoken()).isTrue();
	}

	@Test
	void aClosingWakesProducers() {
		waiter(this.state.waiters::awaitRoom);
		this.state.startClosing();
		assertThat(this.waiting.isWoken()).isTrue();
	}

	@Test
	void aCloseWakesProducers() {
		waiter(this.state.waiters::awaitRoom);
		this.state.closed();
		assertThat(this.waiting.isWoken()).isTrue();
	}

	@Test
	void whatWasDroppedIsToldOnce() {
		this.state.drop(7);
		this.state.drop(5);
		assertThat(this.state.takeDroppedRecords()).isEqualTo(2);
		assertThat(this.state.takeDroppedBytes()).isEqualTo(12);
		assertThat(this.state.takeDroppedRecords()).isZero();
		assertThat(this.state.takeDroppedBytes()).isZero();
		this.state.drop(3);
		assertThat(this.state.takeDroppedRecords()).isEqualTo(1);
		assertThat(this.state.takeDroppedBytes()).isEqualTo(3);
		assertThat(status().dropped()).isEqualTo(new AppenderStatus.Dropped(3, 15));
	}

	@Test
	void theFirstFailureCountsAndIsToldOnce() {
		assertThat(this.state.takeFailure()).isNull();
		assertThat(this.state.fail(this.cause, FailureKind.FORCE)).isTrue();
		assertThat(this.state.fail(new IOException("later"), FailureKind.OTHER)).isFalse();
		assertThat(this.state.isFailed()).isTrue();
		assertThat(this.state.isClosed()).isFalse();
		assertThat(this.state.takeFailure()).isSameAs(this.cause);
		assertThat(this.state.takeFailure()).isNull();
		assertThat(status().trouble().failure()).containsSame(this.cause);
		assertThat(status().trouble().failureKind()).contains(FailureKind.FORCE);
	}

	@Test
	void aDegradedAppenderHasNotFailed() {
		this.state.degrade(this.cause, FailureKind.NO_SPACE);
		assertThat(this.state.takeFailure()).isNull();
		assertThat(this.state.failure()).isSameAs(this.cause);
		assertThat(this.state.state()).isEqualTo(AppenderStatus.State.DEGRADED);
		assertThatCode(this.state::requireOpen).doesNotThrowAnyException();
		accept(10);
		this.state.allowLockFree();
		assertThat(this.state.tryAccept(new byte[1], 0, 1)).isEqualTo(11);
		this.state.recover();
		assertThat(this.state.failure()).isNull();
		assertThat(status().trouble().failure()).isEmpty();
		assertThat(status().trouble().degradations()).isEqualTo(1);
	}

	@Test
	void theTimeOfAllDegradationsIsSummedUp() {
		long start = System.nanoTime();
		assertThat(status().trouble().degraded()).isZero();
		this.state.degrade(this.cause, FailureKind.NO_SPACE);
		while (status().trouble().degraded().isZero()) {
			Thread.onSpinWait();
		}
		this.state.recover();
		Duration first = status().trouble().degraded();
		assertThat(first).isPositive().isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - start));
		assertThat(status().trouble().degraded()).isEqualTo(first);
		this.state.degrade(this.cause, FailureKind.NO_SPACE);
		while (status().trouble().degraded().equals(first)) {
			Thread.onSpinWait();
		}
		this.state.closed();
		Duration both = status().trouble().degraded();
		assertThat(both).isGreaterThan(first).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - start));
		assertThat(status().trouble().degradations()).isEqualTo(2);
	}

	@Test
	void aWriteThatIsTriedAgainAsItClosesIsNoFailureIfAllIsWritten() {
		this.state.degrade(this.cause, FailureKind.NO_SPACE);
		this.state.closed();
		assertThat(this.state.failure()).isNull();
		assertThat(this.state.isClosed()).isTrue();
		assertThat(this.state.ended()).isInstanceOf(AppenderClosedException.class)
			.hasMessage("appender 'log' is closed");
	}

	@Test
	void itIsOneIfSomethingIsLeft() {
		accept(10);
		this.state.degrade(this.cause, FailureKind.NO_SPACE);
		this.state.closed();
		assertThat(this.state.failure()).isSameAs(this.cause);
		assertThat(status().trouble().failureKind()).contains(FailureKind.NO_SPACE);
		assertThat(this.state.ended()).isInstanceOf(AppenderFailedException.class).hasCause(this.cause);
	}

	@Test
	void whatACloseGaveUpIsAFailure() {
		accept(10, 20);
		wrote(13);
		assertThat(this.state.torn()).isZero();
		this.state.closed();
		assertThat(this.state.failure()).hasMessage("the deadline of a close was over");
		assertThat(this.state.torn()).isEqualTo(3);
		assertThat(this.state.ended()).isInstanceOf(AppenderFailedException.class)
			.hasMessage("appender 'log' failed: java.io.IOException: the deadline of a close was over;"
					+ " 1 accepted record (17 bytes) is not written, the file ends with 3 bytes of an unfinished record")
			.hasCause(this.state.failure());
	}

	@Test
	void aFailureAfterTheCloseLeavesItClosed() {
		this.state.closed();
		assertThat(this.state.failure()).isNull();
		assertThat(this.state.fail(this.cause, FailureKind.OTHER)).isTrue();
		assertThat(this.state.isClosed()).isTrue();
		assertThat(this.state.takeFailure()).isSameAs(this.cause);
	}

	@Test
	void eachPhaseRefusesWhatItMust() {
		this.state.requireOpen();
		assertThat(this.state.isClosing()).isFalse();
		this.state.startClosing();
		this.state.requireAlive();
		assertThatThrownBy(this.state::requireOpen).isInstanceOf(AppenderClosedException.class);
		this.state.closed();
		this.state.requireNotFailed();
		assertThatThrownBy(this.state::requireAlive).isInstanceOf(AppenderClosedException.class);
		AppenderState failed = new AppenderState("log", SIZE);
		failed.lock.lock();
		failed.fail(this.cause, FailureKind.WRITE);
		assertThatThrownBy(failed::requireAlive).isInstanceOf(AppenderFailedException.class);
		assertThatThrownBy(failed::requireOpen).isInstanceOf(AppenderFailedException.class);
		assertThat(this.state.isExiting()).isFalse();
		this.state.exit();
		assertThat(this.state.isExiting()).isTrue();
	}

	@Test
	void troubleOfFilesIsToldUntilItIsOver() {
		FileLoss loss = FileLoss.of(FileLoss.Kind.DELETED, 5);
		IOException ofRotation = new IOException("rotation");
		IOException ofArchive = new IOException("archive");
		assertThat(status().trouble().fileLoss()).isEmpty();
		assertThat(status().trouble().rotationFailure()).isEmpty();
		this.state.fileLost(loss);
		this.state.archived(ofArchive);
		assertThat(status().trouble().fileLoss()).contains(loss);
		assertThat(status().trouble().rotationFailure()).containsSame(ofArchive);
		this.state.rotated(ofRotation);
		assertThat(status().trouble().rotationFailure()).containsSame(ofRotation);
		this.state.archived(null);
		assertThat(status().trouble().rotationFailure()).containsSame(ofRotation);
		this.state.rotated(null);
		this.state.fileLost(null);
		assertThat(status().trouble().rotationFailure()).isEmpty();
		assertThat(status().trouble().fileLoss()).isEmpty();
	}

	@Test
	void exceptionsSayWhatBecameOfTheRecords() {
		accept(1);
		assertThat(this.state.fullException(1))
			.hasMessage("appender 'log' has no room for a record of 1 byte: 1 of 1000 bytes are waiting to be written");
		assertThat(this.state.timeoutException("flush", 1_999_999))
			.hasMessage("appender 'log': flush took longer than 1 ms; 1 accepted record (1 byte) is not written");
		accept(1);
		assertThat(this.state.noRoomInTimeException(2, 3_000_000)).hasMessage(
				"appender 'log': append of 2 bytes took longer than 3 ms; 2 accepted records (2 bytes) are not written");
		wrote(2);
		this.state.fail(this.cause, FailureKind.WRITE);
		assertThat(this.state.failedException())
			.hasMessage("appender 'log' failed: java.io.IOException: Input/output error;"
					+ " 0 accepted records (0 bytes) are not written")
			.hasCause(this.cause);
		AppendException interrupted = this.state.interruptedException("sync");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(interrupted).isInstanceOf(AppendInterruptedException.class)
			.hasMessage("appender 'log': interrupted during sync");
	}

	@Test
	void aCauseOfAnyLengthAndKindIsTold() {
		assertThat(AppenderExceptions.text(new Told("x".repeat(1000)))).isEqualTo("x".repeat(1000));
		assertThat(AppenderExceptions.text(new Told("x".repeat(1001)))).isEqualTo("x".repeat(1000) + "...");
		assertThat(AppenderExceptions.text(new Told(null))).isEqualTo(Told.class.getName());
		Told cause = new Told("told");
		this.state.fail(cause, FailureKind.OTHER);
		assertThat(this.state.failedException().getCause()).isExactlyInstanceOf(IOException.class)
			.hasMessage("told")
			.hasCause(cause);
	}

	/** Says a text, or fails to. */
	private static final class Told extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final String text;

		private Told(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text.toString();
		}

	}

	@Test
	void aThreadThatWasWokenWaitsNoMore() throws InterruptedException {
		waiter(this.state.waiters::awaitMove);
		wakeAndEnd();
		waiter(this.state.waiters::awaitRoom);
		wakeAndEnd();
	}

	private void wakeAndEnd() throws InterruptedException {
		this.state.waiters.wakeAll();
		this.state.lock.unlock();
		this.waiting.join();
		this.state.lock.lock();
		assertThat(this.state.waiters.count()).isZero();
		assertThat(this.state.waiters.isRoomAwaited()).isFalse();
	}

}
