package io.asyncappend.spring.boot.accesslog.tomcat;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.TimeUnit;

import org.apache.catalina.AccessLog;
import org.apache.catalina.Globals;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.Addresses;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * A request as Tomcat tells it.
 */
final class TomcatExchange implements Exchange {

	private final Request request;

	private final Response response;

	private final long nanos;

	private final boolean attributes;

	TomcatExchange(Request request, Response response, long nanos, boolean attributes) {
		this.request = request;
		this.response = response;
		this.nanos = nanos;
		this.attributes = attributes;
	}

	@Override
	public long startMillis() {
		return System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(this.nanos);
	}

	@Override
	public long durationNanos() {
		return this.nanos;
	}

	@Override
	public @Nullable String method() {
		return this.request.getMethod();
	}

	@Override
	public @Nullable String path() {
		return this.request.getRequestURI();
	}

	@Override
	public @Nullable String query() {
		return this.request.getQueryString();
	}

	@Override
	public @Nullable String protocol() {
		return this.request.getProtocol();
	}

	@Override
	public int status() {
		return this.response.getStatus();
	}

	@Override
	public long bodyBytes() {
		long written = this.response.getCoyoteResponse().getContentWritten();
		if (written <= 0 && this.request.getAttribute(Globals.SENDFILE_FILE_START_ATTR) instanceof Long start
				&& this.request.getAttribute(Globals.SENDFILE_FILE_END_ATTR) instanceof Long end) {
			return end - start;
		}
		return written;
	}

	@Override
	public @Nullable String remoteAddress() {
		Object told = this.attributes ? this.request.getAttribute(AccessLog.REMOTE_ADDR_ATTRIBUTE) : null;
		return Addresses.plain((told != null) ? told.toString() : this.request.getRemoteAddr());
	}

	@Override
	public int remotePort() {
		return this.request.getRemotePort();
	}

	@Override
	public @Nullable String localAddress() {
		return Addresses.plain(this.request.getLocalAddr());
	}

	@Override
	public int localPort() {
		return this.request.getLocalPort();
	}

	@Override
	public @Nullable String serverName() {
		return Addresses.plain(this.request.getServerName());
	}

	@Override
	public @Nullable String user() {
		return this.request.getRemoteUser();
	}

	@Override
	public @Nullable String requestHeader(String name) {
		return joined(Collections.list(this.request.getHeaders(name)));
	}

	@Override
	public @Nullable String responseHeader(String name) {
		return joined(this.response.getHeaders(name));
	}

	private static @Nullable String joined(Collection<String> values) {
		return values.isEmpty() ? null : String.join(", ", values);
	}

}
