package io.asyncappend.spring.boot.actuate;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AppendException;
import io.asyncappend.AppendListener;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.FileLoss;
import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;
import io.asyncappend.spring.boot.testing.ScriptedChannel;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;
import io.asyncappend.spring.boot.text.ConstantText;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * What a Prometheus server would scrape, compared with what was done.
 */
class MetersTests {

	private static final byte[] RECORD = "record\n".getBytes(StandardCharsets.UTF_8);

	@TempDir
	Path directory;

	private Running run(String... arguments) {
		String[] all = new String[arguments.length + 2];
		all[0] = "--async-append.directory=" + this.directory;
		all[1] = "--async-append.appenders.audit.sync=on-demand";
		System.arraycopy(arguments, 0, all, 2, arguments.length);
		return TestServer.TOMCAT.run(Application.class, all);
	}

	@Test
	void countsAndTimesAreWhatWasDone() throws Exception {
		try (Running running = run()) {
			AsyncAppender audit = running.context().getBean("audit", AsyncAppender.class);
			for (int i = 0; i < 10; i++) {
				audit.append(RECORD);
			}
			audit.sync();
			audit.append(RECORD);
			audit.sync();
			Map<String, Double> scraped = scrape(running);
			Counting counting = running.context().getBean(Counting.class);
			// One record was appended, and synced, before there was any registry.
			assertThat(scraped).containsEntry("async_append_records_total{name=\"audit\"}", 12.0)
				.containsEntry("async_append_bytes_total{name=\"audit\"}", 84.0)
				.containsEntry("async_append_written_records_total{name=\"audit\"}", 12.0)
				.containsEntry("async_append_written_bytes_total{name=\"audit\"}", 84.0)
				.containsEntry("async_append_durable_records_total{name=\"audit\"}", 12.0)
				.containsEntry("async_append_durable_bytes_total{name=\"audit\"}", 84.0)
				.containsEntry("async_append_unwritten_age_seconds{name=\"audit\"}", 0.0)
				.containsEntry("async_append_undurable_age_seconds{name=\"audit\"}", 0.0)
				.containsEntry("async_append_sync_interval_seconds{name=\"audit\"}", Double.NaN)
				.containsEntry("async_append_buffer_size_bytes{name=\"audit\"}", 4194304.0)
				.containsEntry("async_append_buffer_fill_ratio{name=\"audit\"}", 0.0)
				.containsEntry("async_append_state{name=\"audit\",state=\"open\"}", 1.0)
				.containsEntry("async_append_state{name=\"audit\",state=\"degraded\"}", 0.0)
				.containsEntry("async_append_state{name=\"audit\",state=\"failed\"}", 0.0)
				.containsEntry("async_append_mode{mode=\"asynchronous\",name=\"audit\"}", 1.0)
				.containsEntry("async_append_mode{mode=\"synchronous\",name=\"audit\"}", 0.0)
				.containsEntry("async_append_fallback{name=\"audit\"}", 0.0)
				.containsEntry("async_append_file_lost{name=\"audit\"}", 0.0)
				.containsEntry("async_append_rotation_failing{name=\"audit\"}", 0.0)
				.containsEntry("async_append_disk_min_free_bytes{name=\"audit\"}", 0.0)
				.containsEntry("async_append_archives_files{name=\"audit\"}", Double.NaN)
				.containsEntry("async_append_archives_size_bytes{name=\"audit\"}", Double.NaN)
				.containsEntry("async_append_file_losses_total{kind=\"deleted\",name=\"audit\"}", 0.0)
				.containsEntry("async_append_dropped_records_total{name=\"audit\",reason=\"full\"}", 0.0)
				.containsEntry("async_append_queue_depth_records{name=\"audit\"}", 0.0)
				.containsEntry("async_append_queue_bytes{name=\"audit\"}", 0.0)
				.containsEntry("async_append_unsynced_bytes{name=\"audit\"}", 0.0)
				.containsEntry("async_append_errors_total{kind=\"no-space\",name=\"audit\"}", 0.0)
				.containsEntry("async_append_errors_total{kind=\"force\",name=\"audit\"}", 0.0)
				.containsEntry("async_append_rotations_total{name=\"audit\"}", 0.0)
				.containsEntry("async_append_rotation_errors_total{name=\"audit\"}", 0.0)
				.containsEntry("async_append_degraded_seconds_count{name=\"audit\"}", 0.0)
				.containsEntry("async_append_degraded_seconds_sum{name=\"audit\"}", 0.0)
				.containsEntry("async_append_blocked_seconds_count{name=\"audit\"}", 0.0);
			assertThat(scraped.get("async_append_disk_free_bytes{name=\"audit\"}")).isNotNegative();
			assertThat(counting.syncs.sum()).isGreaterThanOrEqualTo(3);
			assertThat(scraped).containsEntry("async_append_fsync_seconds_count{name=\"audit\"}",
					counting.syncs.doubleValue());
			assertThat(scraped.get("async_append_fsync_seconds_sum{name=\"audit\"}"))
				.isCloseTo(counting.syncNanos.sum() / 1e9, within(1e-6));
			assertThat(scraped.get("async_append_fsync_last_seconds{name=\"audit\"}"))
				.isCloseTo(counting.lastSyncNanos / 1e9, within(1e-6));
			assertThat(scraped).containsEntry("async_append_write_seconds_count{name=\"audit\"}",
					counting.writes.doubleValue());
			assertThat(scraped.get("async_append_write_seconds_sum{name=\"audit\"}"))
				.isCloseTo(counting.writeNanos.sum() / 1e9, within(1e-6));
		}
	}

