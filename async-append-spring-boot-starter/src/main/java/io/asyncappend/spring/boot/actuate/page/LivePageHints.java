package io.asyncappend.spring.boot.actuate.page;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Takes the page into a native image.
 */
public final class LivePageHints implements RuntimeHintsRegistrar {

	/**
	 * Creates the registrar.
	 */
	public LivePageHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerResource(LivePage.FILE);
	}

}
