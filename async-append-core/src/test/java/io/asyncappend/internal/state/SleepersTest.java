package io.asyncappend.internal.state;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who sleeps until a position is durable is found again, whoever left the row before. */
class SleepersTest {

	private final Sleepers sleepers = new Sleepers();

	@Test
	void theOneThatComesAfterTheLastHasGoneIsFound() {
		Sleepers.Sleeper first = this.sleepers.add(1);
		Sleepers.Sleeper last = this.sleepers.add(2);
		this.sleepers.remove(last);
		Sleepers.Sleeper next = this.sleepers.add(3);
		assertThat(this.sleepers.count()).isEqualTo(2);
		assertThat(this.sleepers.take(1)).isSameAs(first);
		assertThat(this.sleepers.take(3)).isSameAs(next);
		assertThat(this.sleepers.count()).isZero();
	}

	@Test
	void theOneThatComesAfterAllHaveGoneIsFound() {
		this.sleepers.remove(this.sleepers.add(1));
		assertThat(this.sleepers.count()).isZero();
		Sleepers.Sleeper next = this.sleepers.add(2);
		assertThat(this.sleepers.take(2)).isSameAs(next);
	}

	@Test
	void aWaiterFromTheMiddleTakesNoOtherWithIt() {
		Sleepers.Sleeper first = this.sleepers.add(1);
		Sleepers.Sleeper middle = this.sleepers.add(2);
		Sleepers.Sleeper last = this.sleepers.add(3);
		this.sleepers.remove(middle);
		this.sleepers.remove(first);
		assertThat(this.sleepers.count()).isEqualTo(1);
		assertThat(this.sleepers.take(2)).isNull();
		assertThat(this.sleepers.take(3)).isSameAs(last);
		assertThat(this.sleepers.woken()).isEqualTo(1);
	}

	@Test
	void theOneThatComesAfterSomeWereTakenIsFound() {
		this.sleepers.add(1);
		Sleepers.Sleeper second = this.sleepers.add(2);
		this.sleepers.take(1);
		Sleepers.Sleeper third = this.sleepers.add(3);
		assertThat(this.sleepers.take(2)).isSameAs(second);
		assertThat(this.sleepers.take(3)).isSameAs(third);
	}

}
