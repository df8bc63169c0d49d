package io.asyncappend.spring.boot.accesslog.select;

import java.util.regex.Pattern;

import org.springframework.util.AntPathMatcher;

/**
 * Paths: one, those below one (<code>/a/**</code>), or those that {@link AntPathMatcher}
 * matches.
 * <p>
 * Only a path that every server and every application understands alike is matched, so
 * that no request is left out as something else than what it was served as:
 * <code>/health/../admin</code>, <code>/health;/admin</code> and what is percent-encoded
 * match nothing.
 */
public final class PathPattern {

	private static final Pattern AMBIGUOUS = Pattern.compile("[^\\x21-\\x7e]|[%;#\\\\]|//|/\\.{1,2}(/|$)");

	private static final AntPathMatcher MATCHER = new AntPathMatcher();

	private final String pattern;

	/** What each path begins with, up to the first wildcard. */
	private final String prefix;

	private final boolean exact;

	private final boolean below;

	/**
	 * Creates a pattern.
	 * @param pattern begins with a slash
	 * @throws IllegalArgumentException if it matches nothing; the message says why,
	 * without its subject
	 */
	public PathPattern(String pattern) {
		if (!pattern.startsWith("/")) {
			throw new IllegalArgumentException("does not begin with a slash, as every path does");
		}
		if (AMBIGUOUS.matcher(pattern).find()) {
			throw new IllegalArgumentException("matches no path, which has no blank, %, ;, #, \\, // or .. in it");
		}
		this.pattern = pattern;
		int wildcard = wildcard(pattern);
		this.exact = wildcard == pattern.length();
		this.below = pattern.endsWith("/**") && wildcard == pattern.length() - 2;
		this.prefix = pattern.substring(0, wildcard);
	}

	private static int wildcard(String pattern) {
		for (int i = 0; i < pattern.length(); i++) {
			if (pattern.charAt(i) == '*' || pattern.charAt(i) == '?' || pattern.charAt(i) == '{') {
				return i;
			}
		}
		return pattern.length();
	}

	/**
	 * Whether a path is matched.
	 * @param path the path as it came in
	 * @return whether it is
	 */
	public boolean matches(String path) {
		if (this.exact) {
			return path.equals(this.pattern);
		}
		boolean begins = path.startsWith(this.prefix)
				|| this.below && path.length() == this.prefix.length() - 1 && this.prefix.startsWith(path);
		return begins && !AMBIGUOUS.matcher(path).find() && (this.below || MATCHER.match(this.pattern, path));
	}

	/**
	 * Whether it matches every path.
	 * @return whether it does
	 */
	public boolean isEveryPath() {
		return this.pattern.equals("/**");
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
