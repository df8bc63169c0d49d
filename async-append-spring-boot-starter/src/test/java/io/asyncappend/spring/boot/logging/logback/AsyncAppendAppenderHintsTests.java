package io.asyncappend.spring.boot.logging.logback;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is registered for a native image.
 */
class AsyncAppendAppenderHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	private void register(ClassLoader classLoader) {
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories", getClass().getClassLoader())
			.load(RuntimeHintsRegistrar.class)
			.stream()
			.filter(AsyncAppendAppenderHints.class::isInstance)
			.forEach((registrar) -> registrar.registerHints(this.hints, classLoader));
	}

	@Test
	void theAppenderAndTheFragments() throws Exception {
		register(getClass().getClassLoader());
		assertThat(
				RuntimeHintsPredicates.reflection().onConstructorInvocation(AsyncAppendAppender.class.getConstructor()))
			.accepts(this.hints);
		for (String fragment : List.of("", "structured-")) {
			for (String place : List.of("", "console-")) {
				assertThat(RuntimeHintsPredicates.resource()
					.forResource("io/asyncappend/spring/boot/logging/logback/" + fragment + "async-append-" + place
							+ "appender.xml"))
					.accepts(this.hints);
			}
		}
	}

	@Test
	void nothingWithoutLogback() {
		register(new FilteredClassLoader("ch.qos.logback"));
		assertThat(this.hints.reflection().typeHints()).isEmpty();
	}

}
