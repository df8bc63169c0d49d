package io.asyncappend.spring.boot.accesslog;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.redact.Redaction;

/**
 * A request as lines may have it: without its secrets, and with its trace. The only one
 * that formats see.
 */
final class LoggedExchange implements Exchange {

	private final Exchange exchange;

	private final Redaction redaction;

	private final Tracing tracing;

	/** Each format asks for these several times. */
	private final @Nullable String path;

	private final @Nullable String query;

	private final @Nullable String remoteAddress;

	LoggedExchange(Exchange exchange, Redaction redaction, Tracing tracing) {
		this.exchange = exchange;
		this.redaction = redaction;
		this.tracing = tracing;
		this.path = redaction.path(exchange.path());
		this.query = redaction.text(exchange.query());
		// Of a proxy, which may forward what a client has told it.
		this.remoteAddress = redaction.text(exchange.remoteAddress());
	}

	@Override
	public long startMillis() {
		return this.exchange.startMillis();
	}

	@Override
	public long durationNanos() {
		return this.exchange.durationNanos();
	}

	@Override
	public @Nullable String method() {
		return this.exchange.method();
	}

	@Override
	public @Nullable String path() {
		return this.path;
	}

	@Override
	public @Nullable String query() {
		return this.query;
	}

	@Override
	public @Nullable String protocol() {
		return this.exchange.protocol();
	}

	@Override
	public int status() {
		return this.exchange.status();
	}

	@Override
	public long bodyBytes() {
		return this.exchange.bodyBytes();
	}

	@Override
	public @Nullable String remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public int remotePort() {
		return this.exchange.remotePort();
	}

	@Override
	public @Nullable String localAddress() {
		return this.exchange.localAddress();
	}

	@Override
	public int localPort() {
		return this.exchange.localPort();
	}

	@Override
	public @Nullable String serverName() {
		return this.redaction.host(this.exchange.serverName());
	}

	@Override
	public @Nullable String user() {
		return this.exchange.user();
	}

	@Override
	public @Nullable String requestHeader(String name) {
		return this.redaction.header(name, this.exchange.requestHeader(name));
	}

	@Override
	public @Nullable String responseHeader(String name) {
		return this.redaction.header(name, this.exchange.responseHeader(name));
	}

	@Override
	public @Nullable String cookie(String name) {
		return this.redaction.cookie(name, this.exchange.cookie(name));
	}

	@Override
	public @Nullable Object attribute(String name) {
		Object value = this.exchange.attribute(name);
		return (value != null) ? this.redaction.text(value.toString()) : null;
	}

	@Override
	public @Nullable String traceId() {
		return this.tracing.traceId(this.exchange);
	}

	@Override
	public @Nullable String spanId() {
		return this.tracing.spanId(this.exchange);
	}

}
