package io.asyncappend.spring.boot.properties;

import java.nio.file.Path;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

/**
 * What the properties of one appender come to.
 *
 * @param name the name of the appender
 * @param file its file
 * @param options its options
 * @param fileProperty the property to change if the file will not do
 * @param fileValue the file as it was configured, or as it follows from the name
 * @param inDirectory whether the file is relative to the configured directory
 */
public record AppenderDefinition(String name, Path file, AppenderOptions options, String fileProperty, String fileValue,
		boolean inDirectory) {

	/**
	 * Opens it.
	 * @param factory where
	 * @return the appender
	 */
	public AsyncAppender openOn(AsyncAppendFactory factory) {
		return factory.open(this.name, this.file, this.options);
	}

	AppenderDefinition with(AppenderOptions other) {
		return new AppenderDefinition(this.name, this.file, other, this.fileProperty, this.fileValue, this.inDirectory);
	}

}
