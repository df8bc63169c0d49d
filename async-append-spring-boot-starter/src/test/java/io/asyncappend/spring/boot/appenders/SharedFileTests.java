package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus.Mode;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Contexts of one JVM that live at the same time and are configured with one file, as
 * those that tests cache.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedFileTests {

	private static final String AUDIT = "--async-append.appenders.audit.sync=every-batch";

	@TempDir
	Path directory;

	@Test
	void contextsWithEqualOptionsShareTheAppenderWhateverElseDiffers(CapturedOutput output) {
		ConfigurableApplicationContext first = start(AUDIT, "--feature.x=true");
		ConfigurableApplicationContext second = start(AUDIT, "--async-append.appenders.more.sync=1s");
		AsyncAppender audit = first.getBean("audit", AsyncAppender.class);
		assertThat(second.getBean("audit")).isSameAs(audit);
		assertThat(second.getBean(AsyncAppendFactory.class)).isNotSameAs(first.getBean(AsyncAppendFactory.class));
		assertThat(second.getBean(AsyncAppendFactory.class).find("audit")).containsSame(audit);
		append(audit, "of both\n");
		first.close();
		assertThat(output).doesNotContain("Appender 'audit' wrote");
		append(audit, "of the second\n");
		second.close();
		assertThat(audit.status().state()).isEqualTo(State.CLOSED);
		assertThat(this.directory.resolve("audit.log")).hasContent("of both\nof the second\n");
		assertThat(output).containsOnlyOnce("Appender 'audit' wrote 2 records (22 bytes)");
		assertThat(SharedAppenders.users(this.directory.resolve("audit.log"))).isEmpty();
	}

	@Test
	void theSecondMayBeClosedFirst(CapturedOutput output) {
		try (ConfigurableApplicationContext first = start(AUDIT)) {
			start(AUDIT).close();
			append(first.getBean("audit", AsyncAppender.class), "of the first\n");
			start(AUDIT).close();
		}
		assertThat(this.directory.resolve("audit.log")).hasContent("of the first\n");
		assertThat(output).containsOnlyOnce("Appender 'audit' wrote 1 record");
	}

	@Test
	void aContextThatIsSynchronousMakesItSynchronousForAll() {
		try (ConfigurableApplicationContext first = start(AUDIT)) {
			AsyncAppender audit = first.getBean("audit", AsyncAppender.class);
			try (ConfigurableApplicationContext second = start(AUDIT, "--async-append.enabled=false")) {
				assertThat(second.getBean(AsyncAppendFactory.class).isEnabled()).isFalse();
				assertThat(audit.status().mode()).isEqualTo(Mode.SYNCHRONOUS);
			}
			assertThat(audit.status().mode()).isEqualTo(Mode.ASYNCHRONOUS);
		}
	}

	@Test
	void otherOptionsAreAFailureThatNamesTheContextAndThem(CapturedOutput output) {
		try (ConfigurableApplicationContext first = start(AUDIT, "--spring.application.name=orders")) {
			assertThatThrownBy(() -> start("--async-append.appenders.audit.sync=1s"))
				.isInstanceOf(RuntimeException.class);
			assertThat(output.toString().replaceAll("\\s+", " ")).contains(
					"Property: async-append.appenders.audit.file",
					"audit.log is open in context 'orders' (AnnotationConfigApplicationContext@", ", started at ",
					"with other options: sync is every-batch there and every(PT1S) here",
					"Action: Close that context first, give both the same name and options, or this one a file of its own."
							+ " In tests: @DirtiesContext on the other class, or a value of async-append.directory for"
							+ " each (docs/tests.md of the starter).");
			append(first.getBean("audit", AsyncAppender.class), "goes on\n");
		}
		assertThat(this.directory.resolve("audit.log")).hasContent("goes on\n");
	}

	@Test
	void anotherNameForTheFileIsAFailureThatNamesIt(CapturedOutput output) {
		try (ConfigurableApplicationContext first = start(AUDIT)) {
			assertThatThrownBy(() -> start("--async-append.appenders.trail.file=audit.log",
					"--async-append.appenders.trail.sync=every-batch"))
				.isInstanceOf(RuntimeException.class);
			assertThat(output).contains(", as appender 'audit'");
			assertThat(first.isActive()).isTrue();
		}
	}

	@Test
	void theFileIsTheSameThroughALink() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link.log"), Path.of("audit.log"));
		try (ConfigurableApplicationContext first = start(AUDIT);
				ConfigurableApplicationContext second = start(AUDIT, "--async-append.appenders.audit.file=" + link)) {
			assertThat(second.getBean("audit")).isSameAs(first.getBean("audit"));
		}
	}

	@Test
	void theFileIsTheSameThroughALinkThatLeadsNowhereYet() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link.log"), Path.of("audit.log"));
		try (ConfigurableApplicationContext first = start(AUDIT, "--async-append.appenders.audit.file=" + link);
				ConfigurableApplicationContext second = start(AUDIT,
						"--async-append.directory=" + this.directory.resolve("x/.."))) {
			assertThat(second.getBean("audit")).isSameAs(first.getBean("audit"));
		}
	}

	@Test
	void contextsThatStartAndStopAtTheSameTimeShareIt(CapturedOutput output) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Future<ConfigurableApplicationContext>> starting = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				starting.add(executor.submit(this::startPlain));
			}
			List<Future<?>> closing = new ArrayList<>();
			for (Future<ConfigurableApplicationContext> start : starting) {
				ConfigurableApplicationContext context = start.get();
				append(context.getBean("audit", AsyncAppender.class), "one\n");
				closing.add(executor.submit(context::close));
				closing.add(executor.submit(() -> startPlain().close()));
			}
			for (Future<?> close : closing) {
				close.get();
			}
		}
		finally {
			executor.shutdown();
		}
		assertThat(this.directory.resolve("audit.log")).hasContent("one\n".repeat(4));
		assertThat(output).doesNotContain("ERROR");
		assertThat(SharedAppenders.users(this.directory.resolve("audit.log"))).isEmpty();
	}

	/**
	 * Its owners are gone from the moment its close begins, but the file is not free
	 * before its end.
	 */
	@Test
	void anAppenderBeingClosedIsKeptWhenAnotherContextCloses() throws Exception {
		ConfigurableApplicationContext first = start(Held.class, null, AUDIT);
		AsyncAppender audit = first.getBean("audit", AsyncAppender.class);
		Held held = first.getBean(Held.class);
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			append(audit, "one\n");
			held.entered.await();
			Future<?> closing = executor.submit(first::close);
			await().until(() -> !audit.isOwned());
			start("--async-append.appenders.other.sync=1s").close();
			assertThat(SharedAppenders.users(this.directory.resolve("audit.log"))).isNotEmpty();
			Future<ConfigurableApplicationContext> second = executor.submit(this::startPlain);
			held.release.countDown();
			second.get().close();
			closing.get();
		}
		finally {
			held.release.countDown();
			executor.shutdown();
		}
		assertThat(SharedAppenders.users(this.directory.resolve("audit.log"))).isEmpty();
	}

	@Test
	void aSecondContextThatFailsTakesNothingAway() {
		try (ConfigurableApplicationContext first = start(AUDIT)) {
			AsyncAppender audit = first.getBean("audit", AsyncAppender.class);
			assertThatThrownBy(() -> start(Failing.class, null, AUDIT)).isInstanceOf(RuntimeException.class);
			assertThatThrownBy(() -> start(AUDIT, "--async-append.appenders.second.file=" + this.directory))
				.isInstanceOf(RuntimeException.class);
			append(audit, "goes on\n");
			assertThat(audit.status().state()).isEqualTo(State.OPEN);
		}
		assertThat(this.directory.resolve("audit.log")).hasContent("goes on\n");
	}

	@Test
	void childrenOfOneParentShareWhatTheyOpenOnItsFactory(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = start()) {
			ConfigurableApplicationContext first = start(Application.class, parent, AUDIT);
			ConfigurableApplicationContext second = start(Application.class, parent, AUDIT);
			AsyncAppender audit = first.getBean("audit", AsyncAppender.class);
			assertThat(second.getBean("audit")).isSameAs(audit);
			first.close();
			append(audit, "of the second\n");
			second.close();
			assertThat(audit.status().state()).isEqualTo(State.CLOSED);
		}
		assertThat(output).containsOnlyOnce("Appender 'audit' wrote 1 record");
	}

	@Test
	void factoriesOfTheUsersOwnShareToo() {
		ConfigurableApplicationContext first = start(OwnFactory.class, null, AUDIT);
		ConfigurableApplicationContext second = start(AUDIT);
		AsyncAppender audit = first.getBean("audit", AsyncAppender.class);
		assertThat(second.getBean("audit")).isSameAs(audit);
		first.close();
		append(audit, "of the second\n");
		second.close();
		assertThat(audit.status().state()).isEqualTo(State.CLOSED);
		assertThat(this.directory.resolve("audit.log")).hasContent("of the second\n");
	}

	@Test
	void aFileThatAnAppenderOutsideAnyContextHasIsAFailureOfItsOwn(CapturedOutput output) {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			factory.open("mine", this.directory.resolve("audit.log"));
			assertThatThrownBy(() -> start(AUDIT)).isInstanceOf(RuntimeException.class);
			assertThat(output).contains("an appender of this JVM has it open already",
					"Close the appender, or stop the other process, that has it open; or name another file;");
		}
	}

	/** Without setting up the logging system, of which a JVM has one. */
	private ConfigurableApplicationContext startPlain() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues
			.of("async-append.directory=" + this.directory, "async-append.appenders.audit.sync=every-batch")
			.applyTo(context);
		context.register(Application.class);
		context.refresh();
		return context;
	}

	private static void append(AsyncAppender appender, String record) {
		appender.append(record.getBytes(StandardCharsets.UTF_8));
	}

	private ConfigurableApplicationContext start(String... arguments) {
		return start(Application.class, null, arguments);
	}

	private ConfigurableApplicationContext start(Class<?> application, ConfigurableApplicationContext parent,
			String... arguments) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(application).web(WebApplicationType.NONE);
		if (parent != null) {
			builder.parent(parent);
		}
		return builder.properties("async-append.directory=" + this.directory).run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Failing {

		@Bean
		Object failing(AsyncAppendFactory factory) {
			throw new IllegalStateException("midway");
		}

	}

	/** Holds the I/O thread, and with it what closes an appender, once it has written. */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Held {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		@Bean
		AppendListener holder() {
			return new AppendListener() {
				@Override
				public void onWrite(AsyncAppender appender, long bytes, long nanos) {
					Held.this.entered.countDown();
					try {
						Held.this.release.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class OwnFactory {

		@Bean
		AsyncAppendFactory mine() {
			return AsyncAppendFactory.create();
		}

	}

}
