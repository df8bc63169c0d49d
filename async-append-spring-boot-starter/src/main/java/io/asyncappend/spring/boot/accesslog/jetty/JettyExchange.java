package io.asyncappend.spring.boot.accesslog.jetty;

import java.security.Principal;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.Addresses;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * A request as Jetty tells it.
 */
final class JettyExchange implements Exchange {

	private final Request request;

	private final Response response;

	JettyExchange(Request request, Response response) {
		this.request = request;
		this.response = response;
	}

	@Override
	public long startMillis() {
		return Request.getTimeStamp(this.request);
	}

	@Override
	public long durationNanos() {
		return NanoTime.since(this.request.getBeginNanoTime());
	}

	@Override
	public @Nullable String method() {
		return isUnreadable() ? null : this.request.getMethod();
	}

	@Override
	public @Nullable String path() {
		return isUnreadable() ? null : this.request.getHttpURI().getPath();
	}

	/** What Jetty makes up for a request line that it cannot parse. */
	private boolean isUnreadable() {
		return "BAD".equals(this.request.getMethod()) && "/badMessage".equals(this.request.getHttpURI().getPath());
	}

	@Override
	public @Nullable String query() {
		return this.request.getHttpURI().getQuery();
	}

	@Override
	public @Nullable String protocol() {
		return isUnreadable() ? null : this.request.getConnectionMetaData().getProtocol();
	}

	@Override
	public int status() {
		return this.response.getStatus();
	}

	@Override
	public long bodyBytes() {
		return Response.getContentBytesWritten(this.response);
	}

	@Override
	public @Nullable String remoteAddress() {
		return Addresses.host(this.request.getConnectionMetaData().getRemoteSocketAddress());
	}

	@Override
	public int remotePort() {
		return Addresses.port(this.request.getConnectionMetaData().getRemoteSocketAddress());
	}

	@Override
	public @Nullable String localAddress() {
		return Addresses.host(this.request.getConnectionMetaData().getLocalSocketAddress());
	}

	@Override
	public int localPort() {
		return Addresses.port(this.request.getConnectionMetaData().getLocalSocketAddress());
	}

	@Override
	public @Nullable String serverName() {
		return Addresses.plain(Request.getServerName(this.request));
	}

	@Override
	public @Nullable String user() {
		Request.AuthenticationState state = Request.getAuthenticationState(this.request);
		Principal principal = (state != null) ? state.getUserPrincipal() : null;
		return (principal != null) ? principal.getName() : null;
	}

	@Override
	public @Nullable String requestHeader(String name) {
		return joined(this.request.getHeaders(), name);
	}

	@Override
	public @Nullable String responseHeader(String name) {
		return joined(this.response.getHeaders(), name);
	}

	private static @Nullable String joined(HttpFields fields, String name) {
		String joined = null;
		for (HttpField field : fields) {
			if (field.is(name)) {
				joined = (joined != null) ? joined + ", " + field.getValue() : field.getValue();
			}
		}
		return joined;
	}

}
