package io.asyncappend.spring.boot.logging;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.util.unit.DataSize;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is in the log of an application.
 */
class ApplicationLogTests extends LoggedApplications {

	@Test
	void theFirstLineAndTheLast() throws IOException {
		run(Application.class).close();
		LogFactory.getLog("after").info("the context is closed");
		assertThat(log().get(0)).contains("INFO").contains("Starting LoggedApplications.Application using");
		assertThat(log()).anyMatch((line) -> line.contains("Started LoggedApplications."))
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
		// Tracers are on the class path of the tests, which would have a column of their
		// own.
		run(Application.class, "--spring.application.name=shop", "--logging.expect-correlation-id=false");
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
			.startsWith("Starting LoggedApplications.Application using");
	}

	@Test
	void aConverterOfTheApplicationCountsForTheOtherAppenders() throws IOException {
		ConfigurableApplicationContext context = run(Sizes.class,
				"--async-append.appenders.audit.buffer-size=two pages");
		assertThat(context.getBean("audit", AsyncAppender.class).options().bufferSize()).isEqualTo(8192);
		context.close();
		assertThat(log().get(0)).contains("Starting");
	}

	@Test
	void theLogItselfIsOpenBeforeThereAreConverters() {
		assertThatThrownBy(() -> run(Sizes.class, "--async-append.appenders.app.buffer-size=two pages"))
			.hasRootCauseMessage("'two pages' does not match data size pattern");
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
	void aFactoryOfTheUsersOwnIncludesIt() throws IOException {
		ConfigurableApplicationContext context = run(OwnFactory.class);
		AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
		assertThat(factory.find("app")).containsSame(context.getBean("app", io.asyncappend.AsyncAppender.class));
		assertThat(factory.find("audit")).isPresent();
		context.close();
		assertThat(log()).anyMatch((line) -> line.contains("Started LoggedApplications."));
	}

	@Configuration(proxyBeanMethods = false)
	static class Sizes extends Application {

		@Bean
		@ConfigurationPropertiesBinding
		static Converter<String, DataSize> sizeConverter() {
			// A lambda would hide the types.
			return new Converter<>() {

				@Override
				public DataSize convert(String source) {
					return source.equals("two pages") ? DataSize.ofKilobytes(8) : DataSize.parse(source);
				}

			};
		}

	}

}
