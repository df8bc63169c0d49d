package io.asyncappend.spring.boot.logging;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ch.qos.logback.classic.LoggerContext;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The log of real applications, in this JVM.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationLogTests {

	private static final String[] DEFAULTS = { "--async-append.logging.appender=app",
			"--async-append.appenders.app.file=app.log", "--async-append.appenders.audit.sync=on-demand" };

	@TempDir
	Path directory;

	private final List<ConfigurableApplicationContext> running = new ArrayList<>();

	private ConfigurableApplicationContext run(Class<?> application, String... arguments) {
		SpringApplication starter = new SpringApplication(application);
		starter.setWebApplicationType(WebApplicationType.NONE);
		starter.setMainApplicationClass(application);
		ConfigurableApplicationContext context = starter.run(arguments(arguments));
		this.running.add(context);
		return context;
	}

	/** The later one of two for the same property wins. */
	private String[] arguments(String... arguments) {
		Map<String, String> byProperty = new LinkedHashMap<>();
		Stream.of(Stream.of("--async-append.directory=" + this.directory), Stream.of(DEFAULTS), Stream.of(arguments))
			.flatMap((some) -> some)
			.forEach((argument) -> byProperty.put(argument.substring(0, argument.indexOf('=')), argument));
		return byProperty.values().toArray(String[]::new);
	}

	/** As far as it is written, which it is soon. */
	private List<String> log() throws IOException {
		this.running.stream()
			.filter(ConfigurableApplicationContext::isActive)
			.forEach((context) -> context.getBeanProvider(AsyncAppendFactory.class)
				.ifAvailable(AsyncAppendFactory::flush));
		return Files.readAllLines(this.directory.resolve("app.log"));
	}

	/** Who has a file open still claims it. */
	private void requireClosed() {
		try (AsyncAppendFactory other = AsyncAppendFactory.create()) {
			other.open("other", this.directory.resolve("app.log"));
		}
	}

	@AfterEach
	void closeAll() {
		this.running.forEach(ConfigurableApplicationContext::close);
		requireClosed();
		// Spring Boot leaves these set, and the next one would get them.
		for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
			System.clearProperty(property.getEnvironmentVariableName());
		}
	}

	@Test
	void theFirstLineAndTheLast() throws IOException {
		run(Application.class).close();
		LogFactory.getLog("after").info("the context is closed");
		assertThat(log().get(0)).contains("INFO").contains("Starting ApplicationLogTests.Application using");
		assertThat(log()).anyMatch((line) -> line.contains("Started ApplicationLogTests."))
			.anyMatch((line) -> line.contains("Appender 'audit' wrote 0 records"))
			.anyMatch((line) -> line.contains("Appender 'app' wrote "));
		assertThat(log().get(log().size() - 1)).endsWith("the context is closed");
		assertThat(log()).doesNotHaveDuplicates();
	}

	@Test
	void itIsWhatSpringBootsFileLogWouldBe() throws IOException {
		String pattern = "--logging.pattern.file=%level|%logger{0}|%msg%n";
		Path expected = this.directory.resolve("boot.log");
		run(Umlauts.class, pattern, "--logging.charset.file=ISO-8859-1").close();
		run(Umlauts.class, "--async-append.logging.appender=", "--async-append.appenders.app.file=other.log", pattern,
				"--logging.charset.file=ISO-8859-1", "--logging.file.name=" + expected)
			.close();
		String start = "INFO|Umlauts|\u00e4\u00f6\u00fc";
		assertThat(line(expected, StandardCharsets.ISO_8859_1)).isEqualTo(start);
		assertThat(line(this.directory.resolve("app.log"), StandardCharsets.ISO_8859_1)).isEqualTo(start);
	}

	private static String line(Path file, Charset charset) throws IOException {
		return Files.readAllLines(file, charset).stream().filter((line) -> line.contains("|Umlauts|")).toList().get(0);
	}

	@Test
	void theDefaultPatternIsSpringBoots() throws IOException {
		run(Application.class, "--spring.application.name=shop");
		assertThat(log().get(0))
			.matches("\\d{4}-\\d\\d-\\d\\dT\\S+  INFO \\d+ --- \\[shop] \\[\\S+] \\S+ +: Starting .*");
	}

	@Test
	void theThresholdHolds() throws IOException {
		run(Application.class, "--logging.threshold.file=WARN");
		LogFactory.getLog("test").info("small");
		LogFactory.getLog("test").warn("large");
		assertThat(log()).hasSize(1).allMatch((line) -> line.endsWith("large"));
	}

	@ParameterizedTest
	@CsvSource({ "ecs, message", "logstash, message", "gelf, short_message" })
	void structured(String format, String key) throws IOException {
		run(Application.class, "--logging.structured.format.file=" + format).close();
		assertThat(log()).isNotEmpty().allSatisfy((line) -> JsonParserFactory.getJsonParser().parseMap(line));
		assertThat(JsonParserFactory.getJsonParser().parseMap(log().get(0)).get(key)).asString()
			.startsWith("Starting ApplicationLogTests.Application using");
	}

	@Test
	void itTakesThePlaceOfSpringBootsFile() throws IOException {
		Path file = this.directory.resolve("boot.log");
		run(Application.class, "--logging.file.name=" + file).close();
		assertThat(log().get(0)).contains("Starting");
		assertThat(file).isEmptyFile();
	}

	@Test
	void theSameFileAsSpringBoots() throws IOException {
		run(Application.class, "--logging.file.name=" + this.directory.resolve("app.log")).close();
		assertThat(log()).doesNotHaveDuplicates().anyMatch((line) -> line.contains("Started"));
	}

	@Test
	void aFailedStart(CapturedOutput output) throws IOException {
		assertThatThrownBy(() -> run(Failing.class)).isInstanceOf(RuntimeException.class);
		assertThat(log()).anyMatch((line) -> line.contains("Application run failed"))
			.anyMatch((line) -> line.contains("Appender 'audit' wrote"))
			.anyMatch((line) -> line.contains("no start today"));
		requireClosed();
	}

	@Test
	void aFailedStartThatIsAnalysed() throws IOException {
		assertThatThrownBy(() -> run(Application.class, "--async-append.appenders.audit.buffer-size=0"))
			.isInstanceOf(RuntimeException.class);
		assertThat(String.join("\n", log())).contains("APPLICATION FAILED TO START",
				"Property: async-append.appenders.audit.buffer-size");
		requireClosed();
	}

	@Test
	void aFailureBeforeThereIsAContext() throws IOException {
		SpringApplication starter = new SpringApplication(Application.class);
		starter.addInitializers((context) -> {
			throw new IllegalStateException("no context today");
		});
		assertThatThrownBy(() -> starter.run(arguments())).hasMessage("no context today");
		assertThat(String.join("\n", log())).contains("no context today");
		requireClosed();
	}

	@Test
	void aRunnerThatFails() throws IOException {
		assertThatThrownBy(() -> run(FailingRunner.class)).hasMessageContaining("ran into it");
		assertThat(String.join("\n", log())).contains("Started ApplicationLogTests.", "ran into it",
				"Appender 'audit' wrote 0 records", "Appender 'app' wrote");
		requireClosed();
	}

	@Test
	void startedAgain() throws IOException {
		run(Application.class).close();
		run(Application.class).close();
		assertThat(log()).filteredOn((line) -> line.contains("Starting ApplicationLogTests.Application ")).hasSize(2);
		assertThat(log()).filteredOn((line) -> line.contains("Appender 'audit' wrote")).hasSize(2);
	}

	@Test
	void twoAtOnceShareItAndTheLastClosesIt() throws IOException {
		ConfigurableApplicationContext first = run(Application.class);
		ConfigurableApplicationContext second = run(Application.class, "--async-append.appenders.audit.file=2.log");
		assertThat(second.getBean("app")).isSameAs(first.getBean("app"));
		first.close();
		LogFactory.getLog("test").error("between");
		assertThat(log()).anyMatch((line) -> line.endsWith("between"));
		second.close();
		assertThat(log()).filteredOn((line) -> line.contains("Started ApplicationLogTests.")).hasSize(2);
		assertThat(log()).filteredOn((line) -> line.contains("Appender 'app' wrote")).hasSize(1);
		requireClosed();
	}

	@Test
	void aSecondThatWantsAnotherIsTold(CapturedOutput output) throws IOException {
		run(Application.class);
		ConfigurableApplicationContext second = run(Application.class, "--async-append.appenders.audit.file=2.log",
				"--async-append.appenders.mine.file=mine.log", "--async-append.logging.appender=mine");
		assertThat(output).contains("async-append.logging.appender=mine has no effect");
		LogFactory.getLog("test").error("both");
		assertThat(log()).filteredOn((line) -> line.endsWith("both")).hasSize(1);
		assertThat(second.containsBean("mine")).isTrue();
	}

	@Test
	void aSecondThatMeansAnotherFileIsTold(CapturedOutput output) throws IOException {
		run(Application.class);
		run(Application.class, "--async-append.appenders.audit.file=2.log", "--async-append.appenders.app.file=b.log");
		assertThat(output).containsPattern("WARN .*The log of this JVM goes on in the file that "
				+ "async-append.logging.appender=app stood for when it was opened, not in .*b.log");
		assertThat(log()).filteredOn((line) -> line.contains("Started")).hasSize(2);
		assertThat(this.directory.resolve("b.log")).doesNotExist();
	}

	@Test
	void anotherThatSetsUpTheLoggersAnewTakesNothingAway() throws IOException {
		run(Application.class);
		assertThatThrownBy(() -> run(Failing.class, "--async-append.appenders.audit.file=2.log"))
			.isInstanceOf(RuntimeException.class);
		run(Application.class, "--async-append.logging.appender=", "--async-append.appenders.app.file=other.log",
				"--async-append.appenders.audit.file=3.log");
		LogFactory.getLog("test").error("still here");
		assertThat(log()).filteredOn((line) -> line.endsWith("still here")).hasSize(1);
	}

	@Test
	void parentAndChild() throws IOException {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Plain.class).web(WebApplicationType.NONE);
		ConfigurableApplicationContext child = builder.child(Application.class)
			.web(WebApplicationType.NONE)
			.run(arguments());
		assertThat(child.getBean(AsyncAppendFactory.class).find("app")).isPresent();
		child.close();
		((ConfigurableApplicationContext) child.getParent()).close();
		assertThat(log()).filteredOn((line) -> line.contains(": Starting ")).hasSize(1);
		requireClosed();
	}

	@Test
	void aResetOfTheLoggers() throws IOException {
		run(Application.class);
		for (int i = 0; i < 3; i++) {
			((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
			LogFactory.getLog("test").error("after reset " + i);
		}
		assertThat(log()).filteredOn((line) -> line.contains("after reset")).hasSize(3);
	}

	@Test
	void aFactoryOfTheUsersOwnIncludesIt() throws IOException {
		ConfigurableApplicationContext context = run(OwnFactory.class);
		AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
		assertThat(factory.find("app")).containsSame(context.getBean("app", io.asyncappend.AsyncAppender.class));
		assertThat(factory.find("audit")).isPresent();
		context.close();
		assertThat(log()).anyMatch((line) -> line.contains("Started ApplicationLogTests."));
	}

	@Test
	void anUnknownName(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.logging.appender=aap"))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "    Property: async-append.logging.appender\n",
				"    Value: \"aap\"\n", "Reason: is the name of no appender; those configured are app, audit");
		assertThat(output.toString().replaceAll("\\s+", " "))
			.contains("Action: Write the name of one, or configure it: async-append.appenders.aap.file.");
		assertThat(this.directory.resolve("app.log")).doesNotExist();
	}

	@Test
	void aNegativeTimeout(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.logging.flush-timeout=-1s"))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: async-append.logging.flush-timeout\n", "Reason: is negative");
	}

	@Test
	void aLevelThatIsNone(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.logging.flush-on=loud"))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: async-append.logging.flush-on\n", "is none of the known values");
	}

	@Test
	void aFileThatCannotBeOpened(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.appenders.app.file=" + this.directory))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: async-append.appenders.app.file\n", "is a directory, not a file");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Umlauts {

		Umlauts() {
			LogFactory.getLog("Umlauts").info("\u00e4\u00f6\u00fc");
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

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Failing {

		@Bean
		Object fails(AsyncAppendFactory factory) {
			throw new IllegalStateException("no start today");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class FailingRunner {

		@Bean
		org.springframework.boot.ApplicationRunner runner() {
			return (arguments) -> {
				throw new IllegalStateException("ran into it");
			};
		}

	}

}
