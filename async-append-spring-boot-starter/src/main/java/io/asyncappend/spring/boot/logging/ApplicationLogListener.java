package io.asyncappend.spring.boot.logging;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

import io.asyncappend.spring.boot.logging.logback.LogbackAttachment;
import io.asyncappend.spring.boot.logging.sink.ApplicationLog;
import io.asyncappend.spring.boot.logging.sink.LogSink;
import io.asyncappend.spring.boot.properties.AppenderDefinitions;
import io.asyncappend.spring.boot.properties.AppendersBindHandler;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.LoggingProperties;

/**
 * Opens the log right after Spring Boot has set up the loggers, which is before the first
 * line, and hands its appender on to the context. The context closes it after everything
 * else. Each {@code SpringApplication} has one, like Spring Boot's own listener.
 */
final class ApplicationLogListener implements ApplicationListener<SpringApplicationEvent>, Ordered {

	private ApplicationLog.@Nullable Lease lease;

	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			// The build of an application is not to write its log.
			if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
				prepare(prepared);
			}
			else {
				prepareForBuild(prepared.getEnvironment());
			}
		}
		else if (event instanceof ApplicationFailedEvent failed) {
			release(failed.getApplicationContext());
		}
	}

	private void prepare(ApplicationEnvironmentPreparedEvent event) {
		Environment environment = event.getEnvironment();
		LoggingProperties properties = properties(environment);
		String name = (properties != null) ? properties.appender() : null;
		Path file = null;
		if (properties != null && name != null) {
			properties.requireLogback(event.getSpringApplication().getClassLoader());
			LogSink sink = ApplicationLog.open(environment, LoggingProperties.APPENDER, name);
			file = sink.file();
			ApplicationLog.attach(LogbackAttachment.of(sink, properties));
		}
		else {
			ApplicationLog.attachAgain();
		}
		// Maybe the configuration of Logback has asked for it.
		ApplicationLog.Lease lease = ApplicationLog.lease();
		this.lease = lease;
		if (lease != null) {
			ApplicationLog.tellOfForwarding();
			showFile(event.getEnvironment(), (file != null) ? file : ApplicationLog.onlyFile());
			event.getBootstrapContext().addCloseListener(lease);
		}
	}

	/** What is built in depends on what there will be. */
	private static void prepareForBuild(ConfigurableEnvironment environment) {
		LoggingProperties properties = properties(environment);
		String name = (properties != null) ? properties.appender() : null;
		if (name != null) {
			AsyncAppendProperties all = AppendersBindHandler.bindEarly(environment, name);
			showFile(environment,
					new AppenderDefinitions(all, List.of()).ofLog(LoggingProperties.APPENDER, name).file());
		}
	}

	/**
	 * Spring Boot's endpoint {@code logfile} shows the file of Spring Boot's own log,
	 * which does not exist here, unless a property names another. A property of the
	 * application comes first.
	 */
	private static void showFile(ConfigurableEnvironment environment, @Nullable Path file) {
		if (file != null) {
			environment.getPropertySources()
				.addLast(new MapPropertySource("asyncAppendLogFile",
						Map.of("management.endpoint.logfile.external-file", file.toAbsolutePath().toString())));
		}
	}

	/** To bind them takes a hundredth of the start, even where none is set. */
	private static @Nullable LoggingProperties properties(Environment environment) {
		return environment.containsProperty(LoggingProperties.APPENDER) ? LoggingProperties.bindEarly(environment)
				: null;
	}

	/** A context that is active is closed after this, and closes the log. */
	private void release(@Nullable ConfigurableApplicationContext context) {
		if (context == null || !context.isActive()) {
			ApplicationLog.Lease asked = (this.lease != null) ? this.lease : ApplicationLog.lease();
			if (asked != null) {
				asked.destroy();
			}
		}
	}

}
