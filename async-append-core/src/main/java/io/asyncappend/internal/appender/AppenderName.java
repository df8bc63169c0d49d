package io.asyncappend.internal.appender;

import java.util.Objects;

/** What may be a name: it appears in messages, meters and addresses. */
final class AppenderName {

	private static final int MAX_LENGTH = 200;

	private AppenderName() {
	}

	static void check(String name) {
		Objects.requireNonNull(name, "name");
		if (name.isBlank() || name.length() > MAX_LENGTH || name.equals(".") || name.equals("..")
				|| !isPrintable(name)) {
			throw new IllegalArgumentException("an appender's name must have 1 to " + MAX_LENGTH
					+ " printable characters and no slash, but is '" + printable(name) + "'");
		}
	}

	private static boolean isPrintable(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (c == '/' || c == '\\' || Character.isISOControl(c)) {
				return false;
			}
		}
		return true;
	}

	private static String printable(String name) {
		StringBuilder text = new StringBuilder();
		name.chars().limit(MAX_LENGTH).forEach((c) -> {
			if (Character.isISOControl(c)) {
				text.append(String.format("\\u%04x", c));
			}
			else {
				text.append((char) c);
			}
		});
		return text.toString();
	}

}
