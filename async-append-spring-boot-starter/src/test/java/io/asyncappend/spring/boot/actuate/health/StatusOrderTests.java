package io.asyncappend.spring.boot.actuate.health;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which of several statuses is that of all.
 */
class StatusOrderTests {

	private static final List<Status> KNOWN = List.of(Status.UP, Status.DOWN, Status.UNKNOWN, Status.OUT_OF_SERVICE,
			new Status("WARM"));

	private static Status first(List<String> codes, Status... statuses) {
		return new StatusOrder(codes).getAggregateStatus(statuses);
	}

	@Test
	void degradedIsWorseThanUpAndBetterThanOutOfService() {
		assertThat(first(List.of(), Status.UP, AppenderHealthIndicator.DEGRADED)).hasToString("DEGRADED");
		assertThat(first(List.of(), Status.UNKNOWN, AppenderHealthIndicator.DEGRADED)).hasToString("DEGRADED");
		assertThat(first(List.of(), Status.OUT_OF_SERVICE, AppenderHealthIndicator.DEGRADED))
			.isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(first(List.of(), Status.DOWN, AppenderHealthIndicator.DEGRADED)).isEqualTo(Status.DOWN);
	}

	@Test
	void anOrderOfTheApplicationIsFollowedWhateverItsSpelling() {
		List<String> order = List.of("up", "out-of-service", "Degraded");
		assertThat(first(order, Status.OUT_OF_SERVICE, Status.UP)).isEqualTo(Status.UP);
		assertThat(first(order, Status.OUT_OF_SERVICE, AppenderHealthIndicator.DEGRADED))
			.isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(first(order, Status.DOWN, AppenderHealthIndicator.DEGRADED)).hasToString("DEGRADED");
	}

	@Test
	void statusesOfNoPlaceComeToUnknown() {
		assertThat(first(List.of("down"), Status.UP)).isEqualTo(Status.UNKNOWN);
		assertThat(first(List.of())).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void withoutDegradedItIsTheOrderOfSpringBoot() {
		for (int subset = 0; subset < 1 << KNOWN.size(); subset++) {
			Set<Status> statuses = new LinkedHashSet<>();
			for (int i = 0; i < KNOWN.size(); i++) {
				if ((subset & 1 << i) != 0) {
					statuses.add(KNOWN.get(i));
				}
			}
			assertThat(new StatusOrder(List.of()).getAggregateStatus(statuses)).as("%s", statuses)
				.isEqualTo(StatusAggregator.getDefault().getAggregateStatus(statuses));
		}
	}

}
