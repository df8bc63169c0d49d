package io.asyncappend.spring.boot.accesslog.pattern;

import org.jspecify.annotations.Nullable;

/**
 * What every format says alike of a request, where servers do not.
 */
public final class Elements {

	private Elements() {
	}

	/** Without a method or a path there is no request line, and no other part of it. */
	private static boolean isReadable(Exchange exchange) {
		String method = exchange.method();
		return method != null && !method.isEmpty() && exchange.path() != null;
	}

	/**
	 * The method.
	 * @param exchange the request
	 * @return the method, or {@code null} if there was no request line to make out
	 */
	public static @Nullable String method(Exchange exchange) {
		return isReadable(exchange) ? exchange.method() : null;
	}

	/**
	 * The path.
	 * @param exchange the request
	 * @return the path, or {@code null} if there was no request line to make out
	 */
	public static @Nullable String path(Exchange exchange) {
		return isReadable(exchange) ? exchange.path() : null;
	}

	/**
	 * The query.
	 * @param exchange the request
	 * @return the query without its question mark, or {@code null} if there was none
	 */
	public static @Nullable String query(Exchange exchange) {
		return isReadable(exchange) ? exchange.query() : null;
	}

	/**
	 * The protocol.
	 * @param exchange the request
	 * @return the protocol, or {@code null} if there was no request line to make out
	 */
	public static @Nullable String protocol(Exchange exchange) {
		return isReadable(exchange) ? exchange.protocol() : null;
	}

	/**
	 * The size of the body. Some servers count bytes that were meant to be sent where a
	 * response may have none.
	 * @param exchange the request
	 * @return bytes, from 0 on
	 */
	public static long bodyBytes(Exchange exchange) {
		int status = exchange.status();
		boolean none = status == 204 || status == 304 || (status > 0 && status < 200)
				|| "HEAD".equals(exchange.method());
		return none ? 0 : Math.max(0, exchange.bodyBytes());
	}

	/**
	 * How long it took. The two readings of the clock may be in either order.
	 * @param exchange the request
	 * @return nanoseconds, from 0 on
	 */
	public static long nanos(Exchange exchange) {
		return Math.max(0, exchange.durationNanos());
	}

	/**
	 * How long it took.
	 * @param exchange the request
	 * @return microseconds, from 0 on
	 */
	public static long micros(Exchange exchange) {
		return nanos(exchange) / 1000;
	}

}
