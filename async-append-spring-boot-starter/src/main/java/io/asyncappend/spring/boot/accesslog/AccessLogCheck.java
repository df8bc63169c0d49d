package io.asyncappend.spring.boot.accesslog;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.util.ClassUtils;

/**
 * Says so if the access log that a property asks for stays empty, as the application has
 * no web server of its own.
 */
public final class AccessLogCheck implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(AccessLogCheck.class);

	private static final String WEB = "org.springframework.boot.web.server.context.WebServerApplicationContext";

	private final ApplicationContext context;

	private final String appender;

	/**
	 * Creates the check.
	 * @param context the context that the access log is in
	 * @param appender the name of its appender
	 */
	public AccessLogCheck(ApplicationContext context, String appender) {
		this.context = context;
		this.appender = appender;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		// Events of child contexts arrive here, too.
		if (event.getApplicationContext() == this.context && !hasServer()) {
			logger.warn(AccessLogProperties.APPENDER + "=" + this.appender + " has no effect: there are no lines, as "
					+ "this application has no web server of its own. It is no web application, or a WAR in a server, "
					+ "whose own access log is the one to turn on");
		}
	}

	private boolean hasServer() {
		return ClassUtils.isPresent(WEB, getClass().getClassLoader()) && Web.hasServer(this.context);
	}

	/** Loaded only if there may be one. */
	private static final class Web {

		static boolean hasServer(ApplicationContext context) {
			return context instanceof WebServerApplicationContext web && web.getWebServer() != null;
		}

	}

}
