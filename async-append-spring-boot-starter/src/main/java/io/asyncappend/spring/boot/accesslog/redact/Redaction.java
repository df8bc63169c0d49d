package io.asyncappend.spring.boot.accesslog.redact;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What is written as {@code ***}. Immutable and thread-safe. Names are compared without
 * regard to case.
 */
public final class Redaction {

	/** What is written for a secret. */
	public static final String HIDDEN = "***";

	/** Headers that are secret whatever is configured. */
	public static final List<String> HEADERS = List.of("Authorization", "Cookie", "Set-Cookie", "Proxy-Authorization");

	/**
	 * Cookies that are secret whatever is configured: those of sessions, and the one that
	 * Spring Security remembers a user by.
	 */
	public static final List<String> COOKIES = List.of("JSESSIONID", "SESSION", "remember-me");

	private final String[] headers;

	private final String[] cookies;

	private final UrlSecrets urls;

	/**
	 * Creates a redaction.
	 * @param parameters the names of secret parameters of queries and paths
	 * @param headers the names of secret headers beside {@link #HEADERS}
	 * @param cookies the names of secret cookies beside {@link #COOKIES}
	 */
	public Redaction(Collection<String> parameters, Collection<String> headers, Collection<String> cookies) {
		this.headers = Stream.concat(HEADERS.stream(), headers.stream()).toArray(String[]::new);
		this.cookies = Stream.concat(COOKIES.stream(), cookies.stream()).toArray(String[]::new);
		this.urls = new UrlSecrets(new SecretNames(parameters), new SecretNames(List.of(this.cookies)));
	}

	/**
	 * A path without its secrets: values of its parameters (<code>;name=value</code>).
	 * @param path the path, or {@code null}
	 * @return the path
	 */
	public @Nullable String path(@Nullable String path) {
		return (path != null) ? this.urls.redact(path, true) : null;
	}

	/**
	 * A text without the secrets of what may be a query or a URL in it.
	 * @param text such as a query, or {@code null}
	 * @return the text
	 */
	public @Nullable String text(@Nullable String text) {
		return (text != null) ? this.urls.redact(text, false) : null;
	}

	/**
	 * A host without a user before it.
	 * @param host the host, or {@code null}
	 * @return the host
	 */
	public @Nullable String host(@Nullable String host) {
		return (host != null) ? this.urls.redact(host, true) : null;
	}

	/**
	 * The value of a header without secrets.
	 * @param name the name of the header
	 * @param value its value, or {@code null}
	 * @return the value
	 */
	public @Nullable String header(String name, @Nullable String value) {
		if (value != null && contains(this.headers, name)) {
			return HIDDEN;
		}
		return isHost(name) ? host(value) : text(value);
	}

	/** Such as {@code X-Forwarded-Host}. */
	private static boolean isHost(String name) {
		return name.regionMatches(true, name.length() - 4, "Host", 0, 4) || name.equals(":authority");
	}

	/**
	 * The value of a cookie, if it is not secret.
	 * @param name the name of the cookie, with or without a prefix such as
	 * {@code __Host-}
	 * @param value its value, or {@code null}
	 * @return the value
	 */
	public @Nullable String cookie(String name, @Nullable String value) {
		String bare = name.startsWith("__Host-") ? name.substring(7)
				: name.startsWith("__Secure-") ? name.substring(9) : name;
		boolean secret = contains(this.cookies, name) || contains(this.cookies, bare);
		return (value != null && secret) ? HIDDEN : text(value);
	}

	private static boolean contains(String[] names, String name) {
		for (String one : names) {
			if (one.equalsIgnoreCase(name)) {
				return true;
			}
		}
		return false;
	}

}
