package io.asyncappend.spring.boot.accesslog;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request (RFC 9112, section 3.2) as it came in, but for the scheme and
 * the authority of the absolute form, which servers drop.
 *
 * @param path the path, neither decoded nor normalised
 * @param query the query without its question mark, or {@code null} if there was none
 */
public record RequestTarget(String path, @Nullable String query) {

	/**
	 * Takes a target apart. What is no absolute form is left as it is: a request must not
	 * be able to hide its path behind something that only looks like a URL.
	 * @param target as it came in
	 * @return the target
	 */
	public static RequestTarget of(String target) {
		int start = authorityEnd(target);
		String relative = (start < target.length() && target.charAt(start) == '/') ? target.substring(start)
				: (start > 0) ? "/" + target.substring(start) : target;
		int query = relative.indexOf('?');
		return (query < 0) ? new RequestTarget(relative, null)
				: new RequestTarget(relative.substring(0, query), relative.substring(query + 1));
	}

	/** Where the authority of an absolute form ends; 0 if it is none. */
	private static int authorityEnd(String target) {
		int scheme = target.indexOf("://");
		for (int i = 0; i < scheme; i++) {
			char c = target.charAt(i);
			if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
					|| i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
				return 0;
			}
		}
		return (scheme > 0) ? end(target, scheme + 3) : 0;
	}

	/**
	 * The authority of an absolute form.
	 * @param target as it came in
	 * @return the authority, or {@code null} if it is none
	 */
	public static @Nullable String authority(String target) {
		int end = authorityEnd(target);
		return (end > 0) ? target.substring(target.indexOf("://") + 3, end) : null;
	}

	/** Where a path, a query or a fragment begins. */
	private static int end(String target, int from) {
		for (int i = from; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c == '/' || c == '?' || c == '#') {
				return i;
			}
		}
		return target.length();
	}

}
