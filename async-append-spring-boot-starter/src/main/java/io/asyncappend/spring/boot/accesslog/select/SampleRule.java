package io.asyncappend.spring.boot.accesslog.select;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.pattern.Elements;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * How many of the requests that are alike have a line.
 *
 * @param path their paths, or {@code null} if all are alike
 * @param statuses their statuses; all are alike if there are none
 * @param rate the part that has a line, from 0 to 1
 */
public record SampleRule(@Nullable PathPattern path, List<StatusRange> statuses, double rate) {

	boolean isAbout(Exchange exchange) {
		return isStatus(exchange.status()) && isPath(exchange);
	}

	private boolean isStatus(int status) {
		for (StatusRange range : this.statuses) {
			if (range.contains(status)) {
				return true;
			}
		}
		return this.statuses.isEmpty();
	}

	private boolean isPath(Exchange exchange) {
		if (this.path == null) {
			return true;
		}
		String path = Elements.path(exchange);
		return path != null && this.path.matches(path);
	}

}
