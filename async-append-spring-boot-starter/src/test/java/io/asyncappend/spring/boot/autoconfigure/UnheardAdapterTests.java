package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AuditListener;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockServletContext;

import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.testing.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An audit trail or an access log that would stay empty says so.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnheardAdapterTests {

	private static final String NO_EFFECT = "async-append.access-log.appender=access has no effect";

	@TempDir
	Path directory;

	private ApplicationContextRunner audit;

	private String[] access;

	@BeforeEach
	void prepare() {
		this.audit = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, AsyncAppendAutoConfiguration.class,
					AsyncAppendAuditAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.file=audit.log", "async-append.audit.appender=audit");
		this.access = new String[] { "async-append.directory=" + this.directory,
				"async-append.appenders.access.file=access.log", "async-append.access-log.appender=access" };
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "FALSE", "off", "no", "0" })
	void anAuditTrailWithoutEventsDoesNotStart(String disabled) {
		this.audit.withPropertyValues("management.auditevents.enabled=" + disabled)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("gets no event as management.auditevents.enabled is false"));
	}

	@Test
	void anAuditTrailWithAListenerOfTheApplicationsStarts(CapturedOutput output) {
		this.audit.withPropertyValues("management.auditevents.enabled=false")
			.withBean(AuditListener.class, () -> new AuditListener(new InMemoryAuditEventRepository()))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("gets no event");
	}

	@Test
	void anAuditTrailWithoutAListenerIsToldOf(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(AsyncAppendAutoConfiguration.class, AsyncAppendAuditAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.file=audit.log", "async-append.audit.appender=audit")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("gets no event that is published, as there is no audit listener");
	}

	@Test
	void anAuditTrailBesideARepositoryOfTheApplicationsIsToldOf(CapturedOutput output) {
		this.audit.withBean(AuditEventRepository.class, InMemoryAuditEventRepository::new)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("async-append.audit.appender has no effect");
	}

	@Test
	void anAuditTrailOfTheParentsSaysNothing(CapturedOutput output) {
		this.audit.run((parent) -> this.audit.withParent(parent).run((context) -> assertThat(context).hasNotFailed()));
		assertThat(output).doesNotContain("has no effect").doesNotContain("gets no event");
	}

	@Test
	void anAuditTrailThatIsHeardSaysNothing(CapturedOutput output) {
		this.audit.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("has no effect").doesNotContain("gets no event");
	}

	@Test
	void anAccessLogWithoutAWebServerIsToldOf(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendAccessLogAutoConfiguration.class))
			.withPropertyValues(this.access)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(NO_EFFECT);
	}

	@Test
	void anAccessLogInAWarIsToldOf(CapturedOutput output) {
		new WebApplicationContextRunner(() -> {
			AnnotationConfigServletWebServerApplicationContext war = new AnnotationConfigServletWebServerApplicationContext();
			war.setServletContext(new MockServletContext());
			return war;
		}).withConfiguration(
				AutoConfigurations.of(AsyncAppendAutoConfiguration.class, AsyncAppendAccessLogAutoConfiguration.class))
			.withPropertyValues(this.access)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(NO_EFFECT);
	}

	@Test
	void anAccessLogOfAWebServerSaysNothing(CapturedOutput output) {
		String[] arguments = java.util.Arrays.stream(this.access).map("--"::concat).toArray(String[]::new);
		TestServer.TOMCAT.run(Application.class, arguments).close();
		assertThat(output).doesNotContain("has no effect");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
