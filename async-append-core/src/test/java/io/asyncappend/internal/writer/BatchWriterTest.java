package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.FailureKind;
import io.asyncappend.SyncPolicy;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.file.RecordEnds;
import io.asyncappend.support.ConditionWaiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What one batch writes, forces and closes, to the byte. */
@Timeout(60)
class BatchWriterTest {

	private static final IOException BROKEN = new IOException("Input/output error");

	private static final IOException FULL = new IOException(FaultyFile.NO_SPACE);

	private final Hooked file = new Hooked();

	/** Has something done while it is written or forced. */
	private static class Hooked extends FaultyFile {

		/** How many bytes it was given, each time. */
		final List<Integer> given = new ArrayList<>();

		Runnable onWrite = () -> {
		};

		Runnable onForce = () -> {
		};

		boolean readMeanwhile;

		@Override
		public boolean isReadMeanwhile() {
			return this.readMeanwhile;
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			this.given.add(bytes.remaining());
			this.onWrite.run();
			super.write(bytes);
		}

		@Override
		public void force() throws IOException {
			this.onForce.run();
			super.force();
		}

	}

	/** Is written by whole records, of which it takes so many bytes at a time. */
	private static final class Shared extends Hooked {

		int most = Integer.MAX_VALUE;

		long torn;

		@Override
		public boolean takesWholeRecords() {
			return true;
		}

		@Override
		public long tornTail() {
			return this.torn;
		}

		@Override
		public void write(ByteBuffer records, RecordEnds ends) throws IOException {
			int limit = records.limit();
			records.limit(records.position() + ends.wholeIn(Math.min(this.most, records.remaining())));
			write(records);
			records.limit(limit);
		}

	}

	private BatchedAppender appender() {
		return new BatchedAppender(AppenderOptions.builder(), this.file);
	}

	private BatchedAppender appender(SyncPolicy policy) {
		return new BatchedAppender(AppenderOptions.builder().sync(policy), this.file);
	}

	private static BatchedAppender retrying(Duration limit, FaultyFile file) {
		return new BatchedAppender(AppenderOptions.builder().writeRetry(limit), file);
	}

	private static void untilRetry(BatchedAppender appender) {
		Awaitility.await().until(() -> appender.locked(appender.pending::untilRetry) == 0);
	}

	private static AppenderStatus.State stateOf(BatchedAppender appender) {
		return appender.status().state();
	}

	@Test
	void whatIsAcceptedIsWrittenAndTold() {
		long start = System.nanoTime();
		BatchedAppender appender = appender();
		this.file.shortest = 1;
		appender.accept(1200, 300);
		assertThat(appender.batch()).isTrue();
		assertThat(this.file.size()).isEqualTo(1500);
		assertThat(appender.written()).isEqualTo(1500);
		assertThat(appender.durable()).isZero();
		assertThat(this.file.forces).hasValue(0);
		assertThat(appender.recorder.writtenBytes).hasValue(1500);
		assertThat(appender.recorder.writeNanos).isBetween(1L, System.nanoTime() - start);
		assertThat(appender.batch()).isFalse();
		assertThat(appender.recorder.writtenBytes).hasValue(1500);
	}

	@Test
	void whatComesMeanwhileIsForTheNextBatch() {
		BatchedAppender appender = appender();
		this.file.onWrite = () -> appender.accept(5);
		appender.accept(10);
		appender.batch();
		assertThat(appender.written()).isEqualTo(10);
		this.file.onWrite = () -> {
		};
		appender.batch();
		assertThat(appender.written()).isEqualTo(15);
	}

