package io.asyncappend.spring.boot.actuate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;
import io.asyncappend.spring.boot.actuate.endpoint.AppenderDescriptor;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpoint;
import io.asyncappend.spring.boot.actuate.endpoint.FsyncTimes;
import io.asyncappend.spring.boot.actuate.endpoint.FileLossDescriptor;
import io.asyncappend.spring.boot.actuate.health.AppenderHealthIndicator;
import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * What goes wrong, as health, the endpoint, the meters and the log tell it.
 */
@ExtendWith(OutputCaptureExtension.class)
class TroubleTests {

	private static final byte[] RECORD = "record\n".getBytes(StandardCharsets.UTF_8);

	@TempDir
	Path directory;

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		AsyncAppendMeters meters = new AsyncAppendMeters();
		meters.bindTo(this.registry);
		this.runner = new ApplicationContextRunner().withBean(AsyncAppendMeters.class, () -> meters)
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.sync=on-demand");
	}

	private static Health health(AsyncAppender appender) {
		return AppenderHealthIndicator.health(appender.status());
	}

	private static AppenderDescriptor shown(AsyncAppendFactory factory, AsyncAppender appender) {
		return new AsyncAppendEndpoint(factory, new FsyncTimes(), java.time.Duration.ZERO, 6).appender(appender.name());
	}

	private double errors(AsyncAppender appender, String kind) {
		return this.registry.get("async.append.errors").tags("name", appender.name(), "kind", kind).counter().count();
	}

	private double errors(AsyncAppender appender) {
		return this.registry.get("async.append.errors")
			.tag("name", appender.name())
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	private double gauge(AsyncAppender appender, String title) {
		return this.registry.get("async.append." + title).tag("name", appender.name()).gauge().value();
	}

	private static void logged(CapturedOutput output, String regex) {
		assertThat(output.toString().lines().filter((line) -> line.matches(".*" + regex + ".*"))).hasSize(1);
	}

	@Test
	void aFullDiskThatIsFreed(CapturedOutput output) {
		CountDownLatch freed = new CountDownLatch(1);
		this.runner.run((context) -> {
			AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
			AsyncAppender spool = factory.create("spool", ScriptedChannel.fullUntil(freed));
			spool.append(RECORD);
			await().until(() -> errors(spool) > 0);
			assertThat(health(spool).getStatus()).isEqualTo(AppenderHealthIndicator.DEGRADED);
			assertThat(health(spool).getDetails()).containsEntry("failureKind", "no-space");
			AppenderDescriptor degraded = shown(factory, spool);
			assertThat(degraded.writing().state()).isEqualTo("degraded");
			assertThat(degraded.trouble().failureKind()).isEqualTo("no-space");
			assertThat(degraded.trouble().degradations()).isOne();
			freed.countDown();
			spool.flush();
			await().until(() -> output.toString().contains("Appender 'spool' writes again"));
			assertThat(health(spool).getStatus()).isEqualTo(Status.UP);
			assertThat(health(spool).getDetails()).doesNotContainKey("failureKind");
			long nanos = spool.status().trouble().degraded().toNanos();
			assertThat(nanos).isPositive();
			assertThat(shown(factory, spool).trouble().degradedMillis())
				.isEqualTo(TimeUnit.NANOSECONDS.toMillis(nanos));
			var time = this.registry.get("async.append.degraded").tag("name", "spool").functionTimer();
			assertThat(time.count()).isOne();
			assertThat(time.totalTime(TimeUnit.NANOSECONDS)).isCloseTo(nanos, within(1.0));
			assertThat(errors(spool, "no-space")).isOne();
			assertThat(errors(spool)).isOne();
		});
		logged(output, "WARN .*Appender 'spool' cannot write and tries again for PT30S: .*No space left on device");
		logged(output, "INFO .*Appender 'spool' writes again");
	}

	@Test
	void lessFreeSpaceThanIsToBeKept(CapturedOutput output) {
		this.runner
			.withPropertyValues("async-append.appenders.audit.min-free=1000000TB",
					"async-append.appenders.audit.write-retry=0s")
			.run((context) -> {
				AsyncAppender audit = context.getBean(AsyncAppender.class);
				assertThatExceptionOfType(AppendException.class).isThrownBy(() -> {
					audit.append(RECORD);
					audit.flush();
				});
				await().until(() -> errors(audit) > 0);
				assertThat(errors(audit, "min-free")).isEqualTo(errors(audit));
				assertThat(health(audit).getStatus()).isEqualTo(Status.DOWN);
				assertThat(health(audit).getDetails()).containsEntry("failureKind", "min-free");
				assertThat(this.directory.resolve("audit.log")).isEmptyFile();
			});
		logged(output, "ERROR .*Appender 'audit' of .*audit.log failed for good and accepts nothing any more");
	}

	@Test
	void aForceThatFails(CapturedOutput output) {
		this.runner.run((context) -> {
			AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
			AsyncAppender broken = factory.create("broken", ScriptedChannel.failingForces());
			broken.append(RECORD);
			broken.flush();
			assertThat(this.registry.get("async.append.unsynced.bytes").tag("name", "broken").gauge().value())
				.isEqualTo(RECORD.length);
			assertThatExceptionOfType(AppendException.class).isThrownBy(broken::sync);
			await().until(() -> errors(broken) > 0);
			assertThat(errors(broken, "force")).isOne();
			assertThat(errors(broken)).isOne();
			assertThat(health(broken).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(broken).getDetails()).containsEntry("failureKind", "force");
			assertThat(shown(factory, broken).trouble().failureKind()).isEqualTo("force");
		});
		logged(output, "ERROR .*Appender 'broken' failed for good");
	}

	@Test
	void aFileThatIsTruncated(CapturedOutput output) {
		this.runner.run((context) -> {
			AsyncAppender audit = context.getBean(AsyncAppender.class);
			audit.append(RECORD);
			audit.flush();
			Files.write(this.directory.resolve("audit.log"), new byte[0]);
			await().until(() -> {
				audit.append(RECORD);
				audit.flush();
				return output.toString().contains("found its file");
			});
			assertThat(health(audit).getStatus()).isEqualTo(Status.UP);
			assertThat(health(audit).getDetails()).containsEntry("fileLoss",
					Map.of("kind", "truncated", "bytes", (long) RECORD.length));
			assertThat(shown(context.getBean(AsyncAppendFactory.class), audit).trouble().fileLoss())
				.isEqualTo(new FileLossDescriptor("truncated", RECORD.length, null));
			assertThat(this.directory.resolve("audit.log")).content().startsWith("record\n");
			assertThat(gauge(audit, "file.lost")).isZero();
		});
		logged(output, "WARN .*Appender 'audit' of .*audit.log found its file truncated by others, with 7 bytes");
	}

	@Test
	void aFileThatIsDeletedAndRecreated(CapturedOutput output) {
		this.runner.withPropertyValues("async-append.defaults.recreate=true").run((context) -> {
			AsyncAppender audit = context.getBean(AsyncAppender.class);
			Path file = this.directory.resolve("audit.log");
			audit.append(RECORD);
			audit.flush();
			Files.delete(file);
			await().until(() -> {
				audit.append(RECORD);
				audit.flush();
				return Files.exists(file) && Files.size(file) > 0;
			});
			await().until(() -> output.toString().contains("found its file deleted by others"));
			assertThat(audit.status().trouble().fileLoss()).isPresent();
			long lost = audit.status().trouble().fileLoss().orElseThrow().bytes();
			assertThat(health(audit).getDetails()).containsEntry("fileLoss", Map.of("kind", "deleted", "bytes", lost));
			assertThat(gauge(audit, "file.lost")).isZero();
		});
		logged(output, "WARN .*Appender 'audit' .* found its file deleted by others");
	}

	/** An alert on it lasts as long as records go to where nothing finds them. */
	@Test
	void aFileThatIsDeletedIsLostUntilItIsOpenedAgain() {
		this.runner.run((context) -> {
			AsyncAppender audit = context.getBean(AsyncAppender.class);
			assertThat(gauge(audit, "file.lost")).isZero();
			audit.append(RECORD);
			audit.flush();
			Files.delete(this.directory.resolve("audit.log"));
			await().until(() -> {
				audit.append(RECORD);
				audit.flush();
				return gauge(audit, "file.lost") == 1;
			});
			audit.reopen();
			assertThat(gauge(audit, "file.lost")).isZero();
		});
	}

	@Test
	void aRotationThatFailsIsAGaugeOfItsAppender() {
		this.runner.run((context) -> {
			AsyncAppender audit = context.getBean(AsyncAppender.class);
			audit.append(RECORD);
			audit.rotate();
			AsyncAppender unnameable = context.getBean(AsyncAppendFactory.class)
				.open("unnameable", this.directory.resolve("unnameable.log"),
						AppenderOptions.builder()
							.rotation(Rotation.builder().naming("{name}.{index}" + "x".repeat(255)).build())
							.build());
			assertThat(gauge(unnameable, "rotation.failing")).isZero();
			unnameable.append(RECORD);
			assertThatExceptionOfType(AppendException.class).isThrownBy(unnameable::rotate);
			assertThat(gauge(unnameable, "rotation.failing")).isOne();
			assertThat(gauge(audit, "rotation.failing")).isZero();
		});
	}

	@Test
	void aTornTail(CapturedOutput output) throws Exception {
		for (String policy : new String[] { "terminate", "truncate", "leave" }) {
			Files.writeString(this.directory.resolve(policy + ".log"), "whole\ntorn");
			this.runner = this.runner.withPropertyValues("async-append.appenders." + policy + ".torn-tail=" + policy);
		}
		this.runner.run((context) -> {
			for (String policy : new String[] { "terminate", "truncate", "leave" }) {
				AsyncAppender appender = context.getBean(policy, AsyncAppender.class);
				assertThat(health(appender).getDetails()).containsEntry("tornTailBytes", 4L);
				assertThat(shown(context.getBean(AsyncAppendFactory.class), appender).trouble().tornTailBytes())
					.isEqualTo(4);
				appender.append(RECORD);
			}
			assertThat(health(context.getBean("audit", AsyncAppender.class)).getDetails())
				.doesNotContainKey("tornTailBytes");
		});
		assertThat(this.directory.resolve("terminate.log")).hasContent("whole\ntorn\nrecord\n");
		assertThat(this.directory.resolve("truncate.log")).hasContent("whole\nrecord\n");
		assertThat(this.directory.resolve("leave.log")).hasContent("whole\ntornrecord\n");
		for (String policy : new String[] { "terminate", "truncate", "leave" }) {
			logged(output, "WARN .*Appender '" + policy + "' .* found 4 bytes of a record that was cut at the end of "
					+ "its file; torn-tail is " + policy);
		}
	}

	@Test
	void aGoodDayIsSilent(CapturedOutput output) {
		this.runner.run((context) -> {
			AsyncAppender audit = context.getBean(AsyncAppender.class);
			for (int i = 0; i < 100; i++) {
				audit.append(RECORD);
				audit.sync();
			}
			assertThat(audit.status().state()).isEqualTo(State.OPEN);
			assertThat(audit.options()).hasToString(AppenderOptions.defaults().toString());
			assertThat(errors(audit)).isZero();
		});
		assertThat(output.toString().lines().filter((line) -> line.contains("Appender 'audit'"))).hasSize(1);
	}

}
