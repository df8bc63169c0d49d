package io.asyncappend.spring.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogRecord;
import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;
import io.asyncappend.spring.boot.testing.FakeAppender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Configured cursors are beans, open as long as their appender.
 */
class CursorBeanTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory, "async-append.appenders.orders.sync=1s");
	}

	private static void append(AsyncAppender appender, String record) {
		appender.append((record + "\n").getBytes(StandardCharsets.UTF_8));
		appender.sync();
	}

	private static List<String> poll(LogCursor cursor) {
		return cursor.poll(10, Duration.ZERO).stream().map((entry) -> ((LogRecord) entry).text()).toList();
	}

	@Test
	void aCursorIsABeanThatGoesOnAfterARestart() {
		this.runner = this.runner.withUserConfiguration(Injected.class)
			.withPropertyValues("async-append.appenders.orders.cursors.billing.force-interval=0s");
		this.runner.run((context) -> {
			AsyncAppender orders = context.getBean("orders", AsyncAppender.class);
			LogCursor billing = context.getBean("orders.billing", LogCursor.class);
			assertThat(context.getBean(Holder.class).cursor()).isSameAs(billing);
			append(orders, "one");
			append(orders, "two");
			assertThat(poll(billing)).containsExactly("one", "two");
			billing.acknowledge(4);
		});
		this.runner.run((context) -> assertThat(poll(context.getBean(LogCursor.class))).containsExactly("two"));
	}

	@Test
	void contextsThatShareAnAppenderShareItsCursor() {
		this.runner = this.runner.withPropertyValues("async-append.appenders.orders.cursors.billing.force-interval=0s");
		this.runner.run((first) -> {
			LogCursor one = first.getBean(LogCursor.class);
			LogCursor[] closed = new LogCursor[1];
			this.runner.run((second) -> {
				assertThat(second).hasNotFailed();
				AsyncAppender orders = second.getBean(AsyncAppender.class);
				append(orders, "one");
				append(orders, "two");
				LogCursor other = second.getBean(LogCursor.class);
				closed[0] = other;
				assertThat(poll(other)).containsExactly("one", "two");
				other.acknowledge(4);
				assertThat(orders.cursors()).extracting(LogCursor.Status::acknowledged).containsExactly(4L);
				assertThat(poll(one)).isEmpty();
			});
			// What the other one had and has not acknowledged.
			assertThat(poll(one)).containsExactly("two");
			one.acknowledge(8);
			assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> poll(closed[0]));
			assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> closed[0].acknowledge(8));
			closed[0].close();
			assertThat(one.status().acknowledged()).isEqualTo(8);
		});
		this.runner.run((context) -> assertThat(poll(context.getBean(LogCursor.class))).isEmpty());
	}

	@Test
	void aPollThatWaitsEndsWithItsContextThoughAnotherHasTheCursor() {
		this.runner = this.runner.withPropertyValues("async-append.appenders.orders.cursors.billing.start=oldest");
		this.runner.run((first) -> {
			AtomicReference<CompletableFuture<?>> waiting = new AtomicReference<>();
			this.runner.run((second) -> {
				LogCursor cursor = second.getBean(LogCursor.class);
				waiting.set(CompletableFuture.supplyAsync(() -> cursor.poll(1, Duration.ofHours(1))));
			});
			assertThat(waiting.get()).failsWithin(Duration.ofMinutes(1))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(AppenderClosedException.class);
			append(first.getBean(AsyncAppender.class), "one");
			assertThat(poll(first.getBean(LogCursor.class))).containsExactly("one");
		});
	}

	@Test
	void aCursorWithOtherOptionsThanThoseOfAnotherContextIsRefused() {
		this.runner.withPropertyValues("async-append.appenders.orders.cursors.billing.force-interval=0s")
			.run((first) -> this.runner
				.withPropertyValues("async-append.appenders.orders.cursors.billing.force-interval=5s")
				.run((second) -> assertThat(causes(second.getStartupFailure()))
					.anySatisfy((cause) -> assertThat(cause).isInstanceOf(InvalidPropertyException.class)
						.hasMessageContaining("async-append.appenders.orders.cursors.billing")
						.hasMessageContaining("another application context has it open with other options"))));
	}

	@Test
	void aCursorIsClosedBeforeItsAppender() {
		LogCursor[] cursor = new LogCursor[1];
		AsyncAppender[] appender = new AsyncAppender[1];
		this.runner.withPropertyValues("async-append.appenders.orders.cursors.billing.start=newest")
			.withBean("watching", AutoCloseable.class, () -> () -> {
				// Destroyed before what was made before it.
				assertThat(appender[0].status().state()).isEqualTo(AppenderStatus.State.OPEN);
			})
			.run((context) -> {
				cursor[0] = context.getBean(LogCursor.class);
				appender[0] = context.getBean(AsyncAppender.class);
			});
		assertThat(appender[0].status().state()).isEqualTo(AppenderStatus.State.CLOSED);
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> poll(cursor[0]));
	}

	@Test
	void aCursorWithoutPropertiesIsOneWithDefaults() {
		this.runner.withPropertyValues("async-append.appenders.orders.cursors.billing=")
			.run((context) -> assertThat(context).hasBean("orders.billing"));
	}

	@Test
	void aNameInTheEnvironmentIsThatOfTheFile() {
		this.runner.withPropertyValues("async-append.appenders.orders.cursors.my-search.start=oldest")
			.withInitializer(
					new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_ORDERS_CURSORS_MYSEARCH_START", "newest")))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(LogCursor.class)).containsExactly("orders.my-search");
				assertThat(context.getBean(LogCursor.class).name()).isEqualTo("my-search");
			});
	}

	@Test
	void thePrefixIsThatOfTheAppenderAndTheNameTheQualifier() {
		this.runner.withUserConfiguration(Injected.class)
			.withPropertyValues("async-append.bean-name-prefix=appender-",
					"async-append.appenders.orders.cursors.billing.start=newest")
			.run((context) -> assertThat(context.getBean(Holder.class).cursor())
				.isSameAs(context.getBean("appender-orders.billing")));
	}

	@Test
	void anAppenderWithoutCursorsHasNoBean() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(LogCursor.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "lasting-positions=false|cursors.billing|needs positions that last",
					"shared=true|cursors.billing|shared is true",
					"cursors.billing.force-interval=-1s|cursors.billing.force-interval|is negative" })
	void aCursorThatCannotBeOpenedStopsTheStart(String property, String named, String reason) {
		this.runner
			.withPropertyValues("async-append.appenders.orders.cursors.billing.start=oldest",
					"async-append.appenders.orders." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfies((failure) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(reason))
				.satisfies((failure) -> assertThat(causes(context.getStartupFailure()))
					.anySatisfy((cause) -> assertThat(cause).isInstanceOf(InvalidPropertyException.class)
						.hasMessageContaining("async-append.appenders.orders." + named))));
	}

	private static List<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause).toList();
	}

	@Test
	void aCursorOfTheUsersAppenderIsABeanToo() {
		AppenderStatus.State[] state = new AppenderStatus.State[1];
		this.runner.withUserConfiguration(Replaced.class, Injected.class)
			.withPropertyValues("async-append.bean-name-prefix=appender-",
					"async-append.appenders.orders.cursors.billing.start=oldest")
			.run((context) -> {
				AsyncAppender own = context.getBean("orders", AsyncAppender.class);
				assertThat(own.status().file()).contains(this.directory.resolve("own.log"));
				append(own, "one");
				LogCursor billing = context.getBean(Holder.class).cursor();
				assertThat(billing).isSameAs(context.getBean("appender-orders.billing"));
				assertThat(poll(billing)).containsExactly("one");
				assertThat(own.cursors()).extracting(LogCursor.Status::name).containsExactly("billing");
				state[0] = own.status().state();
			});
		assertThat(state[0]).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(this.directory.resolve("orders.log")).doesNotExist();
	}

	@Test
	void aCursorThatTheUsersAppenderHasNotStopsTheStart() {
		this.runner.withBean("orders", AsyncAppender.class, () -> new FakeAppender("orders"))
			.withPropertyValues("async-append.appenders.orders.cursors.billing.start=oldest")
			.run((context) -> assertThat(causes(context.getStartupFailure()))
				.anySatisfy((cause) -> assertThat(cause).isInstanceOf(InvalidPropertyException.class)
					.hasMessageContaining("async-append.appenders.orders.cursors.billing=billing: is a cursor that"
							+ " cannot be opened: ")));
	}

	@Test
	void aProfileInAnotherSpellingRenamesNoCursor() {
		this.runner.withPropertyValues("async-append.appenders.orders.cursors.Billing.start=newest")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("file",
						Map.of("async-append.appenders.orders.cursors.billing.force-interval", "0s"))))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(LogCursor.class)).containsExactly("orders.billing");
				assertThat(this.directory.resolve(".orders.log.cursor.billing")).exists();
				AsyncAppendProperties properties = context.getBean(AsyncAppendProperties.class);
				assertThat(properties.appenders().get("orders").cursors()).containsExactly(
						Map.entry("billing", new AsyncAppendProperties.Cursor(LogCursor.Start.NEWEST, Duration.ZERO)));
			});
	}

	@Test
	void aNameThatIsTakenIsSaid() {
		this.runner.withBean("orders.billing", StringBuilder.class)
			.withPropertyValues("async-append.appenders.orders.cursors.billing.start=oldest")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("would have a bean 'orders.billing', but that is a java.lang.StringBuilder"));
	}

	@Test
	void retentionWaitsForTheCursorsThatAreNamed() {
		this.runner
			.withPropertyValues("async-append.appenders.orders.rotation.keep-until=billing,search",
					"async-append.appenders.orders.rotation.keep-until-size=10MB")
			.run((context) -> {
				AsyncAppender orders = context.getBean(AsyncAppender.class);
				assertThat(orders.options().rotation().keepUntil()).containsExactly("billing", "search");
				assertThat(orders.options().rotation().keepUntilSize()).isEqualTo(10 << 20);
				assertThat(orders.cursors()).extracting(LogCursor.Status::name).containsExactly("billing", "search");
			});
		this.runner.withPropertyValues("async-append.appenders.orders.rotation.keep-until[0]=a/b")
			.run((context) -> assertThat(causes(context.getStartupFailure()))
				.anySatisfy((cause) -> assertThat(cause).isInstanceOf(InvalidPropertyException.class)
					.hasMessageContaining("async-append.appenders.orders.rotation.keep-until")));
	}

	@Test
	void metersAreThereForTheCursorsThatAre() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		AsyncAppendMeters meters = new AsyncAppendMeters();
		meters.bindTo(registry);
		this.runner.withBean(AsyncAppendMeters.class, () -> meters)
			.withPropertyValues("async-append.appenders.orders.rotation.keep-until=billing")
			.run((context) -> {
				AsyncAppender orders = context.getBean(AsyncAppender.class);
				append(orders, "one");
				assertThat(registry.get("async.append.cursor.lag.bytes")
					.tags("name", "orders", "cursor", "billing")
					.gauge()
					.value()).isEqualTo(4);
				// Before archives are looked through, too: no increase starts from no
				// number.
				assertThat(registry.get("async.append.cursor.overruns").tag("name", "orders").functionCounter().count())
					.isZero();
				LogCursor search = orders.cursor("search");
				assertThat(registry.get("async.append.cursor.lag.records").tag("cursor", "search").gauge().value())
					.isEqualTo(1);
				assertThat(registry.get("async.append.cursor.lag.age").tag("cursor", "search").timeGauge().value())
					.isNotNegative();
				search.close();
				assertThat(registry.find("async.append.cursor.lag.records").tag("cursor", "search").gauge()).isNull();
				orders.cursor("billing").close();
				assertThat(registry.find("async.append.cursor.lag.records").tag("cursor", "billing").gauge())
					.isNotNull();
			});
		assertThat(registry.getMeters())
			.noneMatch((meter) -> meter.getId().getName().startsWith("async.append.cursor"));
	}

	record Holder(LogCursor cursor) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Replaced {

		@Bean
		AsyncAppender orders(AsyncAppendFactory factory, @Value("${async-append.directory}") Path directory) {
			return factory.open("own", directory.resolve("own.log"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Bean
		Holder holder(@Qualifier("orders.billing") LogCursor cursor) {
			return new Holder(cursor);
		}

	}

}
