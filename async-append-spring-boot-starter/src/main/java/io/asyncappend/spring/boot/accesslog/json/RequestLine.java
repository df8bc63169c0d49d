package io.asyncappend.spring.boot.accesslog.json;

import io.asyncappend.spring.boot.accesslog.pattern.Elements;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;

/**
 * The request line in one string, and a message that says it.
 */
final class RequestLine {

	private RequestLine() {
	}

	/** The request line, if there was one to make out. */
	static boolean write(Exchange exchange, LineBuffer line) {
		line.write('"');
		boolean readable = text(exchange, line);
		line.write('"');
		return readable;
	}

	/** The request line and the status, each of them a dash if there is none. */
	static boolean message(Exchange exchange, LineBuffer line) {
		line.write('"');
		if (!text(exchange, line)) {
			line.write('-');
		}
		line.write(' ');
		if (exchange.status() > 0) {
			line.write(exchange.status());
		}
		else {
			line.write('-');
		}
		line.write('"');
		return true;
	}

	private static boolean text(Exchange exchange, LineBuffer line) {
		String method = Elements.method(exchange);
		String path = Elements.path(exchange);
		if (method == null || path == null) {
			return false;
		}
		JsonText.wire(method, line);
		line.write(' ');
		JsonText.wire(path, line);
		String query = Elements.query(exchange);
		if (query != null) {
			line.write('?');
			JsonText.wire(query, line);
		}
		String protocol = Elements.protocol(exchange);
		if (protocol != null && !protocol.isEmpty()) {
			line.write(' ');
			JsonText.wire(protocol, line);
		}
		return true;
	}

}
