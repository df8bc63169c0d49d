package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.AccessLog;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is turned off leaves nothing behind that would need it.
 */
class BackingOffTests {

	@TempDir
	Path directory;

	private WebApplicationContextRunner runner() {
		return new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withUserConfiguration(Application.class)
			.withPropertyValues("async-append.directory=" + this.directory, "async-append.appenders.audit.sync=1s",
					"async-append.appenders.access.sync=1s", "management.endpoints.web.exposure.include=*");
	}

	private WebApplicationContextRunner allOn() {
		return runner().withPropertyValues("async-append.audit.appender=audit",
				"async-append.access-log.appender=access");
	}

	@Test
	void withoutTheMainConfigurationTheRestBacksOff() {
		allOn().withPropertyValues("spring.autoconfigure.exclude=" + AsyncAppendAutoConfiguration.class.getName())
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(AsyncAppendFactory.class);
				assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("asyncAppend"));
				assertThat(this.directory).isEmptyDirectory();
			});
	}

	@Test
	void allOfItIsThereWithIt() {
		allOn().run((context) -> assertThat(context).hasSingleBean(AccessLog.class)
			.hasBean("asyncAppendAuditEventRepository")
			.hasBean("asyncAppendEndpoint")
			.hasBean("asyncAppendHealthContributor"));
	}

	@ParameterizedTest
	@CsvSource({ "''", "'  '", "false" })
	void anEmptyVariableNamesNoAppender(String value) {
		allOn()
			.withInitializer(new EnvironmentVariables(
					Map.of("ASYNCAPPEND_AUDIT_APPENDER", value, "ASYNCAPPEND_ACCESSLOG_APPENDER", value)))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(AccessLog.class);
				assertThat(context.getBeansOfType(AuditEventRepository.class)).isEmpty();
				assertThat(context.getBeansOfType(AsyncAppender.class)).containsOnlyKeys("audit", "access");
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TomcatServletWebServerFactory server() {
			return new TomcatServletWebServerFactory(0);
		}

	}

}
