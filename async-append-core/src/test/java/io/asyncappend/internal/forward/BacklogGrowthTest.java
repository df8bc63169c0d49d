package io.asyncappend.internal.forward;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When what is not forwarded fills what there is room for. */
class BacklogGrowthTest {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30));

	private final BacklogGrowth growth = new BacklogGrowth(this.clock::get);

	private void sample(long seconds, long bytes) {
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
		this.growth.sample(bytes);
	}

	@Test
	void nothingIsKnownAtFirst() {
		assertThat(this.growth.until(10, 100)).isEmpty();
		sample(0, 0);
		assertThat(this.growth.until(10, 100)).isEmpty();
		sample(4, 1000);
		assertThat(this.growth.until(1000, 100)).isEmpty();
	}

	@Test
	void timeIsRoomByRate() {
		sample(0, 1000);
		sample(10, 2000);
		assertThat(this.growth.until(2000, 500)).contains(Duration.ofSeconds(5));
		assertThat(this.growth.until(2000, 0)).contains(Duration.ZERO);
		assertThat(this.growth.until(2000, Long.MAX_VALUE)).contains(Duration.ofNanos(Long.MAX_VALUE));
	}

	@Test
	void whatDoesNotGrowIsNeverFull() {
		sample(0, 1000);
		sample(10, 1000);
		assertThat(this.growth.until(1000, 1)).isEmpty();
		assertThat(this.growth.until(0, 1)).isEmpty();
	}

	@Test
	void theLastFiveMinutesCount() {
		sample(0, 1_000_000);
		for (int i = 0; i < 120; i++) {
			sample(5, i * 5000);
		}
		assertThat(this.growth.until(119 * 5000, 10_000)).contains(Duration.ofSeconds(10));
		sample(3600, 119 * 5000 + 3600);
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
		assertThat(this.growth.until(119 * 5000 + 3600 + 100, 100)).contains(Duration.ofSeconds(10));
	}

	@Test
	void manySamplesOfOneMomentCountAsOne() {
		for (int i = 0; i < 1000; i++) {
			sample(0, i);
		}
		sample(10, 100);
		assertThat(this.growth.until(100, 100)).contains(Duration.ofSeconds(10));
	}

}
