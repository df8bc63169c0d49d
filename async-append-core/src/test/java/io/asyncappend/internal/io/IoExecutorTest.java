package io.asyncappend.internal.io;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The I/O threads serve every task, whatever the other tasks do. */
@Timeout(60)
class IoExecutorTest {

	private final IoExecutors executors = new IoExecutors(Thread::start);

	private final IoExecutor executor = this.executors.ofBorrowed();

	private final CountDownLatch stall = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.stall.countDown();
		this.executors.close();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.executors.threads() == 0);
	}

	/** Counts its runs. */
	private static class Counting extends IoTask {

		final CountDownLatch ran = new CountDownLatch(1);

		final AtomicInteger runs = new AtomicInteger();

		@Override
		protected long run() {
			this.runs.incrementAndGet();
			this.ran.countDown();
			return NEVER;
		}

		@Override
		protected void died(Throwable cause) {
			throw new AssertionError(cause);
		}

		void awaitRun() throws InterruptedException {
			assertThat(this.ran.await(30, TimeUnit.SECONDS)).isTrue();
		}

	}

	private final class Stalling extends Counting {

		@Override
		protected long run() {
			super.run();
			awaitStall();
			return NEVER;
		}

	}

	private void awaitStall() {
		try {
			this.stall.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError("an I/O thread cannot be interrupted", ex);
		}
	}

	@Test
	void aTaskThatWaitsForItsTimeIsServedThoughTheOnlyThreadHangs() throws Exception {
		Counting later = new Counting();
		Stalling stalling = new Stalling();
		assertThat(this.executor.schedule(later, TimeUnit.MILLISECONDS.toNanos(200))).isNull();
		assertThat(this.executor.schedule(stalling, 0)).isNull();
		stalling.awaitRun();
		later.awaitRun();
		assertThat(later.runs).hasValue(1);
	}

	@Test
	void aTaskThatIsHurriedOnIsServedThoughTheOnlyThreadHangs() throws Exception {
		Counting later = new Counting();
		Stalling stalling = new Stalling();
		this.executor.schedule(later, TimeUnit.DAYS.toNanos(1));
		this.executor.schedule(stalling, 0);
		stalling.awaitRun();
		this.executor.schedule(later, 0);
		later.awaitRun();
	}

	/** A listener that closes its factory does, on as many threads as it has files. */
	@Test
	void threadsThatWaitForTheEndOfAllDoNotWaitForEachOther() throws Exception {
		Stalling stalling = new Stalling();
		Counting waiting = new Counting() {

			@Override
			protected long run() {
				try {
					IoExecutorTest.this.executor.join(Long.MAX_VALUE);
				}
				catch (InterruptedException ex) {
					throw new AssertionError("an I/O thread cannot be interrupted", ex);
				}
				return super.run();
			}

		};
		this.executor.schedule(stalling, 0);
		stalling.awaitRun();
		this.executor.schedule(waiting, 0);
		waiting.awaitRun();
	}

	/** A server that looks for threads of an application that has ended finds none. */
	@Test
	void theEndOfAThreadIsAwaitedToItsLastInstruction() throws Exception {
		IoExecutor own = new IoExecutor("own", Thread::start, new WaiterPriority(), (executor) -> () -> {
			new IoWorker(executor).run();
			awaitStall();
		});
		Counting task = new Counting();
		own.schedule(task, 0);
		task.awaitRun();
		own.close();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> own.threads() == 0);
		FutureTask<Void> joined = new FutureTask<>(() -> {
			own.join(Long.MAX_VALUE);
			return null;
		});
		Thread joining = new Thread(joined);
		joining.start();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(joining::getState, (state) -> state == Thread.State.TIMED_WAITING || joined.isDone());
		assertThat(joined).isNotDone();
		this.stall.countDown();
		joined.get(30, TimeUnit.SECONDS);
	}

	@Test
	void noMoreThreadsThanTheLimit() throws Exception {
		for (int i = 0; i < 3 * IoExecutor.MAX_THREADS; i++) {
			this.executor.schedule(new Stalling(), 0);
		}
		assertThat(this.executor.threads()).isEqualTo(IoExecutor.MAX_THREADS);
	}

	@Test
	void aTaskThatThrowsAndDiesBadlyTakesNoThreadAway() throws Exception {
		for (int i = 0; i < 2 * IoExecutor.MAX_THREADS; i++) {
			CountDownLatch died = new CountDownLatch(1);
			this.executor.schedule(new IoTask() {
				@Override
				protected long run() {
					throw new StackOverflowError("on purpose");
				}

				@Override
				protected void died(Throwable cause) {
					died.countDown();
					throw new IllegalStateException("on purpose");
				}
			}, 0);
			assertThat(died.await(30, TimeUnit.SECONDS)).isTrue();
		}
		Counting after = new Counting();
		this.executor.schedule(after, 0);
		after.awaitRun();
	}

	@Test
	void whatIsScheduledWhileItRunsRunsAgain() throws Exception {
		Stalling stalling = new Stalling();
		this.executor.schedule(stalling, 0);
		stalling.awaitRun();
		this.executor.schedule(stalling, 0);
		this.stall.countDown();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> stalling.runs.get() == 2);
	}

	@Test
	void aCancelledTaskHoldsNoThread() {
		Counting later = new Counting();
		this.executor.schedule(later, TimeUnit.DAYS.toNanos(1));
		this.executors.close();
		assertThat(this.executor.threads()).isEqualTo(1);
		this.executor.cancel(later);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.executor.threads() == 0);
		assertThat(later.runs).hasValue(0);
	}

	@Test
	void aTaskThatHasNothingToDoIsNotRun() throws Exception {
		CountDownLatch looks = new CountDownLatch(3);
		Counting task = new Counting() {
			@Override
			protected long look() {
				looks.countDown();
				return (looks.getCount() > 1) ? 1 : (looks.getCount() == 1) ? NEVER : 0;
			}
		};
		this.executor.schedule(task, 1);
		Awaitility.await().until(() -> looks.getCount() == 1);
		assertThat(task.runs).hasValue(0);
		this.executor.schedule(task, 1);
		task.awaitRun();
		assertThat(task.runs).hasValue(1);
	}

}
