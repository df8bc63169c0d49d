package io.asyncappend.internal.state;

import io.asyncappend.AppenderFailedException;
import io.asyncappend.FailureKind;
import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.state.DurableFutures.Receipt;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Threads that wait for futures, and wake each other, all go on. */
@Timeout(60)
class SleepingForFuturesTest {

	private final AppenderState state = new AppenderState("log", 1000);

	private final DurableFutures futures = new DurableFutures(this.state);

	private final List<Crew.Member<Long>> members = new ArrayList<>();

	private long position;

	private Receipt add() {
		Receipt receipt = new Receipt((to) -> {
		});
		this.state.lock.lock();
		try {
			this.futures.add(receipt, ++this.position);
			return receipt;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private static <T> Crew.Member<T> asleep(Callable<T> wait) {
		Crew.Member<T> member = Crew.start(wait);
		Faulty.await().until(member::isWaiting);
		return member;
	}

	private List<Crew.Member<Long>> joining(int count) {
		List<Crew.Member<Long>> members = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Receipt receipt = add();
			members.add(asleep((i % 2 == 0) ? receipt::join : receipt::get));
		}
		return members;
	}

	private static void joinAll(List<Crew.Member<Long>> members) throws Exception {
		for (Crew.Member<Long> member : members) {
			assertThat(member.join()).isPositive();
		}
	}

	/** As the thread that writes does it, which does nothing more after that. */
	private void deliver() {
		boolean begun;
		this.state.lock.lock();
		try {
			this.state.forced(this.position, 0, 0);
			begun = this.futures.begin();
		}
		finally {
			this.state.lock.unlock();
		}
		assertThat(begun).isTrue();
		this.futures.completeDue();
	}

	@Test
	void theyAllGoOn() throws Exception {
		List<Crew.Member<Long>> members = joining(20);
		deliver();
		joinAll(members);
	}

	@Test
	void aThreadThatWasInterruptedKeepsNoOtherAsleep() throws Exception {
		List<Crew.Member<Long>> before = joining(2);
		Crew.Member<Long> gone = asleep(add()::get);
		List<Crew.Member<Long>> behind = joining(2);
		gone.thread().interrupt();
		assertThat(gone.failure()).isInstanceOf(InterruptedException.class);
		deliver();
		joinAll(before);
		joinAll(behind);
	}

	@Test
	void aThreadWhoseTimeWasOverKeepsNoOtherAsleep() throws Exception {
		List<Crew.Member<Long>> before = joining(2);
		Receipt receipt = add();
		Crew.start(() -> {
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> receipt.get(1, TimeUnit.NANOSECONDS));
			return null;
		}).join();
		List<Crew.Member<Long>> behind = joining(2);
		deliver();
		joinAll(before);
		joinAll(behind);
	}

	@Test
	void aThreadThatWaitsAgainIsFoundAgain() throws Exception {
		Receipt receipt = add();
		Crew.Member<Long> member = asleep(() -> {
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(receipt::get);
			return receipt.get(1, TimeUnit.HOURS);
		});
		member.thread().interrupt();
		Faulty.await()
			.until(() -> member.thread().getState() == Thread.State.TIMED_WAITING && !member.thread().isInterrupted());
		List<Crew.Member<Long>> behind = joining(3);
		deliver();
		assertThat(member.join()).isEqualTo(1);
		joinAll(behind);
	}

	@Test
	void aThreadThatJoinsIsNotInterruptedAndKeepsTheFlag() throws Exception {
		Receipt receipt = add();
		Crew.Member<Boolean> member = asleep(() -> {
			receipt.join();
			return Thread.currentThread().isInterrupted();
		});
		List<Crew.Member<Long>> behind = joining(2);
		member.thread().interrupt();
		Faulty.await().until(() -> !member.thread().isInterrupted() && member.isWaiting());
		assertThat(member.task()).isNotDone();
		deliver();
		assertThat(member.join()).isTrue();
		joinAll(behind);
	}

