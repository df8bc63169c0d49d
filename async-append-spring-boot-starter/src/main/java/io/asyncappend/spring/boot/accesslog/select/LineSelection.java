package io.asyncappend.spring.boot.accesslog.select;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.pattern.Elements;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * Which requests have a line. Immutable and thread-safe.
 */
public final class LineSelection {

	/** All have one. */
	public static final LineSelection ALL = new LineSelection(List.of(), List.of());

	private final PathPattern[] excluded;

	private final SampleRule[] rules;

	/**
	 * Creates a selection.
	 * @param excluded the paths of requests without a line
	 * @param rules how many of the others have one: the first rule that is about a
	 * request decides, and one that no rule is about has a line
	 */
	public LineSelection(List<PathPattern> excluded, List<SampleRule> rules) {
		this.excluded = excluded.toArray(PathPattern[]::new);
		this.rules = rules.toArray(SampleRule[]::new);
	}

	/**
	 * Why a request has no line.
	 * @param exchange the request
	 * @return the reason, or {@code null} if it has one
	 */
	public @Nullable LeftOut leavesOut(Exchange exchange) {
		if (this.excluded.length > 0 && isExcluded(Elements.path(exchange))) {
			return LeftOut.EXCLUDED;
		}
		for (SampleRule rule : this.rules) {
			if (rule.isAbout(exchange)) {
				return (rule.rate() >= 1 || ThreadLocalRandom.current().nextDouble() < rule.rate()) ? null
						: LeftOut.SAMPLED;
			}
		}
		return null;
	}

	private boolean isExcluded(@Nullable String path) {
		if (path == null) {
			return false;
		}
		for (PathPattern pattern : this.excluded) {
			if (pattern.matches(path)) {
				return true;
			}
		}
		return false;
	}

}
