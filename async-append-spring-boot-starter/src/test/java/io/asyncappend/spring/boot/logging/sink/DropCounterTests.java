package io.asyncappend.spring.boot.logging.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class DropCounterTests {

	private final DropCounter counter = new DropCounter();

	private final List<Long> reports = new ArrayList<>();

	private boolean accepted(long lines) {
		return this.reports.add(lines);
	}

	private boolean refused(long lines) {
		this.reports.add(lines);
		return false;
	}

	@Test
	void nothingIsReportedWhileNothingIsMissing() {
		this.counter.report(this::accepted);
		assertThat(this.reports).isEmpty();
	}

	@Test
	void acceptedReportTakesItsLinesOffTheCount() {
		this.counter.add(2);
		this.counter.add(1);
		assertThat(this.counter.count()).isEqualTo(3);
		this.counter.report(this::accepted);
		this.counter.report(this::accepted);
		assertThat(this.reports).containsExactly(3L);
		assertThat(this.counter.count()).isZero();
	}

	@Test
	void refusedReportIsTriedAgainOnlyAfterAWrite() {
		this.counter.add(1);
		this.counter.report(this::refused);
		this.counter.add(1);
		this.counter.report(this::accepted);
		assertThat(this.reports).containsExactly(1L);
		this.counter.written();
		this.counter.report(this::accepted);
		assertThat(this.reports).containsExactly(1L, 2L);
		assertThat(this.counter.count()).isZero();
	}

	@Test
	void linesDroppedDuringAReportStayCounted() {
		this.counter.add(1);
		this.counter.report((lines) -> {
			this.counter.add(5);
			return this.reports.add(lines);
		});
		assertThat(this.reports).containsExactly(1L);
		assertThat(this.counter.count()).isEqualTo(5);
	}

	@Test
	void writeDuringARefusedReportIsLookedAtOnceMore() {
		this.counter.add(1);
		this.counter.report((lines) -> {
			this.reports.add(lines);
			if (this.reports.size() == 1) {
				this.counter.written();
				this.counter.report(this::accepted);
				return false;
			}
			return true;
		});
		assertThat(this.reports).as("the nested call leaves it to the outer one").containsExactly(1L, 1L);
		assertThat(this.counter.count()).isZero();
	}

	@Test
	void deferredLinesWaitForTheirSettlement() {
		this.counter.defer();
		this.counter.report(this::accepted);
		assertThat(this.reports).isEmpty();
		assertThat(this.counter.count()).isOne();
		this.counter.settle();
		this.counter.report(this::accepted);
		assertThat(this.reports).containsExactly(1L);
	}

	@Test
	void failedReportBlocksNoLaterOne() {
		this.counter.add(1);
		assertThatIllegalStateException().isThrownBy(() -> this.counter.report((lines) -> {
			throw new IllegalStateException("for a test");
		}));
		assertThat(this.counter.count()).isOne();
		this.counter.report(this::accepted);
		assertThat(this.reports).containsExactly(1L);
	}

	@Test
	void everyLineOfManyThreadsIsReportedOnce() throws Exception {
		AtomicLong reported = new AtomicLong();
		AtomicLong running = new AtomicLong();
		CountDownLatch start = new CountDownLatch(1);
		int count = 4;
		int each = 50_000;
		List<Thread> threads = new ArrayList<>();
		for (int t = 0; t < count; t++) {
			Thread thread = new Thread(() -> {
				await(start);
				for (int i = 0; i < each; i++) {
					this.counter.add(1);
					this.counter.written();
					this.counter.report((lines) -> {
						assertThat(running.incrementAndGet()).isOne();
						boolean room = ThreadLocalRandom.current().nextBoolean();
						if (room) {
							reported.addAndGet(lines);
						}
						running.decrementAndGet();
						return room;
					});
				}
			});
			thread.start();
			threads.add(thread);
		}
		start.countDown();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(reported.get() + this.counter.count()).isEqualTo((long) count * each);
		this.counter.written();
		this.counter.report((lines) -> reported.addAndGet(lines) > 0);
		assertThat(reported).hasValue((long) count * each);
		assertThat(this.counter.count()).isZero();
	}

	/** As after the last write there is no other that would have it reported. */
	@Test
	void lastWriteOfManyThreadsIsNeverMissed() throws Exception {
		for (int round = 0; round < 2_000; round++) {
			DropCounter shared = new DropCounter();
			AtomicLong room = new AtomicLong();
			CountDownLatch start = new CountDownLatch(1);
			Thread writer = new Thread(() -> {
				await(start);
				room.set(1);
				shared.written();
				shared.report((lines) -> room.get() > 0);
			});
			writer.start();
			start.countDown();
			long seen = shared.writes();
			boolean isAccepted = room.get() > 0;
			if (!isAccepted) {
				shared.add(1);
				if (shared.writes() != seen) {
					shared.report((lines) -> room.get() > 0);
				}
			}
			writer.join();
			assertThat(shared.count()).isZero();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
