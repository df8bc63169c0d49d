package io.asyncappend.spring.boot.accesslog.pattern;

import org.jspecify.annotations.Nullable;

/**
 * A request that was served, as the server reports it when the response is complete or
 * will never be. Read once, on one thread. Everything that the client can choose is as it
 * came in: escaping is the line's affair.
 */
public interface Exchange {

	/**
	 * When the request came in.
	 * @return milliseconds since the epoch
	 */
	long startMillis();

	/**
	 * How long it took to serve.
	 * @return nanoseconds
	 */
	long durationNanos();

	/**
	 * The method.
	 * @return the method, or {@code null} if there was none to make out
	 */
	@Nullable String method();

	/**
	 * The path of the request, neither decoded nor normalised.
	 * @return the path, or {@code null} if there was none to make out
	 */
	@Nullable String path();

	/**
	 * The query.
	 * @return the query without its question mark, or {@code null} if there was none
	 */
	@Nullable String query();

	/**
	 * The protocol.
	 * @return such as {@code HTTP/1.1}, or {@code null} if there was none to make out
	 */
	@Nullable String protocol();

	/**
	 * The status of the response.
	 * @return the status, or 0 if no response was begun
	 */
	int status();

	/**
	 * The size of the body that was sent, without the framing of chunks.
	 * @return bytes; what it is for a response without a body does not matter
	 */
	long bodyBytes();

	/**
	 * The address of the client, or of the one that a trusted proxy names.
	 * @return the address, or {@code null}
	 */
	@Nullable String remoteAddress();

	/**
	 * The port of the client, or of the one that a trusted proxy names.
	 * @return the port, or -1 if it is not known
	 */
	int remotePort();

	/**
	 * The address that the connection was accepted at.
	 * @return the address, or {@code null}
	 */
	@Nullable String localAddress();

	/**
	 * The port that the connection was accepted at.
	 * @return the port, or 0
	 */
	int localPort();

	/**
	 * The name of the server in the request.
	 * @return the host, or {@code null}
	 */
	@Nullable String serverName();

	/**
	 * The user that the server or the application has authenticated.
	 * @return the user, or {@code null}
	 */
	@Nullable String user();

	/**
	 * A header of the request.
	 * @param name its name
	 * @return its values, joined by a comma and a space, or {@code null}
	 */
	@Nullable String requestHeader(String name);

	/**
	 * A header of the response.
	 * @param name its name
	 * @return its values, joined by a comma and a space, or {@code null}
	 */
	@Nullable String responseHeader(String name);

	/**
	 * A cookie of the request.
	 * @param name its name
	 * @return its values as they came in, joined by a comma and a space, or {@code null}
	 */
	default @Nullable String cookie(String name) {
		return Cookies.value(requestHeader("Cookie"), name);
	}

	/**
	 * What the application or the server has attached to the request.
	 * @param name the name of the attribute
	 * @return its value, or {@code null}
	 */
	@Nullable Object attribute(String name);

	/**
	 * The trace that the request is a part of.
	 * @return its id as in the application log, or {@code null} if there is none
	 */
	default @Nullable String traceId() {
		return null;
	}

	/**
	 * The span of the request.
	 * @return its id as in the application log, or {@code null} if there is none
	 */
	default @Nullable String spanId() {
		return null;
	}

}
