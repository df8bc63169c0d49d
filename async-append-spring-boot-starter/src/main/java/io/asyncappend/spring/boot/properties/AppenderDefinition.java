package io.asyncappend.spring.boot.properties;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.StandardStream;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;

/**
 * What the properties of one appender come to.
 *
 * @param name the name of the appender
 * @param file its file, {@code null} for a standard stream
 * @param stream its standard stream, {@code null} for a file
 * @param options its options
 * @param fileProperty the property to change if the file or stream will not do
 * @param fileValue the file as it was configured, or as it follows from the name
 * @param inDirectory whether the file is relative to the configured directory
 * @param forward where its records go on to, {@code null} if nowhere
 */
public record AppenderDefinition(String name, @Nullable Path file, @Nullable StandardStream stream,
		AppenderOptions options, String fileProperty, String fileValue, boolean inDirectory,
		@Nullable Forward forward) {

	/**
	 * Checks that there is one of file and stream.
	 * @throws IllegalArgumentException if there are both or none
	 */
	public AppenderDefinition {
		if ((file == null) == (stream == null)) {
			throw new IllegalArgumentException("appender '" + name + "' is of a file or a standard stream, not of "
					+ ((file == null) ? "none" : "both"));
		}
	}

	/**
	 * An appender that no property defines.
	 * @param name its name
	 * @param target the path of a file, or the short name of a standard stream
	 * @param options its options
	 * @return the definition
	 * @throws java.nio.file.InvalidPathException if it is none of both
	 */
	public static AppenderDefinition of(String name, String target, AppenderOptions options) {
		StandardStream stream = StandardStream.find(target).orElse(null);
		return new AppenderDefinition(name, (stream == null) ? Path.of(target) : null, stream, options, "file", target,
				false, null);
	}

	/**
	 * Opens it.
	 * @param factory where
	 * @return the appender
	 */
	public AsyncAppender openOn(AsyncAppendFactory factory) {
		return (this.stream != null) ? factory.open(this.name, this.stream, this.options)
				: factory.open(this.name, requireFile(), this.options);
	}

	/**
	 * Its file, which it has.
	 * @return the file
	 * @throws IllegalStateException if it is of a standard stream
	 */
	public Path requireFile() {
		if (this.file == null) {
			throw new IllegalStateException("appender '" + this.name + "' has no file");
		}
		return this.file;
	}

	/**
	 * Where it appends, for messages.
	 * @return the path or the name of the stream
	 */
	public String target() {
		return String.valueOf((this.stream != null) ? this.stream : this.file);
	}

	/**
	 * What names its file or stream.
	 * @return equal for definitions of one target, as far as paths tell
	 */
	public Object key() {
		return (this.stream != null) ? this.stream : requireFile().toAbsolutePath().normalize();
	}

	/**
	 * The same with other options.
	 * @param other the options
	 * @return the definition
	 */
	public AppenderDefinition with(AppenderOptions other) {
		return new AppenderDefinition(this.name, this.file, this.stream, other, this.fileProperty, this.fileValue,
				this.inDirectory, this.forward);
	}

}