	@Test
	void rotationsAreCounted() throws Exception {
		try (Running running = run()) {
			AsyncAppender audit = running.context().getBean("audit", AsyncAppender.class);
			for (int i = 0; i < 3; i++) {
				audit.append(RECORD);
				audit.rotate();
			}
			// An empty file is not rotated.
			audit.rotate();
			assertThat(scrape(running)).containsEntry("async_append_rotations_total{name=\"audit\"}", 3.0);
			await().untilAsserted(
					() -> assertThat(scrape(running)).containsEntry("async_append_archives_files{name=\"audit\"}", 3.0)
						.containsEntry("async_append_archives_size_bytes{name=\"audit\"}", 28.0));
		}
	}

	@Test
	void theQueueAndWhatIsDroppedAreSeen() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		try (Running running = run()) {
			AsyncAppender access = running.context()
				.getBean(AsyncAppendFactory.class)
				.create("access", ScriptedChannel.stuckUntil(released),
						AppenderOptions.builder().bufferSize(1024).backpressure(Backpressure.drop()).build());
			try {
				int accepted = 0;
				while (access.append(new byte[256]) != AsyncAppender.DROPPED) {
					accepted++;
				}
				access.append(new byte[256]);
				assertThat(accepted).isPositive();
				Map<String, Double> scraped = scrape(running);
				assertThat(scraped).containsEntry("async_append_records_total{name=\"access\"}", (double) accepted)
					.containsEntry("async_append_queue_depth_records{name=\"access\"}", (double) accepted)
					.containsEntry("async_append_queue_bytes{name=\"access\"}", 256.0 * accepted)
					.containsEntry("async_append_buffer_size_bytes{name=\"access\"}", 1024.0)
					.containsEntry("async_append_buffer_fill_ratio{name=\"access\"}", accepted / 4.0)
					.containsEntry("async_append_written_records_total{name=\"access\"}", 0.0)
					.containsEntry("async_append_disk_free_bytes{name=\"access\"}", Double.NaN)
					.containsEntry("async_append_dropped_records_total{name=\"access\",reason=\"full\"}", 2.0);
				assertThat(scraped.get("async_append_unwritten_age_seconds{name=\"access\"}")).isPositive();
				assertThat(scraped.get("async_append_undurable_age_seconds{name=\"access\"}")).isPositive();
			}
			finally {
				released.countDown();
			}
			access.flush();
			assertThat(scrape(running)).containsEntry("async_append_queue_depth_records{name=\"access\"}", 0.0)
				.containsEntry("async_append_queue_bytes{name=\"access\"}", 0.0);
		}
	}

	@Test
	void metersComeAndGoWithAppendersOpenedAtRunTime() throws Exception {
		try (Running running = run()) {
			AsyncAppendFactory factory = running.context().getBean(AsyncAppendFactory.class);
			AsyncAppender tenant = factory.open("tenant", this.directory.resolve("tenant.log"));
			tenant.append(RECORD);
			assertThat(scrape(running)).containsEntry("async_append_records_total{name=\"tenant\"}", 1.0);
			tenant.close();
			await()
				.untilAsserted(() -> assertThat(scrape(running).keySet()).noneMatch((name) -> name.contains("tenant"))
					.anyMatch((name) -> name.contains("audit")));
			factory.open("tenant", this.directory.resolve("tenant.log"));
			assertThat(scrape(running)).containsEntry("async_append_records_total{name=\"tenant\"}", 0.0);
		}
	}

	@Test
	void aFailureIsCounted() throws Exception {
		try (Running running = run()) {
			AsyncAppender broken = running.context()
				.getBean(AsyncAppendFactory.class)
				.create("broken", ScriptedChannel.failingForces());
			broken.append(RECORD);
			assertThatExceptionOfType(AppendException.class).isThrownBy(broken::sync);
			assertThat(scrape(running)).containsEntry("async_append_errors_total{kind=\"force\",name=\"broken\"}", 1.0)
				.containsEntry("async_append_state{name=\"broken\",state=\"failed\"}", 1.0)
				.containsEntry("async_append_state{name=\"broken\",state=\"open\"}", 0.0)
				.containsEntry("async_append_written_records_total{name=\"broken\"}", 1.0)
				.containsEntry("async_append_durable_records_total{name=\"broken\"}", 0.0)
				.containsEntry("async_append_fsync_seconds_count{name=\"broken\"}", 0.0)
				.containsEntry("async_append_fsync_last_seconds{name=\"broken\"}", Double.NaN);
		}
	}

	@Test
	void timersPublishHistogramsByTheStandardProperties() throws Exception {
		try (Running running = run("--management.metrics.distribution.percentiles-histogram.async.append.fsync=true",
				"--management.metrics.distribution.slo.async.append.write=1ms,10ms")) {
			running.context().getBean("audit", AsyncAppender.class).sync();
			Counting counting = running.context().getBean(Counting.class);
			Map<String, Double> scraped = scrape(running);
			assertThat(scraped).containsEntry("async_append_fsync_seconds_bucket{name=\"audit\",le=\"+Inf\"}",
					counting.syncs.doubleValue());
			assertThat(scraped.keySet()).contains("async_append_write_seconds_bucket{name=\"audit\",le=\"0.001\"}",
					"async_append_write_seconds_bucket{name=\"audit\",le=\"0.01\"}");
		}
	}

	@Test
	void aSwitchOfTheModeIsSeen() throws Exception {
		try (Running running = run()) {
			running.context().getBean(AsyncAppendFactory.class).disable();
			assertThat(scrape(running)).containsEntry("async_append_mode{mode=\"asynchronous\",name=\"audit\"}", 0.0)
				.containsEntry("async_append_mode{mode=\"synchronous\",name=\"audit\"}", 1.0)
				.containsEntry("async_append_fallback{name=\"audit\"}", 0.0);
		}
	}

	@Test
	void whatWasConfiguredIsAMeter() throws Exception {
		try (Running running = run("--async-append.appenders.trail.sync=every-batch",
				"--async-append.appenders.spool.sync=1500ms", "--async-append.appenders.spool.min-free=1MB",
				"--async-append.appenders.spool.buffer-size=64KB")) {
			assertThat(scrape(running)).containsEntry("async_append_sync_interval_seconds{name=\"trail\"}", 0.0)
				.containsEntry("async_append_sync_interval_seconds{name=\"spool\"}", 1.5)
				.containsEntry("async_append_disk_min_free_bytes{name=\"spool\"}", 1048576.0)
				.containsEntry("async_append_buffer_size_bytes{name=\"spool\"}", 65536.0);
		}
	}

	@ParameterizedTest
	@EnumSource(FileLoss.Kind.class)
	void aLostFileIsCountedByItsKind(FileLoss.Kind kind) {
		AsyncAppendMeters meters = new AsyncAppendMeters();
		MeterRegistry registry = new SimpleMeterRegistry();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(meters).build()) {
			AsyncAppender audit = factory.open("audit", this.directory.resolve("audit.log"));
			meters.onFileLost(audit, FileLoss.of(kind, 1));
			meters.bindTo(registry);
			meters.onFileLost(audit, FileLoss.of(kind, 1));
			registry.get("async.append.file.losses")
				.counters()
				.forEach((counter) -> assertThat(counter.count())
					.isEqualTo(ConstantText.of(kind).equals(counter.getId().getTag("kind")) ? 2 : 0));
		}
	}

	/** Percentiles are never blank, and what asks for other buckets gets these alone. */
	@Test
	void timersOfTheDiskHaveBucketsUnasked() throws Exception {
		List<String> standard = List.of("0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1.0",
				"2.0", "5.0", "+Inf");
		try (Running running = run()) {
			assertThat(buckets(running, "fsync")).containsExactlyInAnyOrderElementsOf(standard);
			assertThat(buckets(running, "write")).containsExactlyInAnyOrderElementsOf(standard);
			assertThat(buckets(running, "blocked")).isEmpty();
		}
		try (Running running = run("--management.metrics.distribution.slo.async.append.write=3ms",
				"--management.metrics.distribution.slo.async.append.fsync=1s,3s")) {
			assertThat(buckets(running, "write")).containsExactlyInAnyOrder("0.003", "+Inf");
			assertThat(buckets(running, "fsync")).containsExactlyInAnyOrder("1.0", "3.0", "+Inf");
		}
	}

	private static List<String> buckets(Running running, String timer) throws Exception {
		String bucket = "async_append_" + timer + "_seconds_bucket{name=\"audit\",le=\"";
		return scrape(running).keySet()
			.stream()
			.filter((name) -> name.startsWith(bucket))
			.map((name) -> name.substring(bucket.length()).replace("\"}", ""))
			.toList();
	}

	@Test
	void blockedIsRecorded() {
		AsyncAppendMeters meters = new AsyncAppendMeters();
		MeterRegistry registry = new SimpleMeterRegistry();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(meters).build()) {
			AsyncAppender audit = factory.open("audit", this.directory.resolve("audit.log"));
			meters.onBlocked(audit, 2_000_000);
			meters.bindTo(registry);
			meters.onBlocked(audit, 3_000_000);
			assertThat(registry.get("async.append.blocked").tag("name", "audit").timer().count()).isEqualTo(2);
			assertThat(registry.get("async.append.blocked").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
		}
		await().untilAsserted(() -> assertThat(registry.getMeters()).isEmpty());
	}

	@Test
	void anAppenderReportedClosedLateLeavesTheMetersOfItsSuccessor() {
		AsyncAppendMeters meters = new AsyncAppendMeters();
		MeterRegistry registry = new SimpleMeterRegistry();
		meters.bindTo(registry);
		try (AsyncAppendFactory factory = AsyncAppendFactory.create();
				AsyncAppendFactory next = AsyncAppendFactory.create()) {
			AsyncAppender first = factory.open("audit", this.directory.resolve("audit.1"));
			first.append(RECORD);
			AsyncAppender second = next.open("audit", this.directory.resolve("audit.log"));
			meters.onOpen(first);
			meters.onOpen(second);
			meters.onClose(first, first.status());
			assertThat(registry.get("async.append.records").functionCounter().count()).isZero();
			second.append(RECORD);
			assertThat(registry.get("async.append.records").functionCounter().count()).isOne();
			meters.onClose(second, second.status());
			assertThat(registry.getMeters()).isEmpty();
		}
	}

	@Test
	void everyMeterHasADescription() {
		AsyncAppendMeters meters = new AsyncAppendMeters();
		MeterRegistry registry = new SimpleMeterRegistry();
		meters.bindTo(registry);
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(meters).build()) {
			factory.open("audit", this.directory.resolve("audit.log"));
			// Where a registry has no buckets of its own each is a meter, which
			// Micrometer makes.
			assertThat(registry.getMeters()).filteredOn((meter) -> !meter.getId().getName().endsWith(".histogram"))
				.hasSize(44)
				.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
		}
	}

	@Test
	void whatHappenedBeforeARegistryCameIsThere() {
		AsyncAppendMeters meters = new AsyncAppendMeters();
		Counting counting = new Counting();
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(meters).listener(counting).build()) {
			AsyncAppender audit = factory.open("audit", this.directory.resolve("audit.log"));
			for (int i = 0; i < 1000; i++) {
				audit.append(RECORD);
				audit.sync();
			}
			meters.bindTo(registry);
			await().until(() -> registry.get("async.append.fsync").timer().count() == 1000);
			assertThat(registry.get("async.append.write").timer().count()).isEqualTo(counting.writes.sum());
			assertThat(registry.get("async.append.fsync").timer().totalTime(TimeUnit.NANOSECONDS))
				.isEqualTo(counting.syncNanos.sum());
			assertThat(registry.get("async.append.fsync.last").timeGauge().value(TimeUnit.NANOSECONDS))
				.isCloseTo(counting.lastSyncNanos, within(1e-3));
		}
	}

	/** Names with tags, as in the text, to values. */
	private static Map<String, Double> scrape(Running running) throws IOException, InterruptedException {
		HttpResponse<String> response = running.get("/actuator/prometheus");
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Double> values = new HashMap<>();
		List<String> lines = response.body().lines().filter((line) -> line.startsWith("async_append")).toList();
		for (String line : lines) {
			int end = line.lastIndexOf(' ');
			values.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
		}
		return values;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Counting counting() {
			return new Counting();
		}

		@Bean
		EarlyRecord earlyRecord(AsyncAppender audit) {
			return new EarlyRecord(audit);
		}

	}

	static class EarlyRecord {

		EarlyRecord(AsyncAppender audit) {
			audit.append(RECORD);
			audit.sync();
		}

	}

	static class Counting implements AppendListener {

		final LongAdder writes = new LongAdder();

		final LongAdder writeNanos = new LongAdder();

		final LongAdder syncs = new LongAdder();

		final LongAdder syncNanos = new LongAdder();

		volatile long lastSyncNanos;

		@Override
		public void onWrite(AsyncAppender appender, long bytes, long nanos) {
			this.writes.increment();
			this.writeNanos.add(nanos);
		}

		@Override
		public void onSync(AsyncAppender appender, long nanos) {
			this.lastSyncNanos = nanos;
			this.syncs.increment();
			this.syncNanos.add(nanos);
		}

	}

}
