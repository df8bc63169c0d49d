package io.asyncappend.spring.boot.logging.logback;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.LogProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The appender in a configuration of Logback.
 */
@ExtendWith(OutputCaptureExtension.class)
class AsyncAppendAppenderTests {

	private static final String ENCODER = "<encoder><pattern>%level %msg%n</pattern></encoder>";

	@TempDir
	Path directory;

	private final LoggerContext context = new LoggerContext();

	private void configure(String appender) throws JoranException {
		JoranConfigurator configurator = new JoranConfigurator();
		configurator.setContext(this.context);
		configurator.doConfigure(new ByteArrayInputStream(configuration(appender).getBytes(StandardCharsets.UTF_8)));
	}

	private static String configuration(String appender) {
		return "<configuration><appender name='LOG' class='" + AsyncAppendAppender.class.getName() + "'>" + appender
				+ "</appender><root level='INFO'><appender-ref ref='LOG'/></root></configuration>";
	}

	private String file(String name) {
		return "<file>" + this.directory.resolve(name) + "</file>";
	}

	private List<Status> errors() {
		return this.context.getStatusManager()
			.getCopyOfStatusList()
			.stream()
			.filter((status) -> status.getLevel() == Status.ERROR)
			.toList();
	}

	private ConfigurableApplicationContext run(String configuration, String... more) throws Exception {
		Path file = Files.writeString(this.directory.resolve("logback-spring.xml"), configuration);
		SpringApplication starter = new SpringApplication(Application.class);
		starter.setWebApplicationType(WebApplicationType.NONE);
		String[] arguments = { "--async-append.directory=" + this.directory,
				"--async-append.appenders.app.file=app.log", "--async-append.appenders.sql.file=sql.log",
				"--logging.config=" + file.toUri() };
		return starter
			.run(java.util.stream.Stream.of(arguments, more).flatMap(java.util.Arrays::stream).toArray(String[]::new));
	}

	@AfterEach
	void stop() {
		this.context.stop();
		LogProperties.clear();
	}

	@Test
	void aFileOfItsOwn() throws Exception {
		configure(file("own.log") + ENCODER);
		this.context.getLogger("test").info("one");
		this.context.getLogger("test").error("two");
		// At least ERROR is flushed.
		assertThat(this.directory.resolve("own.log")).hasContent("INFO one\nERROR two\n");
		this.context.getLogger("test").info("three");
		this.context.stop();
		assertThat(this.directory.resolve("own.log")).hasContent("INFO one\nERROR two\nINFO three\n");
		assertThat(errors()).isEmpty();
	}

	@Test
	void configuredAgainAndAgain() throws Exception {
		for (int i = 0; i < 3; i++) {
			this.context.reset();
			configure(file("own.log") + ENCODER + "<flushOn>INFO</flushOn>");
			this.context.getLogger("test").info("line " + i);
		}
		assertThat(this.directory.resolve("own.log")).hasContent("INFO line 0\nINFO line 1\nINFO line 2\n");
		this.context.stop();
		try (AsyncAppendFactory other = AsyncAppendFactory.create()) {
			other.open("other", this.directory.resolve("own.log"));
		}
	}

	@Test
	void allItsSettings() throws Exception {
		configure(file("own.log") + ENCODER + "<flushOn>OFF</flushOn><flushTimeout>10 seconds</flushTimeout>"
				+ "<bufferSize>64KB</bufferSize><backpressure>block</backpressure>");
		for (int i = 0; i < 10_000; i++) {
			this.context.getLogger("test").info("line {}", i);
		}
		this.context.stop();
		assertThat(errors()).isEmpty();
		assertThat(Files.readAllLines(this.directory.resolve("own.log"))).hasSize(10_000);
	}

