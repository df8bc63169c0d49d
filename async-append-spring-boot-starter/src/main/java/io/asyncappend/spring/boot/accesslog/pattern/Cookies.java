package io.asyncappend.spring.boot.accesslog.pattern;

import org.jspecify.annotations.Nullable;

/**
 * Cookies by name, as the client sent them (RFC 6265, section 4.2.1): neither decoded nor
 * without their quotes.
 */
final class Cookies {

	private Cookies() {
	}

	/**
	 * The value of a cookie. Over HTTP/2 each may be a header of its own, so that commas
	 * part them, too.
	 */
	static @Nullable String value(@Nullable String header, String name) {
		String joined = null;
		for (int start = 0; header != null && start < header.length();) {
			int end = end(header, start);
			int equals = header.indexOf('=', start);
			if (equals >= 0 && equals < end && header.substring(start, equals).strip().equals(name)) {
				String value = header.substring(equals + 1, end).strip();
				joined = (joined != null) ? joined + ", " + value : value;
			}
			start = end + 1;
		}
		return joined;
	}

	private static int end(String header, int from) {
		for (int i = from; i < header.length(); i++) {
			if (header.charAt(i) == ';' || header.charAt(i) == ',') {
				return i;
			}
		}
		return header.length();
	}

}
