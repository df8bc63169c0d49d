package io.asyncappend.spring.boot.accesslog.jetty;

import java.nio.charset.StandardCharsets;
import java.security.Principal;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.Addresses;
import io.asyncappend.spring.boot.accesslog.ApplicationRequest;
import io.asyncappend.spring.boot.accesslog.RequestTarget;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * A request as Jetty tells it.
 */
final class JettyExchange implements Exchange {

	private final Request request;

	private final Response response;

	private final @Nullable RequestTarget target;

	JettyExchange(Request request, Response response) {
		this.request = request;
		this.response = response;
		this.target = isMadeUp() ? null : target();
	}

	/**
	 * What Jetty makes up for a request that it cannot parse: it has no headers, and no
	 * host.
	 */
	private boolean isMadeUp() {
		HttpURI uri = this.request.getHttpURI();
		String name = uri.getPath();
		if (!"/badMessage".equals(name) && !"/badRequest".equals(name)) {
			return false;
		}
		boolean http1 = "HTTP/1.0".equals(this.request.getConnectionMetaData().getProtocol());
		return (name.equals("/badMessage") ? http1 && "BAD".equals(this.request.getMethod()) : !http1)
				&& uri.getHost() == null && this.request.getHeaders().size() == 0;
	}

	/** As it came in, also where Jetty takes it for something else, or drops a part. */
	private @Nullable RequestTarget target() {
		HttpURI uri = this.request.getHttpURI();
		if (HttpMethod.CONNECT.is(this.request.getMethod()) && uri.getAuthority() != null) {
			return new RequestTarget(uri.getAuthority(), null);
		}
		if ("*".equals(uri.getPath())) {
			// The whole has it right behind the host, as if it were a part of that.
			return new RequestTarget("*", uri.getQuery());
		}
		@Nullable String target = JettyTarget.of(uri, this.request);
		if (target == null) {
			return null;
		}
		// Jetty decodes UTF-8; what came in were bytes, which lines have a char each.
		return RequestTarget.of(isAscii(target) ? target
				: new String(target.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
	}

	private static boolean isAscii(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) >= 0x80) {
				return false;
			}
		}
		return true;
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
		return (this.target != null) ? this.request.getMethod() : null;
	}

	@Override
	public @Nullable String path() {
		return (this.target != null) ? this.target.path() : null;
	}

	@Override
	public @Nullable String query() {
		return (this.target != null) ? this.target.query() : null;
	}

	@Override
	public @Nullable String protocol() {
		return (this.target != null) ? this.request.getConnectionMetaData().getProtocol() : null;
	}

	@Override
	public int status() {
		return this.response.getStatus();
	}

	/** Of the page that Jetty makes for an error itself, only its header has the size. */
	@Override
	public long bodyBytes() {
		long written = Response.getContentBytesWritten(this.response);
		if (written <= 0 && this.response.getStatus() >= 400) {
			return this.response.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
		}
		return written;
	}

	@Override
	public @Nullable String remoteAddress() {
		return Addresses.client(this.request.getConnectionMetaData().getRemoteSocketAddress(),
				Request.unWrap(this.request).getConnectionMetaData().getRemoteSocketAddress());
	}

	@Override
	public int remotePort() {
		return Addresses.clientPort(this.request.getConnectionMetaData().getRemoteSocketAddress(),
				Request.unWrap(this.request).getConnectionMetaData().getRemoteSocketAddress());
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
		String header = this.request.getHeaders().get(HttpHeader.HOST);
		return (header != null) ? Addresses.hostOf(header) : Addresses.plain(this.request.getHttpURI().getHost());
	}

	@Override
	public @Nullable String user() {
		String user = application().user();
		if (user != null) {
			return user;
		}
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

	@Override
	public @Nullable Object attribute(String name) {
		Object value = this.request.getAttribute(name);
		return (value != null) ? value : application().attribute(name);
	}

	private ApplicationRequest application() {
		return ApplicationRequest.of(this.request.getAttribute(ApplicationRequest.ATTRIBUTE));
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
