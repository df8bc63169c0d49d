package io.asyncappend.spring.boot.accesslog.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a pattern from left to right, once.
 */
final class LinePatternParser {

	private final String pattern;

	private final List<LineElement> elements = new ArrayList<>();

	private final List<Directive> directives = new ArrayList<>();

	private final StringBuilder literal = new StringBuilder();

	private int at;

	LinePatternParser(String pattern) {
		this.pattern = pattern;
	}

	/** What each line is made of, in its order. */
	List<LineElement> elements() {
		return this.elements;
	}

	/** The directives among it. */
	List<Directive> directives() {
		return this.directives;
	}

	void parse() {
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
		Directive directive = new Directive(letter, argument);
		LineElement element = DirectiveElements.of(directive);
		if (element == null) {
			throw error(start, "has the unknown directive '" + this.pattern.substring(start, this.at) + "'");
		}
		this.elements.add(element);
		this.directives.add(directive);
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

}
