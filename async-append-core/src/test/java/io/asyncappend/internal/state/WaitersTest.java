package io.asyncappend.internal.state;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A parked thread is found again, whichever left the row before. */
@Timeout(60)
class WaitersTest {

	private final ReentrantLock lock = new ReentrantLock();

	private final Waiters waiters = new Waiters(this.lock);

	@Test
	void theOneThatComesAfterTheLastHasGoneIsFound() {
		WakeChain.Parked first = this.waiters.add(1);
		WakeChain.Parked last = this.waiters.add(2);
		this.waiters.remove(last);
		WakeChain.Parked next = this.waiters.add(3);
		assertThat(this.waiters.waitingForForce()).isEqualTo(2);
		assertThat(this.waiters.takeReached(1)).isSameAs(first);
		assertThat(this.waiters.takeReached(3)).isSameAs(next);
		assertThat(this.waiters.waitingForForce()).isZero();
	}

	@Test
	void theOneThatComesAfterAllHaveGoneIsFound() {
		this.waiters.remove(this.waiters.add(1));
		assertThat(this.waiters.waitingForForce()).isZero();
		WakeChain.Parked next = this.waiters.add(2);
		assertThat(this.waiters.takeReached(2)).isSameAs(next);
	}

	@Test
	void theOneInTheMiddleTakesNoOtherWithIt() {
		WakeChain.Parked first = this.waiters.add(1);
		WakeChain.Parked middle = this.waiters.add(2);
		WakeChain.Parked last = this.waiters.add(3);
		this.waiters.remove(middle);
		this.waiters.remove(first);
		assertThat(this.waiters.waitingForForce()).isEqualTo(1);
		assertThat(this.waiters.takeReached(2)).isNull();
		assertThat(this.waiters.takeReached(3)).isSameAs(last);
		assertThat(this.waiters.servedTogether()).isEqualTo(1);
	}

	@Test
	void theOneThatComesAfterSomeWereTakenIsFound() {
		this.waiters.add(1);
		WakeChain.Parked second = this.waiters.add(2);
		this.waiters.takeReached(1);
		WakeChain.Parked third = this.waiters.add(3);
		assertThat(this.waiters.takeReached(2)).isSameAs(second);
		assertThat(this.waiters.takeReached(3)).isSameAs(third);
	}

	@Test
	void theOneThatHasGoneTakesNoOtherWithIt() {
		WakeChain.Parked gone = this.waiters.add(1);
		WakeChain.Parked stays = this.waiters.add(2);
		this.waiters.takeReached(1);
		this.waiters.remove(gone);
		assertThat(this.waiters.waitingForForce()).isEqualTo(1);
		assertThat(this.waiters.takeReached(2)).isSameAs(stays);
	}

	@Test
	void whatIsServedTogetherIsCounted() {
		this.waiters.add(1);
		this.waiters.add(2);
		this.waiters.pendingFutures(3);
		assertThat(this.waiters.count()).isEqualTo(2);
		assertThat(this.waiters.waitingForForce()).isEqualTo(5);
		this.waiters.takeReached(2);
		this.waiters.futuresCompleted(4);
		assertThat(this.waiters.servedTogether()).isEqualTo(6);
		this.waiters.takeReached(2);
		assertThat(this.waiters.servedTogether()).isEqualTo(4);
	}

	@Test
	void parkedThreadsAreWokenOneByOneAndTogether() throws Exception {
		FutureTask<Void> first = parked(1);
		FutureTask<Void> second = parked(2);
		FutureTask<Void> third = parked(3);
		WakeChain.Parked reached = this.waiters.takeReached(2);
		this.waiters.chain.add(reached);
		this.waiters.wakeRest();
		first.get();
		second.get();
		assertThat(third).isNotDone();
		this.lock.lock();
		try {
			this.waiters.wakeAll();
		}
		finally {
			this.lock.unlock();
		}
		third.get();
		assertThat(this.waiters.waitingForForce()).isZero();
		assertThat(this.waiters.takeReached(10)).isNull();
		WakeChain.Parked next = this.waiters.add(4);
		assertThat(this.waiters.takeReached(4)).isSameAs(next);
	}

	private FutureTask<Void> parked(long target) {
		int before = this.waiters.waitingForForce();
		FutureTask<Void> task = new FutureTask<>(() -> {
			this.waiters.add(target).await(Long.MAX_VALUE);
			return null;
		});
		Thread thread = new Thread(task);
		thread.start();
		Awaitility.await()
			.until(() -> this.waiters.waitingForForce() > before
					&& (thread.getState() == Thread.State.TIMED_WAITING || task.isDone()));
		assertThat(task).isNotDone();
		return task;
	}

	@Test
	void aThreadParksNoLongerThanItWantsNorOnceItIsInterrupted() {
		this.waiters.add(1).await(TimeUnit.MILLISECONDS.toNanos(1));
		Thread.currentThread().interrupt();
		this.waiters.add(2).await(Long.MAX_VALUE);
		assertThat(Thread.interrupted()).isTrue();
	}

}
