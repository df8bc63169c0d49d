package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.audit.listener.AuditListener;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.asyncappend.spring.boot.audit.AppenderAuditEventRepository;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;

class AuditAutoConfigurationTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, AsyncAppendAutoConfiguration.class,
					AsyncAppendAuditAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.file=audit.log");
	}

	private ApplicationContextRunner on() {
		return this.runner.withPropertyValues("async-append.audit.appender=audit");
	}

	@Test
	void nothingUnlessItIsAskedFor() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(AuditEventRepository.class)
			.doesNotHaveBean(AuditListener.class));
	}

	@Test
	void springBootListensForIt() {
		on().run((context) -> {
			assertThat(context).hasSingleBean(AppenderAuditEventRepository.class).hasSingleBean(AuditListener.class);
			context.publishEvent(new AuditApplicationEvent("ada", "LOGIN"));
			assertThat(context.getBean(AuditEventRepository.class).find("ada", null, null)).singleElement()
				.extracting(AuditEvent::getType)
				.isEqualTo("LOGIN");
		});
	}

	@Test
	void aStandardStreamIsNoTrail() {
		on().withPropertyValues("async-append.appenders.audit.file=stdout")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("async-append.audit.appender=audit: is an appender of standard output"
						+ " (async-append.appenders.audit.file=stdout), which is neither durable nor read back")
				.hasMessageContaining("Set async-append.appenders.audit.file to a file"));
	}

	@Test
	void listenersForSpringSecurityAreThereIfThatIs() {
		on().run((context) -> assertThat(context).hasBean("authenticationAuditListener")
			.hasBean("authorizationAuditListener"));
		on().withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasSingleBean(AuditListener.class)
				.doesNotHaveBean("authenticationAuditListener")
				.doesNotHaveBean("authorizationAuditListener"));
	}

	@Test
	void backsOffFromTheUsersOwn() {
		on().withBean(InMemoryAuditEventRepository.class)
			.run((context) -> assertThat(context).hasSingleBean(AuditEventRepository.class)
				.doesNotHaveBean(AppenderAuditEventRepository.class));
	}

	@Test
	void withoutActuatorItDoesNotStart() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(AsyncAppendAutoConfiguration.class, AsyncAppendAuditAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.file=audit.log", "async-append.audit.appender=audit")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate", "tools.jackson"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("needs Spring Boot's Actuator on the class path"));
	}

	@Test
	void withoutJacksonItDoesNotStart() {
		on().withClassLoader(new FilteredClassLoader("tools.jackson"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("needs Jackson 3 on the class path"));
	}

	@Test
	void withoutActuatorAndWithoutBeingAskedForItStarts() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(AsyncAppendAutoConfiguration.class, AsyncAppendAuditAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate", "tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
