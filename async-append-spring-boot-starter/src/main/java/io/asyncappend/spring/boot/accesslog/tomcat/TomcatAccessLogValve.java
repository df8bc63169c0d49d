package io.asyncappend.spring.boot.accesslog.tomcat;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import io.asyncappend.spring.boot.accesslog.AccessLog;

/**
 * Told by Tomcat of each request when it is over, of those too that never reached a
 * valve, such as malformed ones.
 */
final class TomcatAccessLogValve extends ValveBase implements org.apache.catalina.AccessLog {

	private final AccessLog accessLog;

	private volatile boolean requestAttributesEnabled = true;

	TomcatAccessLogValve(AccessLog accessLog) {
		super(true);
		this.accessLog = accessLog;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		// Kept by the request; a connection that the client closes cannot tell any more.
		request.getRemoteAddr();
		request.getRemotePort();
		request.getLocalAddr();
		request.getLocalPort();
		// Of a request that is dispatched again, also what was sent meanwhile.
		TomcatExchange.keepStatus(request, response);
		getNext().invoke(request, response);
		TomcatExchange.keepStatus(request, response);
	}

	@Override
	public void log(Request request, Response response, long nanos) {
		this.accessLog.log(new TomcatExchange(request, response, nanos, this.requestAttributesEnabled));
	}

	/**
	 * Whether to believe what other valves (such as the one for {@code X-Forwarded-For})
	 * found out about the client.
	 */
	@Override
	public void setRequestAttributesEnabled(boolean requestAttributesEnabled) {
		this.requestAttributesEnabled = requestAttributesEnabled;
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return this.requestAttributesEnabled;
	}

}
