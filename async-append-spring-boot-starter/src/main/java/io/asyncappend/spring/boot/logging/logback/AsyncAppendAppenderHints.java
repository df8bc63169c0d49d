package io.asyncappend.spring.boot.logging.logback;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/**
 * What a native image needs to make of a configuration of Logback: the fragments, and the
 * appender by its name.
 */
final class AsyncAppendAppenderHints implements RuntimeHintsRegistrar {

	private static final String PACKAGE = "io/asyncappend/spring/boot/logging/logback/";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		if (!ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext", classLoader)) {
			return;
		}
		hints.resources().registerPattern(PACKAGE + "async-append-appender.xml");
		hints.resources().registerPattern(PACKAGE + "structured-async-append-appender.xml");
		hints.resources().registerPattern(PACKAGE + "async-append-console-appender.xml");
		hints.resources().registerPattern(PACKAGE + "structured-async-append-console-appender.xml");
		hints.reflection()
			.registerType(AsyncAppendAppender.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS,
					MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
