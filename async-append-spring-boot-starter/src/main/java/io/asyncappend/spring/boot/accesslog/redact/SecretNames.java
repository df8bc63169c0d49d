package io.asyncappend.spring.boot.accesslog.redact;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * The names of parameters whose values are secret, in any case.
 */
final class SecretNames {

	private final String[] names;

	private final int longest;

	SecretNames(Collection<String> names) {
		this.names = names.stream().map(SecretNames::visible).toArray(String[]::new);
		// As bytes of UTF-8, a name is longer.
		this.longest = 3 * names.stream().mapToInt(String::length).max().orElse(0);
	}

	/** As it is seen: in forms, a plus is a blank, and what is copied may have more. */
	private static String visible(String name) {
		if (isPlain(name)) {
			return name;
		}
		StringBuilder visible = new StringBuilder(name.length());
		name.codePoints().forEach((c) -> {
			if (c == '+' || Character.isSpaceChar(c)) {
				visible.append(' ');
			}
			else if (!Character.isIdentifierIgnorable(c) && !Character.isWhitespace(c)) {
				visible.appendCodePoint(c);
			}
		});
		return visible.toString();
	}

	private static boolean isPlain(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (isBlank(c) || c >= 0x7f) {
				return false;
			}
		}
		return true;
	}

	/** No text that is longer is a name. */
	int longest() {
		return this.longest;
	}

	boolean isEmpty() {
		return this.names.length == 0;
	}

	/**
	 * Whether it is one, or a part of it between dots or brackets is, as in
	 * {@code user[token]}. Where a char is a byte, UTF-8 is decoded.
	 */
	boolean contains(String decoded) {
		if (isOne(visible(decoded))) {
			return true;
		}
		boolean bytes = false;
		for (int i = 0; i < decoded.length(); i++) {
			if (decoded.charAt(i) > 0xff) {
				return false;
			}
			bytes |= decoded.charAt(i) >= 0x80;
		}
		return bytes
				&& isOne(visible(new String(decoded.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
	}

	private boolean isOne(String name) {
		int start = 0;
		for (int i = 0; i <= name.length(); i++) {
			if (i == name.length() || name.charAt(i) == '[' || name.charAt(i) == ']' || name.charAt(i) == '.') {
				if (isOne(name, start, i)) {
					return true;
				}
				start = i + 1;
			}
		}
		return isOne(name, 0, name.length());
	}

	private boolean isOne(String name, int from, int to) {
		int start = from;
		int end = to;
		while (start < end && isBlank(name.charAt(start))) {
			start++;
		}
		while (start < end && isBlank(name.charAt(end - 1))) {
			end--;
		}
		for (String secret : this.names) {
			if (secret.length() == end - start && name.regionMatches(true, start, secret, 0, secret.length())) {
				return true;
			}
		}
		return false;
	}

	static boolean isBlank(char c) {
		return c <= ' ' || c == '+';
	}

}
