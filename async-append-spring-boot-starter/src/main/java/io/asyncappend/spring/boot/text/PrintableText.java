package io.asyncappend.spring.boot.text;

import java.util.stream.Collectors;

/**
 * Text that may come from a file, its name or a link, as it goes into a log or onto a
 * console: on one line, and nothing that a terminal obeys or that turns the direction of
 * what follows.
 */
public final class PrintableText {

	private PrintableText() {
	}

	/**
	 * Escapes what is not printable.
	 * @param text any text
	 * @return the text with a backslash, {@code u} and hexadecimal digits in the place of
	 * control and format characters, line and paragraph separators, and halves of
	 * characters
	 */
	public static String of(Object text) {
		String string = String.valueOf(text);
		if (string.codePoints().allMatch(PrintableText::isPrintable)) {
			return string;
		}
		return string.codePoints()
			.mapToObj((character) -> isPrintable(character) ? Character.toString(character)
					: "\\u%04x".formatted(character))
			.collect(Collectors.joining());
	}

	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
