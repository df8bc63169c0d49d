package io.asyncappend.spring.boot.accesslog.tomcat;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

import io.asyncappend.spring.boot.accesslog.AccessLog;

/**
 * Gives Tomcat a valve for the access log, after its own if that is on.
 */
public final class TomcatAccessLogCustomizer
		implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

	private final AccessLog accessLog;

	/**
	 * Creates a customizer.
	 * @param accessLog where lines go
	 */
	public TomcatAccessLogCustomizer(AccessLog accessLog) {
		this.accessLog = accessLog;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		factory.addEngineValves(new TomcatAccessLogValve(this.accessLog));
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