	@Test
	void headerAndFooter() throws Exception {
		configure(file("own.log") + "<encoder><pattern>%msg%n</pattern><outputPatternAsHeader>true"
				+ "</outputPatternAsHeader></encoder>");
		this.context.getLogger("test").info("one");
		this.context.stop();
		assertThat(this.directory.resolve("own.log")).hasContent("#logback.classic pattern: %msg%n\none\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					<file>own.log</file> | No encoder
					<appenderName>app</appenderName>ENCODER | needs a <file>
					ENCODER | needs a <file>
					<file>own.log</file><appenderName>app</appenderName>ENCODER | both an <appenderName> and a <file>
					<file>.</file>ENCODER | cannot append to .
					<file>own.log</file><flushOn>LOUD</flushOn>ENCODER | flushOn
					<file>own.log</file><flushTimeout>5</flushTimeout>ENCODER | flushTimeout=5 is a number without a unit; write 5 seconds
					<file>own.log</file><flushTimeout>soon</flushTimeout>ENCODER | flushTimeout=soon is no duration
					<file>own.log</file><bufferSize>1</bufferSize>ENCODER | bufferSize=1 Bytes is not from 1024 to 1073741824 bytes
					<file>own.log</file><backpressure>wait</backpressure>ENCODER | backpressure
					""")
	void whatWillNotDo(String appender, String error) throws Exception {
		configure(
				appender.replace("ENCODER", ENCODER).replace("own.log", this.directory.resolve("own.log").toString()));
		assertThat(errors()).anyMatch((status) -> (status.getMessage() + status.getThrowable()).contains(error));
		this.context.getLogger("test").info("goes nowhere, and throws nothing");
	}

	@Test
	void theFragmentOfSpringBootsManner() throws Exception {
		String configuration = """
				<configuration>
					<include resource="org/springframework/boot/logging/logback/defaults.xml"/>
					<include resource="io/asyncappend/spring/boot/logging/logback/async-append-appender.xml"/>
					<root level="INFO"><appender-ref ref="FILE"/></root>
				</configuration>
				""";
		run(configuration, "--async-append.logging.appender=app", "--logging.pattern.file=%level|%msg%n").close();
		LogFactory.getLog("after").info("the last line");
		assertThat(Files.readAllLines(this.directory.resolve("app.log"))).doesNotHaveDuplicates()
			.anyMatch((line) -> line.startsWith("INFO|Starting "))
			.anyMatch((line) -> line.startsWith("INFO|Started"))
			.endsWith("INFO|the last line");
	}

	@Test
	void theStructuredFragment() throws Exception {
		String configuration = """
				<configuration>
					<include resource="org/springframework/boot/logging/logback/defaults.xml"/>
					<include resource="io/asyncappend/spring/boot/logging/logback/structured-async-append-appender.xml"/>
					<root level="INFO"><appender-ref ref="FILE"/></root>
				</configuration>
				""";
		run(configuration, "--async-append.logging.appender=app", "--logging.structured.format.file=logstash").close();
		assertThat(Files.readAllLines(this.directory.resolve("app.log"))).isNotEmpty()
			.allSatisfy((line) -> JsonParserFactory.getJsonParser().parseMap(line));
	}

	@Test
	void namesWithoutTheProperty() throws Exception {
		String configuration = """
				<configuration>
					<appender name="APP" class="%1$s"><appenderName>app</appenderName>%2$s</appender>
					<appender name="SQL" class="%1$s"><appenderName>sql</appenderName>%2$s</appender>
					<logger name="sql" additivity="false"><appender-ref ref="SQL"/></logger>
					<root level="INFO"><appender-ref ref="APP"/></root>
				</configuration>
				""".formatted(AsyncAppendAppender.class.getName(), ENCODER);
		try (ConfigurableApplicationContext context = run(configuration)) {
			assertThat(context.getBean(AsyncAppendFactory.class).appenders()).extracting((appender) -> appender.name())
				.containsExactlyInAnyOrder("app", "sql");
			LogFactory.getLog("sql").info("select");
		}
		assertThat(this.directory.resolve("sql.log")).hasContent("INFO select\n");
		assertThat(Files.readAllLines(this.directory.resolve("app.log"))).isNotEmpty()
			.noneMatch((line) -> line.contains("select"));
	}

	@Test
	void aConfigurationWithoutAnythingOfSpringBoots() throws Exception {
		run("<configuration><root level='INFO'/></configuration>", "--async-append.logging.appender=app").close();
		assertThat(Files.readAllLines(this.directory.resolve("app.log")).get(0)).contains(" INFO ", "Starting ");
	}

	@Test
	void anUnknownName(CapturedOutput output) {
		assertThatThrownBy(() -> run(configuration("<appenderName>aap</appenderName>" + ENCODER)))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("appenderName=aap: is the name of no appender; those configured are app, sql");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

	}

}
