package io.asyncappend.spring.boot.actuate;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AppenderStatus.Mode;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AppenderTrouble;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.spring.boot.actuate.health.AppenderHealthIndicator;
import io.asyncappend.spring.boot.actuate.health.AsyncAppendHealthContributor;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendHealthContributorAutoConfiguration;
import io.asyncappend.spring.boot.testing.ScriptedChannel;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HealthTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.sync=on-demand", "management.endpoint.health.show-details=always");
	}

	@Test
	void anOpenAppenderIsUp() {
		this.runner.run((context) -> {
			IndicatedHealthDescriptor audit = (IndicatedHealthDescriptor) context.getBean(HealthEndpoint.class)
				.healthForPath("asyncAppend", "audit");
			assertThat(audit.getStatus()).isEqualTo(Status.UP);
			assertThat(audit.getDetails()).containsEntry("state", "open")
				.containsEntry("mode", "asynchronous")
				.containsEntry("file", this.directory.resolve("audit.log").toString());
		});
	}

	@Test
	void appendersOpenedAtRunTimeComeAndGo() {
		this.runner.run((context) -> {
			HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
			AsyncAppender tenant = context.getBean(AsyncAppendFactory.class)
				.open("tenant", this.directory.resolve("tenant.log"));
			assertThat(((CompositeHealthDescriptor) endpoint.healthForPath("asyncAppend")).getComponents())
				.containsOnlyKeys("audit", "tenant");
			tenant.close();
			assertThat(endpoint.healthForPath("asyncAppend", "tenant")).isNull();
		});
	}

	@Test
	void aFailedAppenderIsDownWithItsCause() {
		this.runner.run((context) -> {
			AsyncAppender broken = context.getBean(AsyncAppendFactory.class)
				.create("broken", ScriptedChannel.failingForces());
			broken.append(new byte[1]);
			assertThatExceptionOfType(AppendException.class).isThrownBy(broken::sync);
			HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
			IndicatedHealthDescriptor health = (IndicatedHealthDescriptor) endpoint.healthForPath("asyncAppend",
					"broken");
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails().get("failure").toString()).contains("broken disk");
			assertThat(endpoint.healthForPath("asyncAppend").getStatus()).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void aDegradedAppenderHasAStatusOfItsOwn() {
		Health health = AppenderHealthIndicator.health(
				status(State.DEGRADED)
					.trouble(AppenderTrouble.builder()
						.failure(FailureKind.NO_SPACE, new IOException("No space left on device"))
						.build())
					.build());
		assertThat(health.getStatus()).isEqualTo(AppenderHealthIndicator.DEGRADED);
		assertThat(health.getDetails().get("failure").toString()).contains("No space left on device");
	}

	@Test
	void aFallbackIsUpWithADetail() {
		Health health = AppenderHealthIndicator
			.health(status(State.OPEN).mode(Mode.SYNCHRONOUS).fallbackReason("no thread can be started").build());
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("mode", "synchronous")
			.containsEntry("fallbackReason", "no thread can be started");
	}

	@Test
	void degradedIsSeenInTheAggregateBelowDownAndAboveUp() {
		this.runner.run((context) -> {
			StatusAggregator aggregator = context.getBean(StatusAggregator.class);
			Status degraded = AppenderHealthIndicator.DEGRADED;
			assertThat(aggregator.getAggregateStatus(degraded, Status.UP)).isEqualTo(degraded);
			assertThat(aggregator.getAggregateStatus(degraded, Status.DOWN)).isEqualTo(Status.DOWN);
			assertThat(aggregator.getAggregateStatus(Status.UP, Status.UNKNOWN)).isEqualTo(Status.UP);
		});
	}

	@Test
	void anOrderOfTheUsersOwnIsLeftAlone() {
		this.runner.withPropertyValues("management.endpoint.health.status.order=up,degraded,down")
			.run((context) -> assertThat(context.getBean(StatusAggregator.class)
				.getAggregateStatus(AppenderHealthIndicator.DEGRADED, Status.UP)).isEqualTo(Status.UP));
	}

	@Test
	void isTurnedOffByAProperty() {
		this.runner.withPropertyValues("management.health.asyncappend.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AsyncAppendHealthContributor.class));
		this.runner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AsyncAppendHealthContributor.class));
	}

	@ParameterizedTest
	@EnumSource(TestServer.class)
	void degradedIsMappedToAStatusCodeOnlyIfTheUserAsks(TestServer server) throws Exception {
		for (int code : new int[] { 200, 503 }) {
			try (Running running = server.run(Degraded.class, "--async-append.directory=" + this.directory,
					(code != 200) ? "--management.endpoint.health.status.http-mapping.degraded=" + code
							: "--async-append.appenders.audit.sync=on-demand")) {
				HttpResponse<String> response = running.get("/actuator/health");
				assertThat(response.statusCode()).isEqualTo(code);
				assertThat(Running.json(response)).containsAllEntriesOf(Map.of("status", "DEGRADED"));
			}
		}
	}

	/** What the documents say of groups. */
	@ParameterizedTest
	@CsvSource({ "'readinessState,asyncAppend', 503", "'readinessState,asyncAppend/broken', 503",
			"'readinessState,asyncAppend/audit', 200", "readinessState, 200" })
	void aGroupHasAllAppendersOrOne(String include, int code) throws Exception {
		try (Running running = TestServer.TOMCAT.run(Grouped.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.audit.sync=on-demand",
				"--management.endpoint.health.group.readiness.include=" + include)) {
			AsyncAppender broken = running.context().getBean("broken", AsyncAppender.class);
			assertThat(running.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
			broken.append(new byte[1]);
			assertThatExceptionOfType(AppendException.class).isThrownBy(broken::sync);
			assertThat(running.get("/actuator/health/readiness").statusCode()).isEqualTo(code);
			assertThat(running.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 503 })
	void degradedTakesAnInstanceAwayOnlyIfTheGroupSaysSo(int code) throws Exception {
		try (Running running = TestServer.TOMCAT.run(Degraded.class, "--async-append.directory=" + this.directory,
				"--management.endpoint.health.group.readiness.include=readinessState,degraded",
				"--management.endpoint.health.group.readiness.status.http-mapping."
						+ ((code != 200) ? "degraded=" + code : "other=500"))) {
			assertThat(running.get("/actuator/health/readiness").statusCode()).isEqualTo(code);
			assertThat(running.get("/actuator/health").statusCode()).isEqualTo(200);
		}
	}

	/** One mapping alone would have a failed appender answered 200. */
	@Test
	void theMappingOfTheDocumentsTakesAFailedOneAwayToo() throws Exception {
		String mapping = "--management.endpoint.health.group.readiness.status.http-mapping.";
		try (Running running = TestServer.TOMCAT.run(Grouped.class, "--async-append.directory=" + this.directory,
				"--management.endpoint.health.group.readiness.include=readinessState,asyncAppend",
				mapping + documented("degraded"), mapping + documented("down"),
				mapping + documented("out-of-service"))) {
			AsyncAppender broken = running.context().getBean("broken", AsyncAppender.class);
			assertThat(running.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
			AvailabilityChangeEvent.publish(running.context(), ReadinessState.REFUSING_TRAFFIC);
			assertThat(running.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
			AvailabilityChangeEvent.publish(running.context(), ReadinessState.ACCEPTING_TRAFFIC);
			broken.append(new byte[1]);
			assertThatExceptionOfType(AppendException.class).isThrownBy(broken::sync);
			assertThat(running.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
		}
	}

	/** A mapping as the documents have it. */
	private static String documented(String status) throws IOException {
		Matcher mapping = Pattern.compile("`(" + status + "=\\d+)`")
			.matcher(Files.readString(Path.of("docs/actuator.md")));
		assertThat(mapping.find()).as("a mapping of " + status).isTrue();
		return mapping.group(1);
	}

	private AppenderStatus.Builder status(State state) {
		return AppenderStatus.builder("audit").file(this.directory).state(state);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Grouped {

		@Bean
		AsyncAppender broken(AsyncAppendFactory factory) {
			return factory.create("broken", ScriptedChannel.failingForces());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Degraded {

		@Bean
		HealthIndicator degradedHealthIndicator() {
			return () -> Health.status(AppenderHealthIndicator.DEGRADED).build();
		}

	}

}
