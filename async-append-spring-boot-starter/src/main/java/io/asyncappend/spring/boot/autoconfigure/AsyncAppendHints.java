package io.asyncappend.spring.boot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.LoggingProperties;

/**
 * What a native image needs whatever beans there are: the properties that are bound
 * before there are beans, what is looked for by its name, and what the core calls only
 * where the JDK has it. Spring knows the rest from the beans, from
 * {@code spring.factories} and from hints beside what they are for.
 */
final class AsyncAppendHints implements RuntimeHintsRegistrar {

	/** As {@code AccessLogCheck} looks for it. */
	private static final String WEB = "org.springframework.boot.web.server.context.WebServerApplicationContext";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(AsyncAppendProperties.class, LoggingProperties.class)
			.registerHints(hints, classLoader);
		hints.reflection().registerTypeIfPresent(classLoader, WEB);
		hints.reflection()
			.registerType(Thread.class, (type) -> type.withMethod("isVirtual", List.of(), ExecutableMode.INVOKE));
	}

}
