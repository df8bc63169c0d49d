package io.asyncappend.spring.boot.accesslog.pattern;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a line that take more than one call.
 */
final class Elements {

	private Elements() {
	}

	static void requestLine(Exchange exchange, LineBuffer line) {
		String method = method(exchange);
		String path = path(exchange);
		if (method == null || path == null) {
			line.write('-');
			return;
		}
		line.escapeAll(method);
		line.write(' ');
		line.escapeAll(path);
		query(exchange, line);
		String protocol = exchange.protocol();
		if (protocol != null && !protocol.isEmpty()) {
			line.write(' ');
			line.escapeAll(protocol);
		}
	}

	/** Without a method or a path there is no request line, and no other part of it. */
	private static boolean isReadable(Exchange exchange) {
		String method = exchange.method();
		return method != null && !method.isEmpty() && exchange.path() != null;
	}

	static @Nullable String method(Exchange exchange) {
		return isReadable(exchange) ? exchange.method() : null;
	}

	static @Nullable String path(Exchange exchange) {
		return isReadable(exchange) ? exchange.path() : null;
	}

	static @Nullable String protocol(Exchange exchange) {
		return isReadable(exchange) ? exchange.protocol() : null;
	}

	static void query(Exchange exchange, LineBuffer line) {
		String query = isReadable(exchange) ? exchange.query() : null;
		if (query != null) {
			line.write('?');
			line.escapeAll(query);
		}
	}

	static void status(Exchange exchange, LineBuffer line) {
		int status = exchange.status();
		if (status <= 0) {
			line.write('-');
		}
		else {
			line.write(status);
		}
	}

	/** Servers do not know it any more once the client is gone. */
	static void port(int port, LineBuffer line) {
		if (port < 0) {
			line.write('-');
		}
		else {
			line.write(port);
		}
	}

	/**
	 * Some servers count bytes that were meant to be sent where a response may have none.
	 */
	static long bodyBytes(Exchange exchange) {
		int status = exchange.status();
		boolean none = status == 204 || status == 304 || (status > 0 && status < 200)
				|| "HEAD".equals(exchange.method());
		return none ? 0 : Math.max(0, exchange.bodyBytes());
	}

	/** The two readings of the clock may be in either order. */
	static long micros(Exchange exchange) {
		return Math.max(0, exchange.durationNanos()) / 1000;
	}

}
