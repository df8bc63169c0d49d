package io.asyncappend.spring.boot.accesslog.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.Tracing;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * The span of the observation that Spring has of each request, which is what the
 * application log has while the request is served. Found by the request, not by the
 * thread: when a request is over, its thread has no span any more.
 */
public final class MicrometerTracing implements Tracing {

	/**
	 * {@code CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE} of Spring MVC, as its class needs
	 * those of servlets.
	 */
	private static final String SERVLET = "org.springframework.web.filter.ServerHttpObservationFilter.context";

	/** {@code CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE} of WebFlux. */
	private static final String REACTIVE = "org.springframework.http.server.reactive.observation"
			+ ".ServerRequestObservationContext";

	/** Created once, by a bean of the starter. */
	public MicrometerTracing() {
	}

	@Override
	public @Nullable String traceId(Exchange exchange) {
		Span span = span(exchange);
		return (span != null) ? span.context().traceId() : null;
	}

	@Override
	public @Nullable String spanId(Exchange exchange) {
		Span span = span(exchange);
		return (span != null) ? span.context().spanId() : null;
	}

	private static @Nullable Span span(Exchange exchange) {
		Object context = exchange.attribute(SERVLET);
		if (context == null) {
			context = exchange.attribute(REACTIVE);
		}
		if (!(context instanceof Observation.ContextView observation)) {
			return null;
		}
		TracingContext tracing = observation.get(TracingContext.class);
		return (tracing != null) ? tracing.getSpan() : null;
	}

}
