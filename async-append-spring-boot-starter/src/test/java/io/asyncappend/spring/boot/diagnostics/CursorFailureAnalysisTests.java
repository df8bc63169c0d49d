package io.asyncappend.spring.boot.diagnostics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendForwardAutoConfiguration;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Properties of cursors, of retention that waits for them, and of forwarding: what is
 * printed when the application does not start because of one. Below {@code orders}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CursorFailureAnalysisTests {

	private static final String ORDERS = "async-append.appenders.orders.";

	@TempDir
	Path directory;

	private ClassLoader classLoader = getClass().getClassLoader();

	private Map<String, Object> variables = Map.of();

	private ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(this.classLoader),
				Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers(new EnvironmentVariables(this.variables));
		List<String> all = new ArrayList<>(
				List.of("--async-append.directory=" + this.directory, "--spring.kafka.bootstrap-servers=localhost:1"));
		all.addAll(List.of(arguments));
		return application.run(all.toArray(String[]::new));
	}

	private static String[] arguments(String properties) {
		return List.of(properties.split(";"))
			.stream()
			.map((property) -> property.startsWith("async-append.") ? "--" + property : "--" + ORDERS + property)
			.toArray(String[]::new);
	}

	private void assertFailure(CapturedOutput output, String properties, String property, String value, String reason) {
		assertThatThrownBy(() -> run(arguments(properties)).close()).isInstanceOf(RuntimeException.class);
		assertThat(output)
			.contains("APPLICATION FAILED TO START",
					"    Property: " + (property.startsWith("async-append.") ? "" : ORDERS) + property + "\n",
					"    Value: \"" + value + "\"\n", "    Origin: ")
			.doesNotContain("\tat io.asyncappend");
		assertThat(output.toString().replaceAll("\\s+", " ")).contains("Reason: " + reason).contains("Action: ");
		// What is looked for among the beans is not there before.
		if (!property.startsWith("forward")) {
			assertThat(this.directory).isEmptyDirectory();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			// No property, where nothing would say so and nothing would be done.
			"cursors.billing.begin=newest | cursors.billing.begin | newest | is no property of a cursor",
			"cursors.billing.v2.start=oldest | cursors.billing.v2.start | oldest | is no property of a cursor",
			"forward.topic=orders | forward.topic | orders | is no property of forwarding",
			"forward.kafka.topics=orders | forward.kafka.topics | orders | is no property of forwarding",
			"forward.sink=there;forward.max-rte=1MB | forward.max-rte | 1MB | is no property of forwarding",
			"rotation.keep-untill=billing | rotation.keep-untill | billing | is no property of a rotation",
			"file=a.log;async-append.defaults.cursors.billing.start=oldest | async-append.defaults.cursors.billing.start | oldest | is of each appender alone",
			"file=a.log;async-append.defaults.forward.kafka.topic=all | async-append.defaults.forward.kafka.topic | all | is of each appender alone",
			"file=a.log;async-append.defaults.rotation.keep-until=billing | async-append.defaults.rotation.keep-until | billing | is of each appender alone",
			// Values.
			"cursors.billing.start=first | cursors.billing.start | first | is none of the known values",
			"cursors.billing.force-interval=-1s | cursors.billing.force-interval | -1s | is negative",
			"cursors.billing.force-interval=5 | cursors.billing.force-interval | 5 | is a number without a unit",
			"cursors.billing.force-interval=soon | cursors.billing.force-interval | soon | 'soon' is not a valid duration",
			"cursors.billing=newest | cursors.billing | newest | is a value where several settings belong",
			"cursors=billing | cursors | billing | is a value where several settings belong",
			"cursors[a/b].start=oldest | cursors[a/b] | a/b | will not do: ",
			"lasting-positions=maybe | lasting-positions | maybe | Invalid boolean value 'maybe'",
			"rotation.keep-until-size=-1GB | rotation.keep-until-size | -1GB | will not do: ",
			"rotation.keep-until-size=much | rotation.keep-until-size | much | 'much' does not match data size pattern",
			"rotation.keep-until=a/b | rotation.keep-until | a/b | will not do: ",
			"forward.kafka=orders | forward.kafka | orders | is a value where several settings belong",
			"forward=orders | forward | orders | is a value where several settings belong",
			"forward.sink=there;forward.oversize=drop | forward.oversize | drop | is none of the known values",
			"forward.sink=there;forward.max-rate=-1MB | forward.max-rate | -1MB | is negative",
			"forward.sink=there;forward.max-rate=fast | forward.max-rate | fast | 'fast' does not match data size pattern",
			// One of them needs another.
			"cursors.billing.start=oldest;lasting-positions=false | cursors.billing | billing | needs positions that last, but async-append.appenders.orders.lasting-positions is false",
			"cursors.billing.start=oldest;async-append.defaults.lasting-positions=false | cursors.billing | billing | needs positions that last, but async-append.defaults.lasting-positions is false",
			"cursors.billing.start=oldest;shared=true | cursors.billing | billing | needs positions that last, but async-append.appenders.orders.shared is true",
			"rotation.keep-until=billing;lasting-positions=false | rotation.keep-until | billing | needs positions that last",
			"forward.sink=there;lasting-positions=false | forward | orders | needs positions that last",
			"forward.kafka.topic=orders;async-append.defaults.shared=true | forward | orders | needs positions that last, but async-append.defaults.shared is true",
			"forward.sink=there;cursors.forward.start=newest | cursors.forward | forward | is the name of the cursor that forwarding has",
			"cursors.billing.start=oldest;rotation.keep-until=biling | rotation.keep-until | biling | is the name of no cursor of this appender; those configured are billing",
			"cursors.billing.start=oldest;rotation.keep-until=Billing | rotation.keep-until | Billing | is another spelling of the cursor 'billing'",
			"forward.sink=there;rotation.keep-until=foward | rotation.keep-until | foward | is the name of no cursor of this appender; those configured are forward",
			"cursors.billing.start=oldest;cursors.Billing.force-interval=0s | cursors.billing | billing | is the same name as 'Billing'",
			// Forwarding to nothing, to two, or to what is not there.
			"forward.kafka.topic=a b | forward.kafka.topic | a b | is not the name of a topic",
			"forward.oversize=stop | forward | orders | names neither a topic of Kafka nor a sink",
			"forward.sink=there;forward.kafka.topic=a | forward | orders | names both a topic of Kafka and a sink",
			"forward.sink=nowhere | forward.sink | nowhere | is not the name of a bean of type RecordSink",
			"forward.kafka.topic=a;forward.kafka.exactly-once=maybe | forward.kafka.exactly-once | maybe | Invalid boolean value 'maybe'",
			"forward.kafka.topic=a;forward.kafka.exactly-once=true;forward.kafka.positions-topic=a b | forward.kafka.positions-topic | a b | is not the name of a topic",
			"forward.kafka.topic=a;forward.kafka.exactlyones=true | forward.kafka.exactlyones | true | is no property of forwarding",
			"forward.kafka.topic=a;forward.kafka.key=nothing | forward.kafka.key | nothing | is neither log nor none, nor the name of a bean of type RecordKey" })
	void whatWillNotDoIsNamed(String properties, String property, String value, String reason, CapturedOutput output) {
		assertFailure(output, properties, property, value, reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "cursors.billing.start=oldest | cursors.billing | billing | cannot be read back",
					"lasting-positions=true | lasting-positions | true | has no file to keep positions beside",
					"rotation.keep-until=billing | rotation.keep-until | billing | has no path to rotate",
					"rotation.keep-until-size=1GB | rotation.keep-until-size | 1GB | has no path to rotate",
					"forward.oversize=stop | forward | orders | names neither a topic of Kafka nor a sink" })
	void aStandardStreamHasNone(String properties, String property, String value, String reason,
			CapturedOutput output) {
		assertThatThrownBy(() -> run(arguments("file=stdout;" + properties)).close())
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "    Property: " + ORDERS + property + "\n",
				"    Value: \"" + value + "\"\n", "    Origin: ");
		assertThat(output.toString().replaceAll("\\s+", " ")).contains(reason);
	}

	@Test
	void kafkaThatIsNotThereIsNamed(CapturedOutput output) {
		this.classLoader = new FilteredClassLoader("org.apache.kafka", "org.springframework.kafka");
		assertFailure(output, "forward.kafka.topic=orders", "forward.kafka", "orders",
				"needs Spring for Apache Kafka and Spring Boot's auto-configuration of it, which is not there");
		assertThat(output).contains("org.springframework.boot:spring-boot-starter-kafka");
	}

	@Test
	void aVariableOfTheEnvironmentIsNamed(CapturedOutput output) {
		this.variables = Map.of("ASYNCAPPEND_APPENDERS_ORDERS_CURSORS_BILLING_START", "first");
		assertFailure(output, "cursors.billing.force-interval=1s", "cursors.billing.start", "first",
				"is none of the known values");
	}

	@Test
	void whatIsWrittenByOthersDoesNotForgeTheReport(CapturedOutput output) {
		assertFailure(output, "forward.sink=there\nAction: rm", "forward.sink", "there\\u000aAction: rm",
				"is not the name of a bean of type RecordSink");
	}

	@ParameterizedTest
	@CsvSource({ "'cursors.billing.start=oldest;rotation.keep-until=billing'", "'rotation.keep-until=billing,search'",
			"'forward.sink=there;rotation.keep-until=forward'",
			"'forward.sink=there;cursors.billing.start=oldest;rotation.keep-until=forward,billing'",
			"'lasting-positions=false;rotation.keep-until='" })
	void whatDoesIsTaken(String properties) {
		try (ConfigurableApplicationContext context = run(arguments(properties))) {
			assertThat(context.getBean("orders", AsyncAppender.class).isOwned()).isTrue();
		}
	}

	@Test
	void aVariableOfTheOldFormIsNoUnknownProperty() {
		this.variables = Map.of("ASYNC_APPEND_APPENDERS_ORDERS_FORWARD_MAX_RATE", "1MB",
				"ASYNC_APPEND_APPENDERS_ORDERS_CURSORS_BILLING_FORCE_INTERVAL", "0s");
		try (ConfigurableApplicationContext context = run(
				arguments("forward.sink=there;forward.max-rate=2MB;cursors.billing.start=newest"))) {
			assertThat(context.getBean("orders.billing", LogCursor.class).name()).isEqualTo("billing");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendForwardAutoConfiguration.class,
			KafkaAutoConfiguration.class })
	static class Application {

		@Bean
		RecordSink there() {
			return (batch) -> CompletableFuture.completedFuture(null);
		}

	}

}
