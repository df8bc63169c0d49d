package io.asyncappend.spring.boot.logging;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus.Mode;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpoint;
import io.asyncappend.spring.boot.actuate.endpoint.FsyncTimes;
import io.asyncappend.spring.boot.actuate.health.AsyncAppendHealthContributor;
import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendHealthContributorAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendMetricsAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The appender of the log is one like the others in the context.
 */
class LogInTheContextTests {

	@TempDir
	Path directory;

	private ConfigurableApplicationContext run(String... more) {
		SpringApplication starter = new SpringApplication(Application.class);
		starter.setWebApplicationType(WebApplicationType.NONE);
		String[] arguments = { "--async-append.directory=" + this.directory,
				"--async-append.appenders.app-log.file=app.log", "--async-append.appenders.audit.sync=on-demand",
				"--async-append.logging.appender=appLog" };
		return starter
			.run(java.util.stream.Stream.of(arguments, more).flatMap(java.util.Arrays::stream).toArray(String[]::new));
	}

	@Test
	void itIsFoundInjectedAndShown() {
		try (ConfigurableApplicationContext context = run()) {
			AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
			AsyncAppender app = factory.find("app-log").orElseThrow();
			assertThat(context.getBean("app-log")).isSameAs(app);
			assertThat(factory.appenders()).extracting(AsyncAppender::name).containsExactly("audit", "app-log");
			assertThat(new AsyncAppendEndpoint(factory, new FsyncTimes(), java.time.Duration.ofSeconds(10), 6)
				.appender("app-log")
				.writing()
				.state()).isEqualTo("open");
			assertThat(context.getBean(AsyncAppendHealthContributor.class).getContributor("app-log")).isNotNull();
		}
	}

	@Test
	void itDropsAndRetriesUnlessItsEntrySaysOtherwise() {
		try (ConfigurableApplicationContext context = run("--async-append.defaults.backpressure=fail")) {
			assertThat(context.getBean("app-log", AsyncAppender.class).options().backpressure())
				.isEqualTo(Backpressure.drop());
			assertThat(context.getBean("audit", AsyncAppender.class).options().backpressure())
				.isEqualTo(Backpressure.fail());
		}
		try (ConfigurableApplicationContext context = run("--async-append.appenders.app-log.backpressure=block",
				"--async-append.appenders.app-log.write-retry=1s")) {
			AsyncAppender app = context.getBean("app-log", AsyncAppender.class);
			assertThat(app.options().backpressure()).isEqualTo(Backpressure.block());
			assertThat(app.options().writeRetry()).hasSeconds(1);
		}
	}

	@Test
	void whatWasLoggedBeforeTheMetersIsInThem() {
		try (ConfigurableApplicationContext context = run("--async-append.appenders.app-log.sync=every-batch")) {
			AsyncAppender app = context.getBean("app-log", AsyncAppender.class);
			Listener listener = context.getBean(Listener.class);
			app.sync();
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(AsyncAppendMeters.class).bindTo(registry);
			assertThat(registry.get("async.append.records").tag("name", "app-log").functionCounter().count())
				.isEqualTo(app.status().records().accepted());
			assertThat(listener.events).filteredOn("open app-log"::equals).hasSize(1);
			await().until(() -> listener.written == app.status().positions().written());
			await().until(() -> registry.get("async.append.write")
				.tag("name", "app-log")
				.timer()
				.count() == listener.events.stream().filter("write app-log"::equals).count());
		}
	}

	@Test
	void itIsSwitched() {
		try (ConfigurableApplicationContext context = run()) {
			AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
			AsyncAppender app = context.getBean("app-log", AsyncAppender.class);
			factory.disable();
			assertThat(app.status().mode()).isEqualTo(Mode.SYNCHRONOUS);
			LogFactory.getLog("test").info("at once");
			assertThat(this.directory.resolve("app.log")).content().endsWith("at once\n");
			factory.enable();
			assertThat(app.status().mode()).isEqualTo(Mode.ASYNCHRONOUS);
		}
		try (ConfigurableApplicationContext context = run("--async-append.enabled=false")) {
			assertThat(context.getBean("app-log", AsyncAppender.class).status().mode()).isEqualTo(Mode.SYNCHRONOUS);
		}
	}

	@Test
	void itOutlivesTheFactoryOfTheContext() {
		AsyncAppender app;
		AsyncAppender audit;
		try (ConfigurableApplicationContext context = run()) {
			app = context.getBean("app-log", AsyncAppender.class);
			audit = context.getBean("audit", AsyncAppender.class);
			context.getBean(AsyncAppendFactory.class).close();
			assertThat(audit.status().state()).isEqualTo(State.CLOSED);
			assertThat(app.status().state()).isEqualTo(State.OPEN);
		}
		assertThat(app.status().state()).isEqualTo(State.CLOSED);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendMetricsAutoConfiguration.class,
			AsyncAppendHealthContributorAutoConfiguration.class })
	static class Application {

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener implements AppendListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private volatile long written;

		@Override
		public void onOpen(AsyncAppender appender) {
			this.events.add("open " + appender.name());
		}

		@Override
		public void onWrite(AsyncAppender appender, long bytes, long nanos) {
			if (appender.name().equals("app-log")) {
				this.written += bytes;
			}
			this.events.add("write " + appender.name());
		}

	}

}
