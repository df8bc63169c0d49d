package io.asyncappend.spring.boot.accesslog;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * Which trace a request belongs to. Asked when the request is over, on whatever thread.
 */
public interface Tracing {

	/** No request belongs to a trace. */
	Tracing NONE = new Tracing() {

		@Override
		public @Nullable String traceId(Exchange exchange) {
			return null;
		}

		@Override
		public @Nullable String spanId(Exchange exchange) {
			return null;
		}

	};

	/**
	 * The trace of a request.
	 * @param exchange the request
	 * @return its id, or {@code null} if it belongs to none
	 */
	@Nullable String traceId(Exchange exchange);

	/**
	 * The span of a request.
	 * @param exchange the request
	 * @return its id, or {@code null} if it has none
	 */
	@Nullable String spanId(Exchange exchange);

}
