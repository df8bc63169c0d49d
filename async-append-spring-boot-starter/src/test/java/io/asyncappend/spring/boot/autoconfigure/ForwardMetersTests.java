package io.asyncappend.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.asyncappend.AsyncAppender;
import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.actuate.metrics.ForwardMeters;

import static org.assertj.core.api.Assertions.assertThat;

/** The meters of forwarding, as a registry reads them. */
class ForwardMetersTests {

	private static final String[] COUNTS = { "sent", "sent.bytes", "retried", "rejected", "missing.bytes" };

	@TempDir
	private Path directory;

	private final AtomicBoolean away = new AtomicBoolean();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private ApplicationContextRunner contexts;

	@BeforeEach
	void configure() {
		this.contexts = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendForwardAutoConfiguration.class, AsyncAppendMetricsAutoConfiguration.class))
			.withBean("registry", MeterRegistry.class, () -> this.registry)
			.withBean("there", RecordSink.class,
					() -> (batch) -> this.away.get() ? CompletableFuture.failedFuture(new IOException("away"))
							: CompletableFuture.completedFuture(null))
			.withPropertyValues("async-append.directory=" + this.directory, "async-append.shutdown-timeout=10s",
					"async-append.appenders.orders.forward.sink=there");
	}

	private static void append(AsyncAppender appender, int records) {
		for (int i = 0; i < records; i++) {
			appender.append("order\n".getBytes(StandardCharsets.UTF_8));
		}
		appender.sync();
	}

	private double gauge(String name) {
		return this.registry.get("async.append.forward." + name).tag("name", "orders").gauge().value();
	}

	private double count(String name) {
		return this.registry.get("async.append.forward." + name).tag("name", "orders").functionCounter().count();
	}

	private static void awaitThat(Runnable assertion) {
		Awaitility.await().untilAsserted(assertion::run);
	}

	@Test
	void theyAreReadFromTheStatus() {
		this.away.set(true);
		this.contexts.run((context) -> {
			context.getBean(ForwardMeters.class).bindTo(this.registry);
			append(context.getBean(AsyncAppender.class), 3);
			awaitThat(() -> assertThat(gauge("degraded")).isEqualTo(1));
			assertThat(gauge("stopped")).isZero();
			assertThat(gauge("lag.records")).isEqualTo(3);
			assertThat(gauge("lag.bytes")).isEqualTo(18);
			assertThat(count("sent")).isZero();
			this.away.set(false);
			awaitThat(() -> assertThat(count("sent")).isEqualTo(3));
			assertThat(count("sent.bytes")).isEqualTo(18);
			assertThat(count("retried")).isPositive();
			awaitThat(() -> assertThat(gauge("degraded")).isZero());
			assertThat(gauge("lag.records")).isZero();
		});
	}

	@Test
	void countsAreNumbersAndOnlyGrow() {
		this.contexts.run((context) -> {
			context.getBean(ForwardMeters.class).bindTo(this.registry);
			append(context.getBean(AsyncAppender.class), 2);
			awaitThat(() -> assertThat(count("sent")).isEqualTo(2));
			context.stop();
			assertThat(gauge("lag.records")).isNaN();
			assertThat(count("sent")).isEqualTo(2);
			for (String name : COUNTS) {
				assertThat(count(name)).as(name).isNotNaN();
			}
			context.start();
			assertThat(count("sent")).isEqualTo(2);
			append(context.getBean(AsyncAppender.class), 1);
			awaitThat(() -> assertThat(count("sent")).isEqualTo(3));
		});
	}

	@Test
	void theyGoWithTheirContext() {
		this.contexts.run((context) -> {
			context.getBean(ForwardMeters.class).bindTo(this.registry);
			assertThat(forwarding()).hasSize(13);
		});
		assertThat(forwarding()).isEmpty();
	}

	@Test
	void thoseOfASecondContextHaveATagMore() {
		this.contexts.run((context) -> {
			context.getBean(ForwardMeters.class).bindTo(this.registry);
			this.contexts.withPropertyValues("async-append.directory=" + this.directory.resolve("second"))
				.run((second) -> {
					second.getBean(ForwardMeters.class).bindTo(this.registry);
					append(second.getBean(AsyncAppender.class), 4);
					awaitThat(() -> assertThat(this.registry.get("async.append.forward.sent")
						.tags("name", "orders", "factory", "2")
						.functionCounter()
						.count()).isEqualTo(4));
				});
			assertThat(forwarding()).hasSize(13).noneMatch((meter) -> meter.getId().getTag("factory") != null);
		});
	}

	private List<Meter> forwarding() {
		return this.registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("async.append.forward"))
			.toList();
	}

}
