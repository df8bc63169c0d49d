package io.asyncappend.spring.boot.accesslog.tomcat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.catalina.AccessLog;
import org.apache.catalina.Globals;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.Addresses;
import io.asyncappend.spring.boot.accesslog.ApplicationRequest;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;

/**
 * A request as Tomcat tells it.
 */
final class TomcatExchange implements Exchange {

	private static final String STATUS_NOTE = TomcatExchange.class.getName() + ".status";

	private static final int INTERNAL_SERVER_ERROR = 500;

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

	/**
	 * Keeps the status that an asynchronous application has left, see {@link #status()},
	 * but none after one that was sent.
	 */
	static void keepStatus(Request request, Response response) {
		if (request.getAsyncContextInternal() != null
				&& !(request.getNote(STATUS_NOTE) instanceof KeptStatus kept && kept.sent)) {
			request.setNote(STATUS_NOTE, new KeptStatus(response.getStatus(), isSent(response)));
		}
	}

	@Override
	public long startMillis() {
		return System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(this.nanos);
	}

	@Override
	public long durationNanos() {
		return this.nanos;
	}

	/** Without a protocol, the request line was no more parsed to its end. */
	@Override
	public @Nullable String method() {
		return (protocol() != null) ? this.request.getMethod() : null;
	}

	/** Over HTTP/2, a {@code CONNECT} has only an authority. */
	@Override
	public @Nullable String path() {
		String path = this.request.getRequestURI();
		return (path == null && "CONNECT".equals(method())) ? this.request.getHeader("host") : path;
	}

	@Override
	public @Nullable String query() {
		return this.request.getQueryString();
	}

	@Override
	public @Nullable String protocol() {
		return this.request.getProtocol();
	}

	/**
	 * Tomcat changes the status of an asynchronous request to 500 if the response fails
	 * behind a status line that was sent, or if the connection or stream does before
	 * Tomcat is done with it, as the client has gone or has all that it wants (see
	 * {@code CoyoteAdapter.asyncDispatch}).
	 */
	@Override
	public int status() {
		int status = this.response.getStatus();
		return (status == INTERNAL_SERVER_ERROR && this.request.getNote(STATUS_NOTE) instanceof KeptStatus kept
				&& isSent(this.response) && isFailed()) ? kept.status : status;
	}

	private static boolean isSent(Response response) {
		return response.getCoyoteResponse().isCommitted();
	}

	private boolean isFailed() {
		AtomicBoolean failed = new AtomicBoolean();
		this.response.getCoyoteResponse().action(ActionCode.IS_ERROR, failed);
		return failed.get();
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
		String told = told();
		return (told != null) ? Addresses.hostOf(told) : Addresses.plain(this.request.getRemoteAddr());
	}

	@Override
	public int remotePort() {
		String told = told();
		return (told != null) ? Addresses.portOf(told) : this.request.getRemotePort();
	}

	/** The client as a trusted proxy tells it, if that is not the one that connected. */
	private @Nullable String told() {
		Object told = this.attributes ? this.request.getAttribute(AccessLog.REMOTE_ADDR_ATTRIBUTE) : null;
		MessageBytes connected = this.request.getCoyoteRequest().remoteAddr();
		// Of a header whose value it refused, Tomcat has the text "null".
		return (told == null || told.equals("null") || connected.equals(told.toString())) ? null : told.toString();
	}

	@Override
	public @Nullable String localAddress() {
		return Addresses.plain(this.request.getLocalAddr());
	}

	@Override
	public int localPort() {
		return this.request.getLocalPort();
	}

	/** Tomcat makes up a name where a request has no host, or a bad one. */
	@Override
	public @Nullable String serverName() {
		String header = this.request.getHeader("host");
		Object told = this.attributes ? this.request.getAttribute(AccessLog.SERVER_NAME_ATTRIBUTE) : null;
		if (header == null) {
			// Of HTTP/2, Tomcat keeps the authority, which it has checked, as the name.
			return "HTTP/2.0".equals(protocol()) ? Addresses.plain(this.request.getServerName()) : null;
		}
		return (told != null) ? Addresses.plain(told.toString()) : Addresses.hostOf(header);
	}

	@Override
	public @Nullable String user() {
		String user = application().user();
		return (user != null) ? user : this.request.getRemoteUser();
	}

	@Override
	public @Nullable String requestHeader(String name) {
		MimeHeaders headers = this.request.getCoyoteRequest().getMimeHeaders();
		String joined = null;
		for (int i = headers.findHeader(name, 0); i >= 0; i = headers.findHeader(name, i + 1)) {
			joined = joined(joined, headers.getValue(i).toString());
		}
		return joined;
	}

	@Override
	public @Nullable String responseHeader(String name) {
		String joined = null;
		for (String value : this.response.getHeaders(name)) {
			joined = joined(joined, value);
		}
		return joined;
	}

	@Override
	public @Nullable Object attribute(String name) {
		Object value = this.request.getAttribute(name);
		return (value != null) ? value : application().attribute(name);
	}

	private ApplicationRequest application() {
		return ApplicationRequest.of(this.request.getAttribute(ApplicationRequest.ATTRIBUTE));
	}

	/**
	 * Of a header whose value Tomcat refuses, it keeps the name, and has {@code null}.
	 */
	private static @Nullable String joined(@Nullable String joined, @Nullable String value) {
		if (joined == null) {
			return value;
		}
		return (value != null) ? joined + ", " + value : joined;
	}

	/** A status, and whether it was sent when it was kept. */
	private record KeptStatus(int status, boolean sent) {
	}

}
