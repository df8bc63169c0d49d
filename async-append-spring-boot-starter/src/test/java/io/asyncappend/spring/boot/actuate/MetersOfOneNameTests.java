package io.asyncappend.spring.boot.actuate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;
import io.asyncappend.spring.boot.actuate.metrics.FailureMeter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Appenders of one name in one registry, as two factories have them.
 */
class MetersOfOneNameTests {

	private static final byte[] RECORD = "record\n".getBytes(StandardCharsets.UTF_8);

	@TempDir
	Path directory;

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final AsyncAppendMeters meters = new AsyncAppendMeters();

	private AsyncAppendFactory factory(AsyncAppendMeters meters) {
		return AsyncAppendFactory.builder().listener(meters).build();
	}

	private AsyncAppender open(AsyncAppendFactory factory, String file, int records) {
		AsyncAppender appender = factory.open("audit", this.directory.resolve(file));
		for (int i = 0; i < records; i++) {
			appender.append(RECORD);
		}
		appender.flush();
		return appender;
	}

	private Collection<FunctionCounter> counters() {
		return this.registry.find("async.append.records").tag("name", "audit").functionCounters();
	}

	private double count(String... tags) {
		return this.registry.get("async.append.records").tags(tags).functionCounter().count();
	}

	@Test
	void appendersOfTwoFactoriesHaveMetersOfTheirOwn() {
		this.meters.bindTo(this.registry);
		try (AsyncAppendFactory one = factory(this.meters); AsyncAppendFactory two = factory(this.meters)) {
			open(one, "one.log", 3);
			open(two, "two.log", 5);
			assertThat(counters()).extracting(FunctionCounter::count).containsExactlyInAnyOrder(3.0, 5.0);
			assertThat(count("factory", "2")).isEqualTo(5);
		}
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void theOneThatGoesTakesNothingFromTheOther() {
		this.meters.bindTo(this.registry);
		try (AsyncAppendFactory one = factory(this.meters); AsyncAppendFactory two = factory(this.meters)) {
			AsyncAppender first = open(one, "one.log", 3);
			AsyncAppender second = open(two, "two.log", 5);
			first.close();
			second.append(RECORD);
			assertThat(counters()).extracting(FunctionCounter::count).containsExactly(6.0);
			open(one, "one.log", 1);
			assertThat(counters()).extracting(FunctionCounter::count).containsExactlyInAnyOrder(1.0, 6.0);
			second.close();
			assertThat(counters()).singleElement()
				.satisfies((counter) -> assertThat(counter.getId().getTags()).hasSize(1));
		}
	}

	@Test
	void contextsWithOneRegistryHaveMetersOfTheirOwn() {
		AsyncAppendMeters others = new AsyncAppendMeters();
		try (AsyncAppendFactory one = factory(this.meters); AsyncAppendFactory two = factory(others)) {
			AsyncAppender first = open(one, "one.log", 3);
			this.meters.bindTo(this.registry);
			open(two, "two.log", 5);
			others.bindTo(this.registry);
			assertThat(counters()).extracting(FunctionCounter::count).containsExactlyInAnyOrder(3.0, 5.0);
			first.close();
			assertThat(counters()).extracting(FunctionCounter::count).containsExactly(5.0);
		}
	}

	@Test
	void anAppenderThatContextsShareIsCountedOnce() {
		AsyncAppendMeters others = new AsyncAppendMeters();
		this.meters.bindTo(this.registry);
		others.bindTo(this.registry);
		AsyncAppendFactory one = factory(this.meters);
		try (AsyncAppendFactory two = factory(others)) {
			AsyncAppender appender = open(one, "one.log", 0);
			two.share(appender);
			appender.append(RECORD);
			appender.sync();
			assertThat(counters()).extracting(FunctionCounter::count).containsExactly(1.0);
			Timer syncs = this.registry.get("async.append.fsync").timer();
			assertThat(syncs.count()).isEqualTo(1);
			one.close();
			appender.append(RECORD);
			appender.sync();
			assertThat(counters()).extracting(FunctionCounter::count).containsExactly(2.0);
			assertThat(syncs.count()).isEqualTo(2);
		}
		assertThat(this.registry.getMeters()).isEmpty();
	}

	/**
	 * Of meters of one name, Micrometer 1.16 (Spring Boot 4.0) takes one set of tags
	 * only.
	 */
	private static boolean takesAnotherSetOfTags() {
		return !MeterRegistry.class.getPackage().getImplementationVersion().startsWith("1.16.");
	}

	@Test
	void prometheusShowsBothWhereItTakesThem() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		this.meters.bindTo(prometheus);
		try (AsyncAppendFactory one = factory(this.meters); AsyncAppendFactory two = factory(this.meters)) {
			open(one, "one.log", 3);
			open(two, "two.log", 5);
			assertThat(prometheus.scrape()).contains("async_append_records_total{name=\"audit\"} 3.0");
			String second = "async_append_records_total{factory=\"2\",name=\"audit\"} 5.0";
			if (takesAnotherSetOfTags()) {
				assertThat(prometheus.scrape()).contains(second);
			}
			else {
				assertThat(prometheus.scrape()).doesNotContain("factory=");
			}
		}
	}

	@Test
	void failuresOfAdaptersAreCountedEach() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = open(factory, "one.log", 0);
			FailureMeter first = new FailureMeter("lost", "lines", "Lost", appender, () -> 3);
			FailureMeter second = new FailureMeter("lost", "lines", "Lost", appender, () -> 5);
			first.bindTo(this.registry);
			second.bindTo(this.registry);
			assertThat(this.registry.find("lost").functionCounters()).extracting(FunctionCounter::count)
				.containsExactlyInAnyOrder(3.0, 5.0);
			first.destroy();
			assertThat(this.registry.find("lost").functionCounters()).extracting(FunctionCounter::count)
				.containsExactly(5.0);
			second.destroy();
			assertThat(this.registry.getMeters()).isEmpty();
		}
	}

}
