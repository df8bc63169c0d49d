package io.asyncappend.spring.boot.accesslog.pattern;

/**
 * The parts of a line that take more than one call.
 */
final class Elements {

	private Elements() {
	}

	static void requestLine(Exchange exchange, LineBuffer line) {
		String method = exchange.method();
		String path = exchange.path();
		if (method == null || method.isEmpty() || path == null) {
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

	static void query(Exchange exchange, LineBuffer line) {
		String query = exchange.query();
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

	/** Nobody knows it any more once the client is gone. */
	static void port(int port, LineBuffer line) {
		if (port < 0) {
			line.write('-');
		}
		else {
			line.write(port);
		}
	}

	/** Some servers count what was meant to be sent where none may be. */
	static long bodyBytes(Exchange exchange) {
		int status = exchange.status();
		boolean none = status == 204 || status == 304 || (status > 0 && status < 200)
				|| "HEAD".equals(exchange.method());
		return none ? 0 : Math.max(0, exchange.bodyBytes());
	}

	/** Clocks may be read in another order than one thinks. */
	static long micros(Exchange exchange) {
		return Math.max(0, exchange.durationNanos()) / 1000;
	}

}
