package io.asyncappend.spring.boot.appenders;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LifecycleTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.sync=on-demand");
	}

	@Test
	void beansAppendUntilTheyAreDestroyed() {
		this.runner.withUserConfiguration(Users.class).run((context) -> {
			context.getBean(AsyncAppender.class).append(bytes("running\n"));
		});
		assertThat(this.directory.resolve("audit.log")).content().satisfies((content) -> {
			assertThat(content.lines()).containsExactlyInAnyOrder("running", "lifecycle stopped", "injected destroyed",
					"looked up destroyed");
			assertThat(content).startsWith("running\nlifecycle stopped\n");
		});
	}

	@Test
	void whatWasWrittenIsReported(CapturedOutput output) {
		CountDownLatch released = new CountDownLatch(1);
		this.runner.run((context) -> {
			context.getBean("audit", AsyncAppender.class).append(bytes("one\n"));
			context.getBean("audit", AsyncAppender.class).append(bytes("two\n"));
			AsyncAppender access = context.getBean(AsyncAppendFactory.class)
				.create("access", ScriptedChannel.stuckUntil(released),
						AppenderOptions.builder().bufferSize(1024).backpressure(Backpressure.drop()).build());
			long dropped = 0;
			while (dropped != AsyncAppender.DROPPED) {
				dropped = access.append(new byte[256]);
			}
			released.countDown();
		});
		assertThat(output)
			.contains("Appender 'audit' wrote 2 records (8 bytes) to " + this.directory.resolve("audit.log") + "\n");
		assertThat(output).containsPattern(
				"INFO .*Appender 'access' wrote \\d records \\(\\d+ bytes\\), " + "dropped 1 record \\(256 bytes\\)\n");
		assertThat(output).doesNotContain("ERROR");
	}

	@Test
	void whatWasNotWrittenInTimeIsAnError(CapturedOutput output) {
		CountDownLatch released = new CountDownLatch(1);
		try {
			this.runner.withPropertyValues("async-append.shutdown-timeout=50ms").run((context) -> {
				context.getBean(AsyncAppendFactory.class)
					.create("stuck", ScriptedChannel.stuckUntil(released))
					.append(bytes("lost\n"));
				context.getBean("audit", AsyncAppender.class).append(bytes("kept\n"));
			});
			assertThat(output)
				.containsPattern("ERROR .*Appender 'stuck' did NOT write 1 record \\(5 bytes\\): not within 50 ms");
			assertThat(output).contains("Appender 'audit' wrote 1 record (5 bytes)");
			assertThat(this.directory.resolve("audit.log")).hasContent("kept\n");
		}
		finally {
			released.countDown();
		}
	}

	@Test
	void whatCouldNotBeWrittenIsAnErrorWithItsCause(CapturedOutput output) {
		this.runner.run((context) -> context.getBean(AsyncAppendFactory.class)
			.create("broken", ScriptedChannel.failingWrites())
			.append(bytes("lost\n")));
		assertThat(output)
			.containsPattern("ERROR .*Appender 'broken' did NOT write 1 record \\(5 bytes\\): .*broken disk");
	}

	@Test
	void whatCouldNotBeForcedIsAnErrorWithItsCause(CapturedOutput output) {
		this.runner.run((context) -> {
			AsyncAppender broken = context.getBean(AsyncAppendFactory.class)
				.create("broken", ScriptedChannel.failingForces());
			broken.append(bytes("maybe\n"));
			assertThat(broken.appendDurably(bytes("lost?\n"))).failsWithin(Duration.ofSeconds(10));
		});
		assertThat(output).containsPattern(
				"ERROR .*Appender 'broken' wrote 12 bytes that are NOT known to survive a power cut: .*broken disk");
	}

	@Test
	void oneByteThatIsNotForcedIsReportedInTheSingular(CapturedOutput output) {
		this.runner.run((context) -> {
			AsyncAppender broken = context.getBean(AsyncAppendFactory.class)
				.create("broken", ScriptedChannel.failingForces());
			assertThat(broken.appendDurably(bytes("x"))).failsWithin(Duration.ofSeconds(10));
		});
		assertThat(output)
			.containsPattern("ERROR .*Appender 'broken' wrote 1 byte that is NOT known to survive a power cut: ");
	}

	@Test
	void everythingIsClosedWhenTheContextFailsToStart() {
		this.runner.withUserConfiguration(Failing.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(Failing.appender.status().state()).isEqualTo(State.CLOSED);
			assertThat(this.directory.resolve("audit.log")).hasContent("before the failure\n");
		});
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			assertThat(factory.open("again", this.directory.resolve("audit.log")).status().state())
				.isEqualTo(State.OPEN);
		}
	}

	@Test
	void appendersOpenedBeforeOneThatCannotBeOpenedAreClosed() {
		this.runner.withPropertyValues("async-append.appenders.second.file=" + this.directory)
			.withUserConfiguration(OwnFactory.class)
			.run((context) -> assertThat(context).hasFailed());
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			assertThat(factory.open("again", this.directory.resolve("audit.log")).status().state())
				.isEqualTo(State.OPEN);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	static class Users {

		/**
		 * Comes before the factory and does not depend on it, so it is destroyed after
		 * it.
		 */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		DisposableBean lookingUp(ObjectProvider<AsyncAppendFactory> factory) {
			return () -> factory.getObject().find("audit").orElseThrow().append(bytes("looked up destroyed\n"));
		}

		@Bean
		DisposableBean injected(@Qualifier("audit") AsyncAppender audit) {
			return () -> audit.append(bytes("injected destroyed\n"));
		}

		@Bean
		SmartLifecycle lifecycle(@Qualifier("audit") AsyncAppender audit) {
			return new SmartLifecycle() {

				private boolean running;

				@Override
				public void start() {
					this.running = true;
				}

				@Override
				public void stop() {
					audit.append(bytes("lifecycle stopped\n"));
					this.running = false;
				}

				@Override
				public boolean isRunning() {
					return this.running;
				}

				@Override
				public int getPhase() {
					return Integer.MIN_VALUE;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		private static AsyncAppender appender;

		@Bean
		Object fails(@Qualifier("audit") AsyncAppender audit) {
			appender = audit;
			audit.append(bytes("before the failure\n"));
			throw new IllegalStateException("midway");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		AsyncAppendFactory mine() {
			return AsyncAppendFactory.create();
		}

	}

}
