package io.asyncappend.spring.boot.accesslog.netty;

import java.util.List;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

import io.asyncappend.spring.boot.accesslog.Addresses;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * A request as Reactor Netty tells it.
 */
final class NettyExchange implements Exchange {

	private final long startMillis = System.currentTimeMillis();

	private final long startNanos = System.nanoTime();

	private final HttpServerRequest request;

	private final String uri;

	private final int pathStart;

	private final int pathEnd;

	/** Whether Netty made up the request, as it could not parse the request line. */
	private final boolean unreadable;

	private @Nullable HttpResponse response;

	private long bodyBytes;

	NettyExchange(HttpServerRequest request, boolean malformed) {
		this.request = request;
		this.uri = request.uri();
		this.unreadable = malformed && this.uri.equals("/bad-request");
		this.pathStart = pathStart(this.uri);
		int end = this.uri.indexOf('?', this.pathStart);
		this.pathEnd = (end >= 0) ? end : this.uri.length();
	}

	/** Behind the scheme and authority of a request to a proxy, which servers drop. */
	private static int pathStart(String uri) {
		int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
		if (scheme < 0) {
			return 0;
		}
		int path = uri.indexOf('/', scheme + 3);
		return (path >= 0) ? path : 0;
	}

	void respond(HttpResponse response) {
		this.response = response;
	}

	void sent(long bytes) {
		this.bodyBytes += bytes;
	}

	@Override
	public long startMillis() {
		return this.startMillis;
	}

	@Override
	public long durationNanos() {
		return System.nanoTime() - this.startNanos;
	}

	@Override
	public @Nullable String method() {
		return this.unreadable ? null : this.request.method().name();
	}

	@Override
	public @Nullable String path() {
		return this.unreadable ? null : this.uri.substring(this.pathStart, this.pathEnd);
	}

	@Override
	public @Nullable String query() {
		return (this.pathEnd < this.uri.length()) ? this.uri.substring(this.pathEnd + 1) : null;
	}

	@Override
	public @Nullable String protocol() {
		return this.unreadable ? null : this.request.protocol();
	}

	@Override
	public int status() {
		return (this.response != null) ? this.response.status().code() : 0;
	}

	@Override
	public long bodyBytes() {
		return this.bodyBytes;
	}

	@Override
	public @Nullable String remoteAddress() {
		return Addresses.host(this.request.remoteAddress());
	}

	@Override
	public int remotePort() {
		return Addresses.port(this.request.remoteAddress());
	}

	@Override
	public @Nullable String localAddress() {
		return Addresses.host(this.request.connectionHostAddress());
	}

	@Override
	public int localPort() {
		return Addresses.port(this.request.connectionHostAddress());
	}

	@Override
	public @Nullable String serverName() {
		return Addresses.plain(this.request.hostName());
	}

	/** Reactor Netty authenticates nobody. */
	@Override
	public @Nullable String user() {
		return null;
	}

	@Override
	public @Nullable String requestHeader(String name) {
		return joined(this.request.requestHeaders(), name);
	}

	@Override
	public @Nullable String responseHeader(String name) {
		return (this.response != null) ? joined(this.response.headers(), name) : null;
	}

	private static @Nullable String joined(HttpHeaders headers, String name) {
		List<String> values = headers.getAll(name);
		return switch (values.size()) {
			case 0 -> null;
			case 1 -> values.get(0);
			default -> String.join(", ", values);
		};
	}

}