	@Test
	void twoThatWaitForOneFutureGoOn() throws Exception {
		Receipt receipt = add();
		List<Crew.Member<Long>> members = List.of(asleep(receipt::join), asleep(receipt::join), asleep(receipt::get));
		List<Crew.Member<Long>> behind = joining(2);
		deliver();
		joinAll(members);
		joinAll(behind);
	}

	@Test
	void aWorkerOfAPoolGoesOn() throws Exception {
		ForkJoinPool pool = new ForkJoinPool(1);
		try {
			Receipt receipt = add();
			ForkJoinTask<Long> worker = pool.submit(() -> receipt.join());
			Faulty.await().until(() -> receipt.getNumberOfDependents() == 1);
			List<Crew.Member<Long>> behind = joining(2);
			deliver();
			assertThat(worker.get(30, TimeUnit.SECONDS)).isEqualTo(1);
			joinAll(behind);
		}
		finally {
			pool.shutdown();
		}
	}

	@Test
	void whoeverCompletesAFutureEndsTheWait() throws Exception {
		Receipt receipt = add();
		Crew.Member<Long> member = asleep(receipt::join);
		receipt.complete(7L);
		assertThat(member.join()).isEqualTo(7);
		Receipt cancelled = add();
		member = asleep(cancelled::join);
		cancelled.cancel(false);
		assertThat(member.failure()).isInstanceOf(CancellationException.class);
		Receipt failed = add();
		member = asleep(failed::get);
		failed.completeExceptionally(new IOException("no"));
		Crew.Member<Long> get = member;
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(get::join);
		Receipt obtruded = add();
		member = asleep(obtruded::join);
		obtruded.obtrudeValue(8L);
		assertThat(member.join()).isEqualTo(8);
		Receipt refused = add();
		member = asleep(refused::join);
		refused.obtrudeException(new IOException("no"));
		assertThat(member.failure()).isInstanceOf(CompletionException.class);
		Receipt supplied = add();
		member = asleep(supplied::join);
		supplied.completeAsync(() -> 9L);
		assertThat(member.join()).isEqualTo(9);
		Receipt late = add();
		CountDownLatch supply = new CountDownLatch(1);
		late.completeAsync(() -> {
			awaitUninterruptibly(supply);
			return 10L;
		});
		member = asleep(late::join);
		supply.countDown();
		assertThat(member.join()).isEqualTo(10);
		Receipt timed = add();
		member = asleep(timed::join);
		timed.completeOnTimeout(11L, 1, TimeUnit.MILLISECONDS);
		assertThat(member.join()).isEqualTo(11);
		Receipt limited = add();
		member = asleep(limited::join);
		limited.orTimeout(1, TimeUnit.MILLISECONDS);
		assertThat(member.failure()).isInstanceOf(CompletionException.class).hasCauseInstanceOf(TimeoutException.class);
		List<Crew.Member<Long>> behind = joining(3);
		deliver();
		joinAll(behind);
	}

	@Test
	void aFailureReachesAll() throws Exception {
		List<Crew.Member<Long>> members = joining(10);
		this.state.lock.lock();
		boolean begun;
		try {
			this.state.fail(new IOException("Input/output error"), FailureKind.FORCE);
			begun = this.futures.begin();
		}
		finally {
			this.state.lock.unlock();
		}
		assertThat(begun).isTrue();
		this.futures.completeDue();
		for (Crew.Member<Long> member : members) {
			try {
				member.join();
				throw new AssertionError("did not throw");
			}
			catch (CompletionException | ExecutionException ex) {
				assertThat(ex).hasCauseInstanceOf(AppenderFailedException.class);
			}
		}
	}

	/** The callback runs on the thread that writes. */
	@Test
	void aCallbackMayWaitForThreadsWhoseFuturesWereCompleted() throws Exception {
		List<Crew.Member<Long>> before = joining(4);
		CompletableFuture<Void> called = waitingFor(before, add());
		List<Crew.Member<Long>> behind = joining(4);
		deliver();
		assertThat(called).isCompleted();
		joinAll(behind);
	}