	@Test
	void aFileThatTakesNothingFails() {
		BatchedAppender appender = appender();
		// A byte at first, and no more.
		this.file.onWrite = () -> this.file.shortest = (this.file.writes.get() == 0) ? 1 : 0;
		appender.accept(10);
		assertThat(appender.batch()).isTrue();
		assertThat(this.file.writes).hasValue(1001);
		assertThat(appender.recorder.failed).singleElement()
			.satisfies((cause) -> assertThat(cause).hasMessage("the file took no byte in 1000 writes"));
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.WRITE);
	}

	@Test
	void aFileThatIsReadMeanwhileTakesNothingForAsLongAsThatTakes() {
		BatchedAppender appender = appender();
		this.file.readMeanwhile = true;
		this.file.onWrite = () -> this.file.shortest = (this.file.writes.get() < 3000) ? 0 : 1;
		appender.accept(2);
		appender.batch();
		assertThat(this.file.writes).hasValue(3002);
		assertThat(appender.written()).isEqualTo(2);
		// From one that is read no more something is to be heard.
		this.file.readMeanwhile = false;
		this.file.onWrite = () -> this.file.shortest = 0;
		appender.accept(1);
		appender.batch();
		assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.FAILED);
	}

	@Test
	void aByteNowAndThenIsProgress() {
		BatchedAppender appender = appender();
		this.file.onWrite = () -> this.file.shortest = (this.file.writes.get() % 1000 == 999) ? 1 : 0;
		appender.accept(3);
		appender.batch();
		assertThat(appender.written()).isEqualTo(3);
		assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void aWriteThatFailsTellsWhatItTook() {
		BatchedAppender appender = appender(SyncPolicy.everyBatch());
		this.file.bytesBeforeFault = 4;
		this.file.writeFault = (n) -> BROKEN;
		appender.accept(10);
		assertThat(appender.batch()).isTrue();
		assertThat(appender.written()).isEqualTo(4);
		assertThat(appender.recorder.writtenBytes).hasValue(4);
		assertThat(appender.recorder.failed).containsExactly(BROKEN);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.WRITE);
		assertThat(appender.status().trouble().tornBytes()).isEqualTo(4);
		assertThat(this.file.forces).hasValue(0);
		// Nothing more goes to it, but it is closed.
		assertThat(appender.batch()).isFalse();
		appender.close();
		assertThat(appender.batch()).isTrue();
		assertThat(this.file.writes).hasValue(1);
		assertThat(this.file.closes).hasValue(1);
	}

	@Test
	void whatIsNoErrorOfTheFileIsAnother() {
		BatchedAppender appender = appender();
		this.file.writeFault = (n) -> new IllegalStateException("thrown by a test");
		appender.accept(10);
		appender.batch();
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.OTHER);
	}

	@Test
	void whatIsFoundBeforeTheFirstWriteIsAnother() {
		BatchedAppender appender = appender();
		appender.accept(10);
		appender.batch();
		this.file.checkFault = BROKEN;
		appender.lookAgain();
		appender.batch();
		assertThat(appender.recorder.failed).containsExactly(BROKEN);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.OTHER);
		assertThat(appender.written()).isEqualTo(10);
	}

	@Test
	void theAgeOfARecordBeginsWithItsBatch() {
		BatchedAppender appender = appender(SyncPolicy.everyBatch());
		List<Duration> ages = new ArrayList<>();
		this.file.onWrite = () -> ages.add(appender.status().age().unwritten());
		this.file.onForce = () -> ages.add(appender.status().age().undurable());
		appender.accept(10);
		appender.batch();
		// Seen for the first time by a status, it would be of no age.
		assertThat(ages).hasSize(2).allSatisfy((age) -> assertThat(age).isPositive());
		assertThat(appender.status().age().undurable()).isZero();
	}

	@Test
	void aForceThatFailsMakesNothingDurable() {
		BatchedAppender appender = appender();
		this.file.forceFault = (n) -> BROKEN;
		appender.accept(10);
		appender.sync();
		assertThat(appender.batch()).isTrue();
		assertThat(appender.written()).isEqualTo(10);
		assertThat(appender.durable()).isZero();
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.FORCE);
		appender.close();
		appender.batch();
		assertThat(this.file.forces).hasValue(1);
		assertThat(appender.recorder.syncs).hasValue(0);
	}

	@Test
	void whatIsForcedIsDurableAndTold() {
		long start = System.nanoTime();
		BatchedAppender appender = appender();
		appender.accept(10);
		appender.sync();
		// It comes after the plan, and waits for the next batch.
		this.file.onWrite = () -> appender.accept(5);
		appender.batch();
		this.file.onWrite = () -> {
		};
		assertThat(appender.durable()).isEqualTo(10);
		assertThat(appender.status().records().durable()).isEqualTo(1);
		assertThat(appender.recorder.syncNanos).isBetween(0L, System.nanoTime() - start);
		appender.batch();
		assertThat(appender.durable()).isEqualTo(10);
		appender.sync();
		assertThat(appender.batch()).isTrue();
		assertThat(appender.durable()).isEqualTo(15);
		assertThat(appender.recorder.syncs).hasValue(2);
		assertThat(appender.status().records().durable()).isEqualTo(2);
	}

	@Test
	void aThreadThatWaitsForTheWriteIsWokenBeforeTheForce() {
		BatchedAppender appender = appender(SyncPolicy.everyBatch());
		ConditionWaiter waiting = ConditionWaiter.start(appender.state.lock, appender.state.waiters::awaitMove);
		this.file.onForce = () -> join(waiting);
		appender.accept(10);
		appender.batch();
		assertThat(appender.durable()).isEqualTo(10);
	}

	private static void join(ConditionWaiter waiting) {
		try {
			waiting.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aFullDiskIsTriedAgainFromWhereItStopped() {
		BatchedAppender appender = retrying(Duration.ofMinutes(10), this.file);
		this.file.bytesBeforeFault = 4;
		this.file.writeFault = (n) -> (n <= 2) ? FULL : null;
		appender.accept("0123456789");
		assertThat(appender.batch()).isTrue();
		untilRetry(appender);
		appender.batch();
		assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.DEGRADED);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.NO_SPACE);
		assertThat(appender.status().trouble().degradations()).isEqualTo(1);
		assertThat(appender.recorder.degraded).containsExactly(FULL);
		assertThat(appender.written()).isEqualTo(8);
		assertThat(appender.recorder.recovered).hasValue(0);
		untilRetry(appender);
		assertThat(appender.batch()).isTrue();
		assertThat(this.file.content()).asString().isEqualTo("0123456789");
		assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(appender.recorder.recovered).hasValue(1);
		assertThat(appender.recorder.failed).isEmpty();
	}

	@Test
	void aFullDiskIsNotTriedBeforeItsTime() {
		BatchedAppender appender = retrying(Duration.ofMinutes(10), this.file);
		this.file.writeFault = (n) -> FULL;
		appender.accept(10);
		appender.batch();
		// Where this thread is held up that long, it is tried once more.
		Awaitility.await().until(() -> {
			// The pauses grow, to a second.
			appender.locking(() -> {
				for (int i = 0; i < 10; i++) {
					appender.pending.retryWrite(false);
				}
			});
			int before = this.file.writes.get();
			appender.batch();
			appender.batch();
			return this.file.writes.get() == before && appender.locked(appender.pending::untilRetry) > 0;
		});
		assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.DEGRADED);
	}

	@Test
	void aDiskThatStaysFullFailsAfterTheLimit() {
		BatchedAppender appender = retrying(Duration.ofNanos(1), this.file);
		this.file.writeFault = (n) -> FULL;
		this.file.bytesBeforeFault = 1;
		appender.accept(10);
		for (int i = 1; i <= 3; i++) {
			// The limit begins anew with each byte that it takes.
			untilRetry(appender);
			appender.batch();
			assertThat(appender.written()).isEqualTo(i);
			assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.DEGRADED);
		}
		this.file.bytesBeforeFault = 0;
		untilRetry(appender);
		assertThat(appender.batch()).isTrue();
		assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.FAILED);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.NO_SPACE);
	}

	@Test
	void theLimitBeginsAnewOnceTheDiskHadRoom() {
		BatchedAppender appender = retrying(Duration.ofNanos(1), this.file);
		this.file.writeFault = (n) -> (n == 1 || n == 3) ? FULL : null;
		for (int i = 1; i <= 2; i++) {
			appender.accept(10);
			appender.batch();
			assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.DEGRADED);
			untilRetry(appender);
			appender.batch();
			assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.OPEN);
			assertThat(appender.written()).isEqualTo(10 * i);
		}
	}

	@Test
	void whatAFullDiskTookIsForced() {
		BatchedAppender appender = new BatchedAppender(
				AppenderOptions.builder().writeRetry(Duration.ofMinutes(10)).sync(SyncPolicy.everyBatch()), this.file);
		this.file.bytesBeforeFault = 4;
		this.file.writeFault = (n) -> FULL;
		appender.accept(10);
		appender.batch();
		assertThat(appender.durable()).isEqualTo(4);
	}

	@Test
	void aFullDiskReopensAndClosesNothingBeforeAllIsWritten() {
		this.file.named = true;
		BatchedAppender appender = retrying(Duration.ofMinutes(10), this.file);
		this.file.writeFault = (n) -> (n == 1) ? FULL : null;
		appender.accept(10);
		long ticket = appender.locked(appender.pending.reopen()::ask);
		appender.close();
		appender.batch();
		assertThat(this.file.reopens).hasValue(0);
		assertThat(this.file.closes).hasValue(0);
		untilRetry(appender);
		appender.batch();
		assertThat(this.file.reopens).hasValue(1);
		assertThat(appender.pending.reopen().isServed(ticket)).isTrue();
		assertThat(this.file.closes).hasValue(1);
		assertThat(this.file.size()).isEqualTo(10);
	}

	@Test
	void whatIsAbandonedIsNotWritten() {
		BatchedAppender appender = appender(SyncPolicy.everyBatch());
		appender.accept(10);
		appender.close();
		appender.locking(appender.pending::abandon);
		assertThat(appender.batch()).isTrue();
		assertThat(this.file.writes).hasValue(0);
		assertThat(this.file.closes).hasValue(1);
		assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.CLOSED);
	}

	@Test
	void aCloseWritesAndForcesInOneBatch() {
		BatchedAppender appender = appender(SyncPolicy.everyBatch());
		appender.accept(10);
		appender.close();
		assertThat(appender.batch()).isTrue();
		assertThat(this.file.forced()).isEqualTo(10);
		assertThat(this.file.forces).hasValue(1);
		assertThat(this.file.closes).hasValue(1);
		assertThat(appender.recorder.closed).singleElement()
			.satisfies((last) -> assertThat(last.positions().durable()).isEqualTo(10));
		assertThat(appender.closings).isEqualTo(1);
		assertThat(appender.pending.closeError()).isNull();
		assertThat(appender.batch()).isFalse();
		assertThat(this.file.closes).hasValue(1);
	}

	@Test
	void aCloseThatBeginsMeanwhileWaitsForWhatCameBeforeIt() {
		BatchedAppender appender = appender();
		this.file.onWrite = () -> {
			appender.accept(5);
			appender.close();
		};
		appender.accept(10);
		appender.batch();
		assertThat(this.file.closes).hasValue(0);
		this.file.onWrite = () -> {
		};
		appender.batch();
		assertThat(this.file.size()).isEqualTo(15);
		assertThat(this.file.closes).hasValue(1);
	}

	@Test
	void aCloseThatBeginsMeanwhileWaitsForTheForceBeforeIt() {
		BatchedAppender appender = appender();
		this.file.onWrite = () -> {
			appender.sync();
			appender.close();
		};
		appender.accept(10);
		appender.batch();
		assertThat(this.file.closes).hasValue(0);
		appender.batch();
		assertThat(this.file.forced()).isEqualTo(10);
		assertThat(this.file.closes).hasValue(1);
	}

	@Test
	void aCloseThatFailsIsNotTriedAgain() {
		for (Throwable fault : List.of(BROKEN, new IllegalStateException("thrown by a test"))) {
			FaultyFile broken = new FaultyFile();
			broken.closeFault = fault;
			BatchedAppender appender = new BatchedAppender(AppenderOptions.builder(), broken);
			appender.close();
			assertThat(appender.batch()).isTrue();
			assertThat(appender.batch()).isFalse();
			assertThat(broken.closes).hasValue(1);
			assertThat(appender.pending.closeError()).hasMessageContaining(fault.getMessage());
			assertThat(stateOf(appender)).isEqualTo(AppenderStatus.State.CLOSED);
		}
	}

	@Test
	void onlyAFileWithAPathThatIsWrittenIsWatched() {
		this.file.named = true;
		BatchedAppender named = appender();
		named.sync();
		named.batch();
		assertThat(BatchedAppender.isNever(named.pending.watch().untilDue())).isTrue();
		named.accept(1);
		named.batch();
		assertThat(BatchedAppender.isNever(named.pending.watch().untilDue())).isFalse();
		BatchedAppender borrowed = new BatchedAppender(AppenderOptions.builder(), new FaultyFile());
		borrowed.accept(1);
		borrowed.batch();
		assertThat(BatchedAppender.isNever(borrowed.pending.watch().untilDue())).isTrue();
	}

	@Test
	void aSharedFileIsWrittenByWholeRecords() {
		Shared shared = new Shared();
		BatchedAppender appender = new BatchedAppender(AppenderOptions.builder(), shared);
		shared.most = 250;
		appender.accept(100, 100, 100, 100);
		appender.batch();
		assertThat(shared.given).containsExactly(200, 200);
		shared.most = Integer.MAX_VALUE;
		// The second goes over the end of the buffer.
		for (int i = 0; i < 2; i++) {
			shared.given.clear();
			appender.accept(10_000);
			appender.batch();
			assertThat(shared.given).containsExactly(10_000);
		}
		appender.accept(1);
		BatchedAppender own = appender();
		own.accept(10_000);
		own.batch();
		own.accept(10_000);
		own.batch();
		assertThat(this.file.given).containsExactly(10_000, BatchedAppender.BUFFER_SIZE - 10_000,
				20_000 - BatchedAppender.BUFFER_SIZE);
	}

	@Test
	void theRestOfARecordIsWrittenAsBytes() {
		Shared shared = new Shared();
		shared.most = 100;
		BatchedAppender appender = new BatchedAppender(AppenderOptions.builder(), shared);
		shared.shortest = 30;
		appender.accept(100, 50);
		appender.batch();
		assertThat(shared.given).containsExactly(100, 70, 40, 10, 50, 20);
		assertThat(appender.written()).isEqualTo(150);
	}

	@Test
	void tornRecordsOfOthersAreToldWithTheBatchThatFoundThem() {
		Shared shared = new Shared();
		shared.torn = 5;
		BatchedAppender appender = new BatchedAppender(AppenderOptions.builder(), shared);
		shared.onWrite = () -> shared.torn += 7;
		appender.accept(10);
		appender.batch();
		assertThat(appender.recorder.tornTails).containsExactly(7L);
		shared.onWrite = () -> {
		};
		appender.accept(10);
		appender.batch();
		assertThat(appender.recorder.tornTails).hasSize(1);
	}

}
