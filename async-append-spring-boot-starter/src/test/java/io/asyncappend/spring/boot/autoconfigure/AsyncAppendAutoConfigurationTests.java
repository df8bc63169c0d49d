package io.asyncappend.spring.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus.Mode;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.ForeignFilePolicy;
import io.asyncappend.Rotation;
import io.asyncappend.SyncPolicy;
import io.asyncappend.TornTail;

import static org.assertj.core.api.Assertions.assertThat;

class AsyncAppendAutoConfigurationTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory);
	}

	@Test
	void aFactoryAndNoAppenderWithoutConfiguration() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(AsyncAppendFactory.class).doesNotHaveBean(AsyncAppender.class);
			assertThat(context.getBean(AsyncAppendFactory.class).isEnabled()).isTrue();
			assertThat(context.getBean(AsyncAppendFactory.class).appenders()).isEmpty();
		});
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void anAppenderPerEntryIsInjectedByQualifier() {
		this.runner
			.withPropertyValues("async-append.appenders.audit.file=trail/audit.txt",
					"async-append.appenders.access.backpressure=drop")
			.withUserConfiguration(TwoAppenders.class)
			.run((context) -> {
				TwoAppenders bean = context.getBean(TwoAppenders.class);
				assertThat(bean.audit.name()).isEqualTo("audit");
				assertThat(bean.access.name()).isEqualTo("access");
				bean.audit.append("a\n".getBytes(StandardCharsets.UTF_8));
				bean.access.append("b\n".getBytes(StandardCharsets.UTF_8));
				bean.audit.flush();
				bean.access.flush();
				assertThat(this.directory.resolve("trail/audit.txt")).hasContent("a\n");
				assertThat(this.directory.resolve("access.log")).hasContent("b\n");
			});
	}

	@Test
	void theOnlyAppenderIsInjectedByType() {
		this.runner.withPropertyValues("async-append.appenders.audit.sync=1s").run((context) -> {
			assertThat(context).hasSingleBean(AsyncAppender.class);
			assertThat(context.getBean(AsyncAppender.class)).isSameAs(context.getBean("audit"));
		});
	}

	@Test
	void anEntryOfWhichNothingIsSaidIsAllDefaults() {
		// What YAML's "audit: {}" and "audit:" come to.
		this.runner.withPropertyValues("async-append.appenders.audit=").run((context) -> {
			AppenderOptions options = context.getBean("audit", AsyncAppender.class).options();
			assertThat(options).hasToString(AppenderOptions.defaults().toString());
			assertThat(this.directory.resolve("audit.log")).exists();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "defaults", "defaults.rotation", "appenders.audit.rotation", "appenders.audit.forward" })
	void anObjectOfWhichNothingIsSaidIsAllDefaults(String object) {
		this.runner.withPropertyValues("async-append." + object + "=", "async-append.appenders.audit.sync=1s")
			.run((context) -> {
				AppenderOptions options = context.getBean("audit", AsyncAppender.class).options();
				assertThat(options.rotation()).isEqualTo(AppenderOptions.defaults().rotation());
				assertThat(options.sync()).isEqualTo(SyncPolicy.every(Duration.ofSeconds(1)));
			});
	}

	@Test
	void optionsComeFromTheAppenderAndElseFromTheDefaults() {
		this.runner
			.withPropertyValues("async-append.defaults.buffer-size=64KB", "async-append.defaults.sync=every-batch",
					"async-append.defaults.backpressure-timeout=2s", "async-append.defaults.write-retry=5s",
					"async-append.defaults.permissions=rw-------", "async-append.defaults.shared=true",
					"async-append.defaults.min-free=1MB", "async-append.defaults.torn-tail=truncate",
					"async-append.defaults.recreate=true", "async-append.appenders.own.min-free=0",
					"async-append.appenders.own.torn-tail=leave", "async-append.appenders.own.recreate=false",
					"async-append.appenders.inherits.file=inherits.log", "async-append.appenders.own.buffer-size=2KB",
					"async-append.appenders.own.backpressure=fail", "async-append.appenders.own.sync=250ms",
					"async-append.appenders.own.write-retry=0s", "async-append.appenders.own.permissions=rw-r--r--",
					"async-append.defaults.foreign-file=refuse", "async-append.appenders.own.foreign-file=warn",
					"async-append.appenders.own.shared=false", "async-append.appenders.patient.backpressure-timeout=0")
			.run((context) -> {
				AppenderOptions inherits = context.getBean("inherits", AsyncAppender.class).options();
				assertThat(inherits.bufferSize()).isEqualTo(65536);
				assertThat(inherits.backpressure()).isEqualTo(Backpressure.block(Duration.ofSeconds(2)));
				assertThat(inherits.sync()).isEqualTo(SyncPolicy.everyBatch());
				assertThat(inherits.writeRetry()).isEqualTo(Duration.ofSeconds(5));
				assertThat(inherits.permissions()).isEqualTo(PosixFilePermissions.fromString("rw-------"));
				assertThat(inherits.shared()).isTrue();
				assertThat(inherits.minFree()).isEqualTo(1 << 20);
				assertThat(inherits.tornTail()).isEqualTo(TornTail.truncate());
				assertThat(inherits.recreate()).isTrue();
				assertThat(inherits.foreignFile()).isEqualTo(ForeignFilePolicy.REFUSE);
				AppenderOptions own = context.getBean("own", AsyncAppender.class).options();
				assertThat(own.bufferSize()).isEqualTo(2048);
				assertThat(own.backpressure()).isEqualTo(Backpressure.fail());
				assertThat(own.sync()).isEqualTo(SyncPolicy.every(Duration.ofMillis(250)));
				assertThat(own.writeRetry()).isZero();
				assertThat(own.permissions()).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
				assertThat(own.shared()).isFalse();
				assertThat(own.minFree()).isZero();
				assertThat(own.tornTail()).isEqualTo(TornTail.leave());
				assertThat(own.recreate()).isFalse();
				assertThat(own.foreignFile()).isEqualTo(ForeignFilePolicy.WARN);
				assertThat(context.getBean("patient", AsyncAppender.class).options().backpressure())
					.isEqualTo(Backpressure.block());
			});
	}

	@Test
	void aRotationComesFromTheAppenderAndElseFromTheDefaults() {
		this.runner.withPropertyValues("async-append.defaults.rotation.max-size=100MB",
				"async-append.defaults.rotation.every=day", "async-append.defaults.rotation.zone=Europe/Berlin",
				"async-append.defaults.rotation.compress=true", "async-append.defaults.rotation.keep-files=30",
				"async-append.defaults.rotation.keep-for=30d", "async-append.defaults.rotation.keep-size=1GB",
				"async-append.defaults.rotation.keep-at-least=3", "async-append.appenders.inherits.file=i.log",
				"async-append.appenders.own.rotation.max-size=0", "async-append.appenders.own.rotation.every=hour",
				"async-append.appenders.own.rotation.zone=UTC",
				"async-append.appenders.own.rotation.naming={base}.{index}{extension}",
				"async-append.appenders.own.rotation.compress=false",
				"async-append.appenders.own.rotation.keep-files=0", "async-append.appenders.own.rotation.keep-for=0s",
				"async-append.appenders.own.rotation.keep-size=0",
				"async-append.appenders.own.rotation.keep-at-least=0")
			.run((context) -> {
				Rotation.Builder expected = Rotation.builder()
					.maxSize(100 << 20)
					.every(Rotation.Period.DAY)
					.zone("Europe/Berlin")
					.compress(true)
					.keepFiles(30)
					.keepFor(Duration.ofDays(30))
					.keepSize(1 << 30)
					.keepAtLeast(3);
				assertThat(context.getBean("inherits", AsyncAppender.class).options().rotation())
					.isEqualTo(expected.build());
				assertThat(context.getBean("own", AsyncAppender.class).options().rotation())
					.isEqualTo(Rotation.builder()
						.every(Rotation.Period.HOUR)
						.zone("UTC")
						.naming("{base}.{index}{extension}")
						.keepAtLeast(0)
						.build());
			});
	}

	@Test
	void filesRotateByPropertiesAlone() {
		this.runner
			.withPropertyValues("async-append.appenders.audit.rotation.max-size=10B",
					"async-append.appenders.audit.rotation.naming={name}.{index}",
					"async-append.appenders.audit.rotation.keep-files=2")
			.run((context) -> {
				AsyncAppender audit = context.getBean("audit", AsyncAppender.class);
				for (int i = 1; i <= 5; i++) {
					audit.append(("record " + i + "\n").getBytes());
				}
				audit.flush();
				assertThat(this.directory.resolve("audit.log")).hasContent("record 5\n");
				assertThat(this.directory.resolve("audit.log.4")).hasContent("record 4\n");
				Awaitility.await().until(() -> Files.notExists(this.directory.resolve("audit.log.2")));
				assertThat(this.directory.resolve("audit.log.3")).exists();
			});
	}

	@Test
	void anAbsoluteFileIsTakenAsItIs() {
		Path file = this.directory.resolve("elsewhere/audit.log");
		this.runner
			.withPropertyValues("async-append.directory=" + this.directory.resolve("data"),
					"async-append.appenders.audit.file=" + file)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(file).exists();
				assertThat(this.directory.resolve("data")).doesNotExist();
			});
	}

	@Test
	void disabledKeepsTheBeansAndMakesThemSynchronous() {
		this.runner.withPropertyValues("async-append.enabled=false", "async-append.appenders.audit.sync=on-demand")
			.run((context) -> {
				AsyncAppender audit = context.getBean("audit", AsyncAppender.class);
				assertThat(context.getBean(AsyncAppendFactory.class).isEnabled()).isFalse();
				assertThat(audit.status().mode()).isEqualTo(Mode.SYNCHRONOUS);
				audit.append("written when append returns\n".getBytes(StandardCharsets.UTF_8));
				assertThat(this.directory.resolve("audit.log")).hasContent("written when append returns\n");
			});
	}

	@Test
	void customizersAreAppliedInOrderAfterTheProperties() {
		this.runner.withPropertyValues("async-append.appenders.audit.sync=1s")
			.withUserConfiguration(Customizers.class)
			.run((context) -> {
				assertThat(context.getBean(AsyncAppendFactory.class).isEnabled()).isTrue();
				assertThat(context.getBean(Customizers.class).calls).containsExactly("first", "second");
			});
	}

	@Test
	void listenersAreToldOfTheConfiguredAppenders() {
		this.runner.withPropertyValues("async-append.appenders.audit.sync=1s")
			.withUserConfiguration(Listening.class)
			.run((context) -> assertThat(context.getBean(Listening.class).opened).containsExactly("audit"));
	}

	@Test
	void aFactoryOfTheUsersOwnGetsTheConfiguredAppenders() {
		this.runner.withPropertyValues("async-append.appenders.audit.sync=1s")
			.withUserConfiguration(OwnFactory.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(AsyncAppendFactory.class).hasBean("mine");
				AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
				assertThat(factory.find("audit")).containsSame(context.getBean("audit", AsyncAppender.class));
			});
	}

	@Test
	void anAppenderOfTheUsersOwnMakesOursBackOff() {
		this.runner
			.withPropertyValues("async-append.appenders.audit.sync=1s", "async-append.appenders.access.sync=1s",
					"own.file=" + this.directory.resolve("own.log"))
			.withUserConfiguration(OwnAppender.class)
			.run((context) -> {
				assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactlyInAnyOrder("audit",
						"access");
				assertThat(context.getBean("audit", AsyncAppender.class).status().file())
					.contains(this.directory.resolve("own.log"));
				assertThat(this.directory.resolve("audit.log")).doesNotExist();
			});
	}

	@Test
	void configuredAppendersAreFoundByTheFirstUserOfTheFactory() {
		this.runner.withPropertyValues("async-append.appenders.audit.sync=1s")
			.withUserConfiguration(EarlyUser.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(this.directory.resolve("audit.log")).hasContent("early\n");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoAppenders {

		@Autowired
		@Qualifier("audit")
		AsyncAppender audit;

		@Autowired
		@Qualifier("access")
		AsyncAppender access;

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		AsyncAppendFactoryCustomizer second() {
			return (builder) -> {
				this.calls.add("second");
				builder.enabled(true);
			};
		}

		@Bean
		@Order(1)
		AsyncAppendFactoryCustomizer first() {
			return (builder) -> {
				this.calls.add("first");
				builder.enabled(false);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		final List<String> opened = new CopyOnWriteArrayList<>();

		@Bean
		AppendListener opened() {
			return new AppendListener() {

				@Override
				public void onOpen(AsyncAppender appender) {
					Listening.this.opened.add(appender.name());
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		AsyncAppendFactory mine() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAppender {

		@Bean
		AsyncAppender audit(AsyncAppendFactory factory, @Value("${own.file}") Path file) {
			return factory.open("mine", file);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyUser {

		EarlyUser(AsyncAppendFactory factory) {
			AsyncAppender audit = factory.find("audit").orElseThrow();
			audit.append("early\n".getBytes(StandardCharsets.UTF_8));
			audit.flush();
			assertThat(Files.isDirectory(audit.status().file().orElseThrow())).isFalse();
		}

	}

}