	private static CompletableFuture<Void> waitingFor(List<Crew.Member<Long>> members, Receipt receipt) {
		return receipt.thenRun(() -> {
			try {
				joinAll(members);
			}
			catch (Exception ex) {
				throw new CompletionException(ex);
			}
		});
	}

	/** Between the look of the thread that delivers, and its completing of the future. */
	@Test
	void aThreadThatAddsACallbackWakesThoseThatStillSleep() throws Exception {
		List<Crew.Member<Void>> sleeping = new ArrayList<>();
		WakeChain chain = this.state.waiters.chain;
		for (int i = 0; i < 3; i++) {
			CompletableFuture<WakeChain.Parked> parked = new CompletableFuture<>();
			sleeping.add(Crew.run(() -> {
				WakeChain.Parked own = chain.park(1);
				parked.complete(own);
				own.await(Long.MAX_VALUE);
			}));
			chain.add(parked.join());
		}
		add().thenRun(() -> {
		});
		for (Crew.Member<Void> member : sleeping) {
			member.join();
		}
	}

	@Test
	void aThreadThatComesLateIsNotKeptAsleepByCallbacks() throws Exception {
		Receipt first = add();
		Receipt second = add();
		CompletableFuture<Long> got = new CompletableFuture<>();
		// While the first is completed; what the second has to do comes after that.
		first.thenRun(() -> this.members.add(asleep(second::join)));
		second.thenRun(() -> {
			Crew.Member<Long> late = this.members.get(0);
			try {
				// The JDK may have it run this callback, and then it is awake.
				got.complete((Thread.currentThread() == late.thread()) ? second.join() : late.join());
			}
			catch (Exception | AssertionError ex) {
				got.completeExceptionally(ex);
			}
		});
		deliver();
		assertThat(got.join()).isEqualTo(2);
	}

	@Test
	void aFutureThatIsKeptKeepsNoChain() throws Exception {
		AppenderState ofItsOwn = new AppenderState("log", 1000);
		WeakReference<WakeChain> chain = new WeakReference<>(ofItsOwn.waiters.chain);
		Receipt kept = completed(ofItsOwn);
		ofItsOwn = null;
		Faulty.await().until(() -> {
			System.gc();
			return chain.get() == null;
		});
		assertThat(kept).isCompletedWithValue(1L);
	}

	private static Receipt completed(AppenderState state) throws Exception {
		DurableFutures futures = new DurableFutures(state);
		Receipt receipt = new Receipt((to) -> {
		});
		state.lock.lock();
		try {
			futures.add(receipt, 1);
			state.forced(1, 0, 0);
		}
		finally {
			state.lock.unlock();
		}
		futures.deliver();
		return receipt;
	}

	@Test
	void noThreadRunsCallbacksOfTheFutureOfAnother() throws Exception {
		Thread writer = Thread.currentThread();
		Set<String> strange = ConcurrentHashMap.newKeySet();
		List<Crew.Member<Long>> members = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			Receipt receipt = add();
			Crew.Member<Long> member = asleep(receipt::join);
			members.add(member);
			receipt.thenRun(() -> {
				// The JDK has a thread that waits for a future run its callbacks too.
				if (Thread.currentThread() != writer && Thread.currentThread() != member.thread()) {
					strange.add(Thread.currentThread().getName());
				}
			});
		}
		deliver();
		joinAll(members);
		assertThat(strange).isEmpty();
	}

	@Test
	void allAreWokenAtOnceWhereThereIsNothingToWrite() throws Exception {
		List<Crew.Member<Long>> members = joining(4);
		deliver();
		assertThat(this.state.waiters.isAnyAsleep()).isFalse();
		joinAll(members);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (true) {
			try {
				latch.await();
				return;
			}
			catch (InterruptedException ex) {
				// Nothing here interrupts it.
			}
		}
	}

}
