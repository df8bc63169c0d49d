package io.asyncappend.spring.boot.accesslog.pattern;

import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

/**
 * What a directive writes into a line of text.
 */
final class DirectiveElements {

	private DirectiveElements() {
	}

	/**
	 * The element of a directive.
	 * @return the element, or {@code null} if there is no such directive
	 */
	static @Nullable LineElement of(Directive directive) {
		String argument = directive.argument();
		return (argument != null) ? of(directive.letter(), argument) : of(directive.letter());
	}

	private static @Nullable LineElement of(char letter) {
		return switch (letter) {
			case 'a', 'h' -> (exchange, line) -> line.escape(exchange.remoteAddress());
			case 'A' -> (exchange, line) -> line.escape(exchange.localAddress());
			case 'b' -> (exchange, line) -> positive(Elements.bodyBytes(exchange), line);
			case 'B' -> (exchange, line) -> line.write(Elements.bodyBytes(exchange));
			case 'D' -> (exchange, line) -> line.write(Elements.micros(exchange));
			case 'H' -> (exchange, line) -> line.escape(Elements.protocol(exchange));
			case 'l' -> (exchange, line) -> line.write('-');
			case 'm' -> (exchange, line) -> line.escape(Elements.method(exchange));
			case 'p' -> (exchange, line) -> port(exchange.localPort(), line);
			case 'q' -> (exchange, line) -> query(Elements.query(exchange), line);
			case 'r' -> DirectiveElements::requestLine;
			case 's' -> (exchange, line) -> positive(exchange.status(), line);
			case 't' -> timestamp();
			case 'T' -> (exchange, line) -> line.write(Elements.micros(exchange) / 1_000_000);
			case 'u' -> (exchange, line) -> line.escapeText(exchange.user());
			case 'U' -> (exchange, line) -> line.escape(Elements.path(exchange));
			case 'v' -> (exchange, line) -> line.escape(exchange.serverName());
			default -> null;
		};
	}

	private static @Nullable LineElement of(char letter, String argument) {
		if (argument.isEmpty()) {
			return null;
		}
		return switch (letter + argument) {
			case "plocal" -> (exchange, line) -> port(exchange.localPort(), line);
			case "premote" -> (exchange, line) -> port(exchange.remotePort(), line);
			case "tsec" -> (exchange, line) -> line.write(exchange.startMillis() / 1000);
			case "tmsec" -> (exchange, line) -> line.write(exchange.startMillis());
			case "Ts" -> (exchange, line) -> line.write(Elements.micros(exchange) / 1_000_000);
			case "Tms" -> (exchange, line) -> line.write(Elements.micros(exchange) / 1000);
			case "Tus" -> (exchange, line) -> line.write(Elements.micros(exchange));
			case "xtraceId" -> (exchange, line) -> line.escape(exchange.traceId());
			case "xspanId" -> (exchange, line) -> line.escape(exchange.spanId());
			default -> ofName(letter, argument);
		};
	}

	private static @Nullable LineElement ofName(char letter, String name) {
		return switch (letter) {
			case 'c' -> (exchange, line) -> line.escape(exchange.cookie(name));
			case 'i' -> (exchange, line) -> line.escape(exchange.requestHeader(name));
			case 'o' -> (exchange, line) -> line.escape(exchange.responseHeader(name));
			case 'r' -> (exchange, line) -> {
				Object value = exchange.attribute(name);
				line.escapeText((value != null) ? value.toString() : null);
			};
			default -> null;
		};
	}

	private static void requestLine(Exchange exchange, LineBuffer line) {
		String method = Elements.method(exchange);
		String path = Elements.path(exchange);
		if (method == null || path == null) {
			line.write('-');
			return;
		}
		line.escapeAll(method);
		line.write(' ');
		line.escapeAll(path);
		query(exchange.query(), line);
		String protocol = exchange.protocol();
		if (protocol != null && !protocol.isEmpty()) {
			line.write(' ');
			line.escapeAll(protocol);
		}
	}

	private static void query(@Nullable String query, LineBuffer line) {
		if (query != null) {
			line.write('?');
			line.escapeAll(query);
		}
	}

	/** Of a status and of bytes, 0 is none. */
	private static void positive(long number, LineBuffer line) {
		if (number <= 0) {
			line.write('-');
		}
		else {
			line.write(number);
		}
	}

	/** Servers do not know it any more once the client is gone. */
	private static void port(int port, LineBuffer line) {
		if (port < 0) {
			line.write('-');
		}
		else {
			line.write(port);
		}
	}

	private static LineElement timestamp() {
		Timestamp timestamp = new Timestamp(ZoneId.systemDefault());
		return (exchange, line) -> timestamp.write(exchange.startMillis(), line);
	}

}
