package io.asyncappend.internal.state;

import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A parked thread is found again, whichever left the row before. */
class WaitersTest {

	private final ReentrantLock lock = new ReentrantLock();

	private final Waiters waiters = new Waiters(this.lock);

	@Test
	void theOneThatComesAfterTheLastHasGoneIsFound() {
		Waiters.Parked first = this.waiters.add(1);
		Waiters.Parked last = this.waiters.add(2);
		this.waiters.remove(last);
		Waiters.Parked next = this.waiters.add(3);
		assertThat(this.waiters.waitingForForce()).isEqualTo(2);
		assertThat(this.waiters.takeReached(1)).isSameAs(first);
		assertThat(this.waiters.takeReached(3)).isSameAs(next);
		assertThat(this.waiters.waitingForForce()).isZero();
	}

	@Test
	void theOneThatComesAfterAllHaveGoneIsFound() {
		this.waiters.remove(this.waiters.add(1));
		assertThat(this.waiters.waitingForForce()).isZero();
		Waiters.Parked next = this.waiters.add(2);
		assertThat(this.waiters.takeReached(2)).isSameAs(next);
	}

	@Test
	void theOneInTheMiddleTakesNoOtherWithIt() {
		Waiters.Parked first = this.waiters.add(1);
		Waiters.Parked middle = this.waiters.add(2);
		Waiters.Parked last = this.waiters.add(3);
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
		Waiters.Parked second = this.waiters.add(2);
		this.waiters.takeReached(1);
		Waiters.Parked third = this.waiters.add(3);
		assertThat(this.waiters.takeReached(2)).isSameAs(second);
		assertThat(this.waiters.takeReached(3)).isSameAs(third);
	}

}
