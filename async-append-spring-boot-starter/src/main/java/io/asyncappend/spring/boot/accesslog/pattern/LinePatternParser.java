package io.asyncappend.spring.boot.accesslog.pattern;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads a pattern from left to right, once.
 */
final class LinePatternParser {

	private final String pattern;

	private final List<LineElement> elements = new ArrayList<>();

	private final StringBuilder literal = new StringBuilder();

	private int at;

	LinePatternParser(String pattern) {
		this.pattern = pattern;
	}

	List<LineElement> parse() {
		while (this.at < this.pattern.length()) {
			char c = this.pattern.charAt(this.at);
			if (Character.isISOControl(c) && c != '\t') {
				throw error(this.at, "has a control character");
			}
			if (c == '%') {
				directive();
			}
			else {
				this.literal.append(c);
				this.at++;
			}
		}
		endLiteral();
		if (!this.pattern.contains("%")) {
			throw new IllegalArgumentException("is neither common nor combined and has no directive such as %r");
		}
		return this.elements;
	}

	private void directive() {
		int start = this.at++;
		String argument = null;
		if (peek() == '{') {
			int end = this.pattern.indexOf('}', this.at);
			if (end < 0) {
				throw error(start, "has a '%{' without a '}'");
			}
			argument = this.pattern.substring(this.at + 1, end);
			this.at = end + 1;
		}
		else if (this.pattern.startsWith(">s", this.at)) {
			// The final status, as httpd has it; there is no other here.
			this.at++;
		}
		char letter = peek();
		if (letter == 0) {
			throw error(start, "ends within a directive");
		}
		this.at++;
		if (letter == '%' && argument == null) {
			this.literal.append('%');
			return;
		}
		endLiteral();
		LineElement element = (argument != null) ? element(letter, argument) : element(letter);
		if (element == null) {
			throw error(start, "has the unknown directive '" + this.pattern.substring(start, this.at) + "'");
		}
		this.elements.add(element);
	}

	private char peek() {
		return (this.at < this.pattern.length()) ? this.pattern.charAt(this.at) : 0;
	}

	private void endLiteral() {
		if (!this.literal.isEmpty()) {
			byte[] bytes = this.literal.toString().getBytes(StandardCharsets.UTF_8);
			this.elements.add((exchange, line) -> line.write(bytes));
			this.literal.setLength(0);
		}
	}

	private static IllegalArgumentException error(int index, String reason) {
		return new IllegalArgumentException(reason + " at character " + (index + 1));
	}

	private static @Nullable LineElement element(char letter) {
		return switch (letter) {
			case 'a', 'h' -> (exchange, line) -> line.escape(exchange.remoteAddress());
			case 'A' -> (exchange, line) -> line.escape(exchange.localAddress());
			case 'b' -> (exchange, line) -> {
				long bytes = Elements.bodyBytes(exchange);
				if (bytes == 0) {
					line.write('-');
				}
				else {
					line.write(bytes);
				}
			};
			case 'B' -> (exchange, line) -> line.write(Elements.bodyBytes(exchange));
			case 'D' -> (exchange, line) -> line.write(Elements.micros(exchange));
			case 'H' -> (exchange, line) -> line.escape(Elements.protocol(exchange));
			case 'l' -> (exchange, line) -> line.write('-');
			case 'm' -> (exchange, line) -> line.escape(Elements.method(exchange));
			case 'p' -> (exchange, line) -> Elements.port(exchange.localPort(), line);
			case 'q' -> Elements::query;
			case 'r' -> Elements::requestLine;
			case 's' -> Elements::status;
			case 't' -> timestamp();
			case 'T' -> (exchange, line) -> line.write(Elements.micros(exchange) / 1_000_000);
			case 'u' -> (exchange, line) -> line.escape(exchange.user());
			case 'U' -> (exchange, line) -> line.escape(Elements.path(exchange));
			case 'v' -> (exchange, line) -> line.escape(exchange.serverName());
			default -> null;
		};
	}

	private static LineElement timestamp() {
		Timestamp timestamp = new Timestamp(ZoneId.systemDefault());
		return (exchange, line) -> timestamp.write(exchange.startMillis(), line);
	}

	private static @Nullable LineElement element(char letter, String argument) {
		return switch (letter + argument) {
			case "i", "o" -> null;
			case "plocal" -> (exchange, line) -> Elements.port(exchange.localPort(), line);
			case "premote" -> (exchange, line) -> Elements.port(exchange.remotePort(), line);
			case "tsec" -> (exchange, line) -> line.write(exchange.startMillis() / 1000);
			case "tmsec" -> (exchange, line) -> line.write(exchange.startMillis());
			case "Ts" -> (exchange, line) -> line.write(Elements.micros(exchange) / 1_000_000);
			case "Tms" -> (exchange, line) -> line.write(Elements.micros(exchange) / 1000);
			case "Tus" -> (exchange, line) -> line.write(Elements.micros(exchange));
			default -> switch (letter) {
				case 'i' -> (exchange, line) -> line.escape(exchange.requestHeader(argument));
				case 'o' -> (exchange, line) -> line.escape(exchange.responseHeader(argument));
				default -> null;
			};
		};
	}

}
