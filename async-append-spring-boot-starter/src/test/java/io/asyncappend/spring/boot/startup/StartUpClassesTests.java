package io.asyncappend.spring.boot.startup;

import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the starter adds to the start of a web application on Tomcat is a matter of how
 * many classes it has the JVM load, at some tenths of a millisecond each.
 */
@Tag("jdk")
@Timeout(300)
class StartUpClassesTests {

	/** What spring-boot-starter-webmvc does not bring. */
	private static final Predicate<String> OTHERS = Pattern
		.compile("actuator|spring-boot-(health|jetty|netty|reactor|webflux|http-codec|micrometer|test|kafka)"
				+ "|spring-boot-(transaction|persistence)|spring-boot-starter-(micrometer|jetty|reactor|webflux|test)|^jetty-|^netty-|^reactor-"
				+ "|spring-(webflux|security|test|kafka|messaging|tx)|^kafka-|^lz4-|^snappy-|^zstd-"
				+ "|micrometer-(core|registry|jakarta9|tracing)|prometheus|asm-"
				+ "|brave|opentelemetry|context-propagation|json-schema")
		.asPredicate();

	private static final Predicate<String> OURS = Pattern.compile("^classes$|^async-append-").asPredicate();

	/** What method handles need beside their forms, from Java 18 on. */
	private static final int OF_REFLECTION = (Runtime.version().feature() >= 18) ? 15 : 0;

	private static LoadedClasses without;

	@TempDir
	private Path directory;

	@BeforeAll
	static void startWithoutTheStarter() throws Exception {
		without = LoadedClasses.of(OTHERS.or(OURS).negate(), "--server.port=0");
		assertThat(without.names()).contains(WebApplication.class.getName())
			.noneMatch(
					(name) -> name.matches("io\\.asyncappend\\.(\\w+|spring\\.boot\\.(logging|autoconfigure)\\..*)"));
	}

	@Test
	void withoutAnAppenderNoMoreThan30ClassesAreLoaded() throws Exception {
		assertMoreClasses(30, "--server.port=0");
	}

	/**
	 * Three in five are the core's: they find, open, lock and mend a file, begin its log,
	 * and buffer and write records. What only some appenders need (readers, cursors,
	 * forwarding, archives, exceptions) is not among them.
	 */
	@Test
	void withOneAppenderNoMoreThan208ClassesAreLoaded() throws Exception {
		assertMoreClasses(208 + OF_REFLECTION, "--server.port=0",
				"--async-append.appenders.audit.file=" + this.directory.resolve("audit.log"));
		assertThat(this.directory.resolve("audit.log")).exists();
	}

	@Test
	void withTheApplicationLogNoMoreThan242ClassesAreLoaded() throws Exception {
		assertMoreClasses(242 + OF_REFLECTION, "--server.port=0",
				"--async-append.appenders.app.file=" + this.directory.resolve("app.log"),
				"--async-append.logging.appender=app");
		assertThat(this.directory.resolve("app.log")).content().contains("Started WebApplication");
	}

	private static void assertMoreClasses(int limit, String... arguments) throws Exception {
		LoadedClasses with = LoadedClasses.of(OTHERS.negate(), arguments);
		assertThat(with.more(without)).as(() -> "more classes than without the starter: " + with.without(without))
			.isBetween(1, limit);
	}

}
