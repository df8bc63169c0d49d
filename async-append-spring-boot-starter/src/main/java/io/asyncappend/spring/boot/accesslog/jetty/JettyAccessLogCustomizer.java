package io.asyncappend.spring.boot.accesslog.jetty;

import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

import io.asyncappend.spring.boot.accesslog.AccessLog;

/**
 * Gives Jetty a request log, besides the one that it may have.
 */
public final class JettyAccessLogCustomizer
		implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory>, Ordered {

	private final AccessLog accessLog;

	/**
	 * Creates a customizer.
	 * @param accessLog where lines go
	 */
	public JettyAccessLogCustomizer(AccessLog accessLog) {
		this.accessLog = accessLog;
	}

	@Override
	public void customize(ConfigurableJettyWebServerFactory factory) {
		factory.addServerCustomizers(this::customize);
	}

	private void customize(Server server) {
		RequestLog ours = (request, response) -> this.accessLog.log(new JettyExchange(request, response));
		RequestLog theirs = server.getRequestLog();
		if (theirs == null) {
			server.setRequestLog(ours);
			return;
		}
		server.setRequestLog(new RequestLog.Collection(theirs, ours));
		// Being no longer the request log, it would not be started: its file not be
		// opened.
		server.addBean(theirs);
	}

	/**
	 * After Spring Boot's own, which sets the request log whether there is one or not.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
