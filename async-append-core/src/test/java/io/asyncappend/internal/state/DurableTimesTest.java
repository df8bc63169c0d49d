package io.asyncappend.internal.state;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An age is never too long, and off by no more than is said. */
class DurableTimesTest {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** Near where {@link System#nanoTime()} overflows. */
	private static final long START = Long.MAX_VALUE - 1000 * SECOND;

	private final DurableTimes times = new DurableTimes(100, START);

	@Test
	void whatWasThereAtTheBeginningIsAsOldAsThat() {
		assertThat(this.times.beginning()).isEqualTo(100);
		assertThat(this.times.age(99, START + 5)).isEqualTo(5);
		assertThat(this.times.age(100, START + 5)).isZero();
	}

	@Test
	void whatCameLastHasItsAgeHoweverLongNothingFollows() {
		this.times.add(110, START + SECOND / 10);
		this.times.add(120, START + SECOND / 2);
		assertThat(this.times.age(100, START + 3600 * SECOND)).isEqualTo(3600 * SECOND - SECOND / 2);
		assertThat(this.times.age(119, START + 3600 * SECOND)).isEqualTo(3600 * SECOND - SECOND / 2);
		assertThat(this.times.age(120, START + 3600 * SECOND)).isZero();
	}

	@Test
	void whatCameAfterAPauseIsNotAsOldAsThePause() {
		this.times.add(110, START + 3600 * SECOND);
		assertThat(this.times.age(100, START + 3601 * SECOND)).isEqualTo(SECOND);
	}

	@Test
	void agesAreOffByASecondOrAFiftieth() {
		long seconds = TimeUnit.DAYS.toSeconds(1);
		for (int tenth = 1; tenth <= 10 * seconds; tenth++) {
			this.times.add(100 + tenth, START + tenth * SECOND / 10);
		}
		long now = START + seconds * SECOND;
		for (int tenth = 0; tenth < 10 * seconds; tenth += 7) {
			long exact = now - (START + (tenth + 1) * SECOND / 10);
			long age = this.times.age(100 + tenth, now);
			assertThat(age).isLessThanOrEqualTo(exact).isGreaterThanOrEqualTo(exact - Math.max(SECOND, exact / 50));
		}
	}

}
