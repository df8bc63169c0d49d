package io.asyncappend.spring.boot.accesslog.pattern;

import java.util.List;

/**
 * What each line says. Immutable and thread-safe.
 */
public final class LinePattern implements LineFormat {

	/** The Common Log Format. */
	public static final String COMMON = "%h %l %u %t \"%r\" %s %b";

	/** The Combined Log Format. */
	public static final String COMBINED = COMMON + " \"%{Referer}i\" \"%{User-Agent}i\"";

	/** Every directive, for advice. */
	public static final String DIRECTIVES = "%a %A %b %B %D %h %H %l %m %p %{local}p %{remote}p %q %r %s %>s %t %{sec}t"
			+ " %{msec}t %T %{s}T %{ms}T %{us}T %u %U %v %{HEADER}i %{HEADER}o %{COOKIE}c"
			+ " %{ATTRIBUTE}r %{traceId}x %{spanId}x and %%";

	private final LineElement[] elements;

	private final List<Directive> directives;

	private LinePattern(List<LineElement> elements, List<Directive> directives) {
		this.elements = elements.toArray(LineElement[]::new);
		this.directives = List.copyOf(directives);
	}

	/**
	 * Compiles a pattern.
	 * @param pattern {@code common}, {@code combined}, or text with directives
	 * @return the pattern
	 * @throws IllegalArgumentException if it is none; the message says what is wrong and
	 * where, without its subject
	 */
	public static LinePattern of(String pattern) {
		return switch (pattern) {
			case "common" -> parse(COMMON);
			case "combined" -> parse(COMBINED);
			default -> parse(pattern);
		};
	}

	private static LinePattern parse(String pattern) {
		LinePatternParser parser = new LinePatternParser(pattern);
		parser.parse();
		return new LinePattern(parser.elements(), parser.directives());
	}

	/**
	 * The directives of the pattern.
	 * @return the directives in their order, without the text between them
	 */
	public List<Directive> directives() {
		return this.directives;
	}

	@Override
	public void write(Exchange exchange, LineBuffer line) {
		line.clear();
		for (LineElement element : this.elements) {
			element.write(exchange, line);
		}
		line.write('\n');
	}

}
