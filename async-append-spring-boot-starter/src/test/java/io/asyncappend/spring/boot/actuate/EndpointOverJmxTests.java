package io.asyncappend.spring.boot.actuate;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EndpointOverJmxTests {

	private static final byte[] RECORD = "record\n".getBytes(StandardCharsets.UTF_8);

	@TempDir
	Path directory;

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.jmx.enabled=true", "spring.jmx.default-domain=async-append-test",
					"management.endpoints.jmx.exposure.include=asyncappend", "async-append.directory=" + this.directory,
					"async-append.appenders.audit.sync=on-demand")
			.run(arguments);
	}

	private ObjectName name() throws Exception {
		return new ObjectName("async-append-test:type=Endpoint,name=Asyncappend");
	}

	private Object invoke(String operation, String... arguments) throws Exception {
		String[] signature = new String[arguments.length];
		Arrays.fill(signature, String.class.getName());
		return this.server.invoke(name(), operation, arguments, signature);
	}

	@Test
	void onlyReadsByDefault() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(this.server.getMBeanInfo(name()).getOperations()).extracting(MBeanOperationInfo::getName)
				.containsExactlyInAnyOrder("appenders", "appender");
			assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactly("audit");
		}
	}

	@Test
	void readsAndPerforms() throws Exception {
		try (ConfigurableApplicationContext context = run("--management.endpoint.asyncappend.access=unrestricted")) {
			context.getBean("audit", AsyncAppender.class).append(RECORD);
			Map<?, ?> synced = (Map<?, ?>) invoke("perform", "audit", "sync");
			assertThat(synced.get("done")).isEqualTo(true);
			Map<?, ?> audit = (Map<?, ?>) invoke("appender", "audit");
			assertThat(((Number) audit.get("durablePosition")).longValue()).isEqualTo(7);
			Map<?, ?> all = (Map<?, ?>) invoke("appenders");
			assertThat(((Map<?, ?>) all.get("appenders")).keySet().toString()).isEqualTo("[audit]");
			invoke("performAll", "disable");
			assertThat(context.getBean(AsyncAppendFactory.class).isEnabled()).isFalse();
			assertThat(invoke("appender", "nope")).isNull();
		}
	}

	@Test
	void whatIsWrongIsThrown() throws Exception {
		try (ConfigurableApplicationContext context = run("--management.endpoint.asyncappend.access=unrestricted")) {
			assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> invoke("perform", "nope", "flush"))
				.withMessageContaining("no appender 'nope' is open");
			assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> invoke("performAll", "explode"))
				.withMessageContaining("no operation 'explode'");
			context.getBean(AsyncAppendFactory.class).create("broken", ScriptedChannel.failingForces()).append(RECORD);
			assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> invoke("perform", "broken", "sync"))
				.withMessageContaining("sync was not done: broken: ");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
