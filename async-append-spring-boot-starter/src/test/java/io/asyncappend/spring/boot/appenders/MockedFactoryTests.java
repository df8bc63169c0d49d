package io.asyncappend.spring.boot.appenders;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test that mocks the factory has the configured appenders all the same.
 */
@SpringBootTest(properties = { "async-append.appenders.audit.sync=1s", "async-append.audit.appender=audit",
		"async-append.appenders.access.sync=1s", "async-append.access-log.appender=access" })
@DirtiesContext
class MockedFactoryTests {

	@TempDir
	static Path directory;

	@MockitoBean
	AsyncAppendFactory factory;

	@Autowired
	User user;

	@DynamicPropertySource
	static void directory(DynamicPropertyRegistry registry) {
		registry.add("async-append.directory", () -> directory.toString());
	}

	@Test
	void aMockedFactoryLeavesTheAppendersThatAreBeans() {
		assertThat(Mockito.mockingDetails(this.factory).isMock()).isTrue();
		this.user.audit.append("works\n".getBytes(StandardCharsets.UTF_8));
		this.user.audit.flush();
		assertThat(directory.resolve("audit.log")).hasContent("works\n");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		User user(@Qualifier("audit") AsyncAppender audit, AsyncAppendFactory factory) {
			return new User(audit);
		}

	}

	record User(AsyncAppender audit) {

	}

}
