package io.asyncappend.spring.boot.actuate.health;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Status;

/**
 * The first of the statuses in an order of their codes, as Spring Boot aggregates them:
 * neither case nor punctuation counts, and a status that is not in the order is left out.
 * Spring Boot 4.1 has taken away what 4.0 has for that, and 4.0 has not what 4.1 has; the
 * interface is the same in both. Immutable, so thread-safe.
 */
public final class StatusOrder implements StatusAggregator {

	private static final List<Status> DEFAULT = List.of(Status.DOWN, Status.OUT_OF_SERVICE,
			AppenderHealthIndicator.DEGRADED, Status.UP, Status.UNKNOWN);

	private final List<String> codes;

	/**
	 * Creates an order.
	 * @param codes the codes, the worst first; if there are none, that of Spring Boot
	 * with {@code DEGRADED} before {@code UP}
	 */
	public StatusOrder(List<String> codes) {
		List<String> order = codes.isEmpty() ? DEFAULT.stream().map(Status::getCode).toList() : codes;
		this.codes = order.stream().map(StatusOrder::uniform).toList();
	}

	@Override
	public Status getAggregateStatus(Set<Status> statuses) {
		return statuses.stream()
			.filter((status) -> place(status) >= 0)
			.min(Comparator.comparingInt(this::place).thenComparing(Status::getCode))
			.orElse(Status.UNKNOWN);
	}

	private int place(Status status) {
		return this.codes.indexOf(uniform(status.getCode()));
	}

	private static String uniform(String code) {
		return code.replaceAll("[^\\p{IsAlphabetic}\\p{IsDigit}]", "").toLowerCase(Locale.ROOT);
	}

}
