package io.asyncappend.harness.reliability;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TimetableTest {

	private static final Duration LIMIT = Duration.ofMinutes(100);

	private long now;

	@Test
	void withoutTimeThereIsOneRound() {
		Timetable timetable = new Timetable(() -> this.now, Duration.ZERO, 1, 1, 2);
		assertThat(rounds(timetable.begin(true), 1)).isEqualTo(1);
		assertThat(rounds(timetable.begin(false), 1)).isEqualTo(1);
	}

	@Test
	void aLongRoundIsDoneOnceThoughItTakesMoreThanItsShare() {
		Timetable timetable = new Timetable(() -> this.now, LIMIT, 2, 0, 2);
		assertThat(rounds(timetable.begin(true), 6_000)).isEqualTo(1);
		assertThat(rounds(timetable.begin(true), 1)).isEqualTo(1);
	}

	@Test
	void promisesThatAreAloneShareAllOfTheTime() {
		Timetable timetable = new Timetable(() -> this.now, LIMIT, 4, 0, 2);
		for (int i = 1; i <= 4; i++) {
			rounds(timetable.begin(true), 10);
			assertThat(minutes()).isBetween(25L * i - 1, 25L * i);
		}
	}

	@Test
	void whatOneLeavesGoesToThoseAfterIt() {
		Timetable timetable = new Timetable(() -> this.now, LIMIT, 2, 0, 2);
		// A second one would not be over in time.
		assertThat(rounds(timetable.begin(true), 1_800)).isEqualTo(1);
		assertThat(rounds(timetable.begin(true), 10)).isEqualTo(419);
		assertThat(minutes()).isBetween(99L, 100L);
	}

	@Test
	void promisesThatRunTogetherTakeTurnsByTwo() {
		Timetable timetable = new Timetable(() -> this.now, LIMIT, 0, 3, 2);
		Timetable.Share first = timetable.begin(false);
		Timetable.Share second = timetable.begin(false);
		rounds(first, 10);
		assertThat(minutes()).isBetween(49L, 50L);
		assertThat(second.hasRoundLeft()).isFalse();
		rounds(timetable.begin(false), 10);
		assertThat(minutes()).isBetween(99L, 100L);
	}

	private int rounds(Timetable.Share share, int seconds) {
		int rounds = 0;
		do {
			rounds++;
			this.now += TimeUnit.SECONDS.toNanos(seconds);
		}
		while (share.hasRoundLeft());
		return rounds;
	}

	private long minutes() {
		return TimeUnit.NANOSECONDS.toMinutes(this.now);
	}

}
