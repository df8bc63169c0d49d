package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import org.apache.catalina.Valve;
import org.eclipse.jetty.server.RequestLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.accesslog.AccessLog;
import io.asyncappend.spring.boot.accesslog.jetty.JettyAccessLogCustomizer;
import io.asyncappend.spring.boot.accesslog.netty.NettyAccessLogCustomizer;
import io.asyncappend.spring.boot.accesslog.tomcat.TomcatAccessLogCustomizer;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;

import static org.assertj.core.api.Assertions.assertThat;

class AccessLogAutoConfigurationTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendAccessLogAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.access.file=access.log", "async-append.appenders.other.file=other.log");
	}

	private ApplicationContextRunner on() {
		return this.runner.withPropertyValues("async-append.access-log.appender=access");
	}

	@Test
	void nothingUnlessItIsAskedFor() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(AccessLog.class)
			.doesNotHaveBean(WebServerFactoryCustomizer.class));
	}

	@Test
	void eachServerThatIsThereIsCustomized() {
		on().run((context) -> assertThat(context).hasSingleBean(TomcatAccessLogCustomizer.class)
			.hasSingleBean(JettyAccessLogCustomizer.class)
			.hasSingleBean(NettyAccessLogCustomizer.class));
		on().withClassLoader(new FilteredClassLoader(ConfigurableJettyWebServerFactory.class, RequestLog.class,
				NettyReactiveWebServerFactory.class, HttpServer.class))
			.run((context) -> assertThat(context).hasSingleBean(TomcatAccessLogCustomizer.class)
				.doesNotHaveBean(JettyAccessLogCustomizer.class)
				.doesNotHaveBean(NettyAccessLogCustomizer.class));
	}

	@Test
	void noServerAtAll() {
		on().withClassLoader(new FilteredClassLoader("org.apache.catalina", "org.eclipse.jetty", "reactor.netty",
				"io.netty", "jakarta.servlet", "org.springframework.boot.tomcat", "org.springframework.boot.jetty",
				"org.springframework.boot.reactor", "org.springframework.boot.web", "org.springframework.web",
				"org.springframework.boot.actuate", "io.micrometer", "tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AccessLog.class)
				.doesNotHaveBean(WebServerFactoryCustomizer.class));
		on().withClassLoader(new FilteredClassLoader(ConfigurableTomcatWebServerFactory.class, Valve.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TomcatAccessLogCustomizer.class));
	}

	@Test
	void itsAppenderDropsUnlessItsOwnPropertySaysOtherwise() {
		on().withPropertyValues("async-append.defaults.backpressure=fail").run((context) -> {
			assertThat(backpressure(context.getBean("access", AsyncAppender.class))).isEqualTo(Backpressure.drop());
			assertThat(backpressure(context.getBean("other", AsyncAppender.class))).isEqualTo(Backpressure.fail());
		});
		on().withPropertyValues("async-append.appenders.access.backpressure=block")
			.run((context) -> assertThat(backpressure(context.getBean("access", AsyncAppender.class)))
				.isEqualTo(Backpressure.block()));
	}

	private static Backpressure backpressure(AsyncAppender appender) {
		return appender.options().backpressure();
	}

	@Test
	void theNameMayBeSpelledInAnyWay() {
		this.runner
			.withPropertyValues("async-append.appenders.web-access.sync=1s",
					"async-append.access-log.appender=webAccess")
			.withInitializer(new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_WEBACCESS_BUFFERSIZE", "2KB")))
			.run((context) -> {
				AsyncAppender appender = context.getBean(AccessLog.class).appender();
				assertThat(appender).isSameAs(context.getBean("web-access"));
				assertThat(backpressure(appender)).isEqualTo(Backpressure.drop());
			});
	}

	@Test
	void anAppenderOfTheUsersOwn() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender own = factory.open("own", this.directory.resolve("own.log"));
			on().withBean("access", AsyncAppender.class, () -> own)
				.run((context) -> assertThat(context.getBean(AccessLog.class).appender()).isSameAs(own));
		}
	}

}
