package io.asyncappend.spring.boot.accesslog.netty;

import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

import io.asyncappend.spring.boot.accesslog.Addresses;
import io.asyncappend.spring.boot.accesslog.ApplicationRequest;
import io.asyncappend.spring.boot.accesslog.RequestTarget;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * A request as Reactor Netty reports it.
 */
final class NettyExchange implements Exchange {

	/** The request that a connection has begun with last. */
	static final AttributeKey<NettyExchange> KEY = AttributeKey.valueOf(NettyExchange.class, "current");

	private final long startMillis = System.currentTimeMillis();

	private final long startNanos = System.nanoTime();

	private final HttpServerRequest request;

	private final RequestTarget target;

	/** Whether Netty made up the request, as it could not parse the request line. */
	private final boolean unreadable;

	private @Nullable HttpResponse response;

	private volatile ApplicationRequest application = ApplicationRequest.of(null);

	private long bodyBytes;

	NettyExchange(HttpServerRequest request, boolean unreadable) {
		this.request = request;
		this.target = RequestTarget.of(request.uri());
		this.unreadable = unreadable;
	}

	/** An application may be late, and its connection have begun with another request. */
	void attach(Object request, ApplicationRequest application) {
		if (request == this.request) {
			this.application = application;
		}
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
		return this.unreadable ? null : this.target.path();
	}

	@Override
	public @Nullable String query() {
		return this.unreadable ? null : this.target.query();
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
		return Addresses.client(this.request.remoteAddress(), this.request.connectionRemoteAddress());
	}

	@Override
	public int remotePort() {
		return Addresses.clientPort(this.request.remoteAddress(), this.request.connectionRemoteAddress());
	}

	@Override
	public @Nullable String localAddress() {
		return Addresses.host(this.request.connectionHostAddress());
	}

	@Override
	public int localPort() {
		return Addresses.port(this.request.connectionHostAddress());
	}

	/** Netty makes up {@code localhost} where a request has no host, or a bad one. */
	@Override
	public @Nullable String serverName() {
		String name = this.request.hostName();
		if (!"localhost".equals(name)) {
			return Addresses.plain(name);
		}
		String header = this.request.requestHeaders().get(HttpHeaderNames.HOST);
		return Addresses.hostOf((header != null) ? header : RequestTarget.authority(this.request.uri()));
	}

	/** Reactor Netty authenticates no user, but the application may. */
	@Override
	public @Nullable String user() {
		return this.application.user();
	}

	@Override
	public @Nullable String requestHeader(String name) {
		return joined(this.request.requestHeaders(), name);
	}

	@Override
	public @Nullable String responseHeader(String name) {
		return (this.response != null) ? joined(this.response.headers(), name) : null;
	}

	@Override
	public @Nullable Object attribute(String name) {
		return this.application.attribute(name);
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
