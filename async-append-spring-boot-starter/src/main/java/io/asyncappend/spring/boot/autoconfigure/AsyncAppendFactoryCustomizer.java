package io.asyncappend.spring.boot.autoconfigure;

import io.asyncappend.AsyncAppendFactory;

/**
 * Beans of this type change the auto-configured {@link AsyncAppendFactory} before it is
 * built, in their order, after the properties and the
 * {@link io.asyncappend.AppendListener} beans. They change nothing of the appender of
 * {@code async-append.logging.appender}, which is open, on a factory of its own, before
 * there are beans.
 */
@FunctionalInterface
public interface AsyncAppendFactoryCustomizer {

	/**
	 * Changes the factory to be.
	 * @param builder the builder of the factory
	 */
	void customize(AsyncAppendFactory.Builder builder);

}
