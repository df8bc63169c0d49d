package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells whether a request that changes something was sent by a page of another site. A
 * browser sends a POST without a body wherever a page wants it to, with the cookies and
 * from within the network of its user, and asks nothing before; the page cannot read the
 * answer, but an operation has been performed.
 * <p>
 * {@code Sec-Fetch-Site} decides where there is one (Fetch Metadata Request Headers,
 * W3C): browsers set it, except to plain HTTP of other machines. There {@code Origin}
 * does (RFC 6454): it has to name the host and port that the request was sent to, before
 * or behind proxies. A page can set neither, nor {@code X-Forwarded-Host}, which no
 * request across sites may carry unasked. Programs send none of these, and are left
 * alone. Origins that Actuator's CORS allows are the application's own wish. Thread-safe.
 */
final class CrossSiteCheck {

	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private static final Set<String> OWN = Set.of("same-origin", "none");

	/** Any name that a browser takes: java.net.URI has none with an underscore. */
	private static final String HOST_AND_PORT = "(?<host>\\[[0-9A-Fa-f:.]+]|[^\\s\\[\\]:/?#@,\\\\]+)(:(?<port>\\d{1,5})?)?";

	private static final Pattern AUTHORITY = Pattern.compile(HOST_AND_PORT);

	private static final Pattern ORIGIN = Pattern.compile("(?<scheme>(?i:https?))://" + HOST_AND_PORT);

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private final Predicate<String> isAllowed;

	/**
	 * Creates the check.
	 * @param isAllowed whether an origin may do what the own one may
	 */
	CrossSiteCheck(Predicate<String> isAllowed) {
		this.isAllowed = isAllowed;
	}

	/**
	 * Whether to refuse a request.
	 * @param method its method
	 * @param headers all values of one of its headers
	 * @param host the host it was sent to, as the server sees it
	 * @param port the port likewise
	 * @return whether it comes from another site and may change something
	 */
	boolean isCrossSite(String method, Function<String, List<String>> headers, String host, int port) {
		if (SAFE_METHODS.contains(method)) {
			return false;
		}
		List<String> origins = headers.apply("Origin");
		if (!origins.isEmpty() && origins.stream().allMatch(this.isAllowed)) {
			return false;
		}
		List<String> sites = headers.apply("Sec-Fetch-Site");
		if (!sites.isEmpty()) {
			return !sites.stream().allMatch(OWN::contains);
		}
		return !origins.stream().allMatch((origin) -> isOwn(origin, headers, host, port));
	}

	private static boolean isOwn(String origin, Function<String, List<String>> headers, String host, int port) {
		Matcher theirs = ORIGIN.matcher(origin);
		if (!theirs.matches()) {
			return false;
		}
		int otherwise = "https".equalsIgnoreCase(theirs.group("scheme")) ? HTTPS : HTTP;
		int originPort = (port(theirs) != -1) ? port(theirs) : otherwise;
		if (sameHost(theirs.group("host"), host) && originPort == port) {
			return true;
		}
		List<String> ports = values(headers, "X-Forwarded-Port").toList();
		return Stream
			.of(values(headers, "Host"), values(headers, "X-Forwarded-Host"),
					values(headers, "Forwarded").flatMap(CrossSiteCheck::forwardedHost))
			.flatMap((some) -> some)
			.map(AUTHORITY::matcher)
			.anyMatch((own) -> own.matches() && sameHost(theirs.group("host"), own.group("host"))
					&& isPort(originPort, port(own), otherwise, ports));
	}

	/** What is not said is the default, or what a proxy says of its own. */
	private static boolean isPort(int port, int said, int otherwise, List<String> forwarded) {
		return (said != -1) ? port == said : port == otherwise || forwarded.contains(String.valueOf(port));
	}

	private static boolean sameHost(String one, String other) {
		return unbracketed(one).equalsIgnoreCase(unbracketed(other));
	}

	private static String unbracketed(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	private static int port(Matcher authority) {
		String port = authority.group("port");
		return (port != null) ? Integer.parseInt(port) : -1;
	}

	/** RFC 7239: pairs of a name and a token or quoted text. */
	private static Stream<String> forwardedHost(String element) {
		return Arrays.stream(element.split(";"))
			.map(String::strip)
			.filter((pair) -> pair.toLowerCase(Locale.ROOT).startsWith("host="))
			.map((pair) -> pair.substring("host=".length()).replace("\"", ""));
	}

	private static Stream<String> values(Function<String, List<String>> headers, String name) {
		return headers.apply(name)
			.stream()
			.flatMap((value) -> Arrays.stream(value.split(",")))
			.map(String::strip)
			.filter((value) -> !value.isEmpty());
	}

}
