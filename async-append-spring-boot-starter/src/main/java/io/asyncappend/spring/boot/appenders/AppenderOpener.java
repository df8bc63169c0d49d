package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileTakenException;
import io.asyncappend.StandardStream;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.AppenderDefinitions;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.properties.PropertyAdvice;
import io.asyncappend.spring.boot.text.PrintableText;
import io.asyncappend.spring.boot.text.TargetText;

/**
 * Opens appenders one after the other and says which property to change if one cannot be
 * opened. Asks the file system about files, but leaves opening and creating them to the
 * factory.
 */
final class AppenderOpener implements Function<AppenderDefinition, AsyncAppender> {

	private final AsyncAppendFactory factory;

	private final AppenderDefinitions definitions;

	/** By what identifies a file under all its names. */
	private final Map<Object, AppenderDefinition> opened = new HashMap<>();

	AppenderOpener(AsyncAppendFactory factory, AppenderDefinitions definitions) {
		this.factory = factory;
		this.definitions = definitions;
	}

	/**
	 * Opens an appender, unless it is open already where this may use it.
	 * @param context what this context is called
	 * @param closing how long to wait for another context that is closing the file
	 * @return the appender; whatever the factory returns where it opens nothing
	 */
	@Nullable AsyncAppender findOrShare(AppenderDefinition definition, String context, Duration closing) {
		AsyncAppender open = find(definition);
		if (open != null && SharedAppenders.join(open, context)) {
			return open;
		}
		if (open != null) {
			SharedAppenders.awaitClose(open, closing);
		}
		return share(definition, context, closing);
	}

	/**
	 * Finds what the factory of a parent context has open under the name.
	 * @throws InvalidPropertyException if it is another file, or open with other options
	 */
	private @Nullable AsyncAppender find(AppenderDefinition definition) {
		requireConfined(definition);
		AsyncAppender open = this.factory.find(definition.name()).orElse(null);
		if (open == null) {
			return null;
		}
		if (!isSame(open.status(), definition) || !open.options().equals(definition.options())) {
			throw new InvalidPropertyException(AppenderNames.property(definition.name()), definition.name(),
					"is the name of an appender that the factory has open already, in "
							+ TargetText.of(open.status()).orElse("a borrowed channel")
							+ OtherContext.differences(open.options(), definition.options()),
					"Give one of the two another name, or both the same file and options. (A child context shares the"
							+ " factory of its parent.)");
		}
		return open;
	}

	private static boolean isSame(AppenderStatus open, AppenderDefinition definition) {
		Path file = open.file().orElse(null);
		Path wanted = definition.file();
		return (file != null && wanted != null) ? isSame(file, wanted)
				: definition.stream() != null && definition.stream() == open.stream().orElse(null);
	}

	private static boolean isSame(Path one, Path other) {
		Object identity = identity(one);
		return (identity != null) ? identity.equals(identity(other))
				: one.toAbsolutePath().equals(other.toAbsolutePath());
	}

	/**
	 * Opens an appender, or shares that of another context.
	 * @param context what this context is called
	 * @param closing how long to wait for another context that is closing the file
	 */
	private @Nullable AsyncAppender share(AppenderDefinition definition, String context, Duration closing) {
		requireConfined(definition);
		requireOtherFile(definition);
		AsyncAppender appender = SharedAppenders.open(this.factory, definition, context, this, closing);
		opened(definition);
		return appender;
	}

	AsyncAppender open(AppenderDefinition definition) {
		requireConfined(definition);
		requireOtherFile(definition);
		AsyncAppender appender = apply(definition);
		opened(definition);
		return appender;
	}

	private void opened(AppenderDefinition definition) {
		Object identity = (definition.file() != null) ? identity(definition.file()) : null;
		if (identity != null) {
			this.opened.putIfAbsent(identity, definition);
		}
	}

	/** Opens it on the factory. */
	@Override
	public AsyncAppender apply(AppenderDefinition definition) {
		try {
			return definition.openOn(this.factory);
		}
		catch (AppendException ex) {
			throw refusal(definition, ex);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(AppenderNames.property(definition.name()), definition.name(),
					"is not the name of an appender: " + ex.getMessage(), "Give the appender another name.", ex);
		}
	}

	/** Rare exceptions are asked for, as a handler has them loaded at each start. */
	private RuntimeException refusal(AppenderDefinition definition, AppendException cause) {
		if (cause instanceof FileTakenException) {
			return taken(definition, cause);
		}
		if (cause instanceof AppenderClosedException) {
			return AppendersUnavailableException.of(
					"The configured appenders cannot be opened: " + PrintableText.of(cause.getMessage()) + ".",
					"Have the bean method return a factory that is open, and leave its closing to the context.", cause);
		}
		return unusable(definition, cause);
	}

	private void requireConfined(AppenderDefinition definition) {
		if (!this.definitions.isConfined() || definition.file() == null) {
			return;
		}
		Optional<String> escape;
		try {
			escape = new Confinement(this.definitions.directory()).escape(definition.file());
		}
		catch (IOException ex) {
			escape = Optional.of("it cannot be looked at: " + ex);
		}
		if (escape.isPresent()) {
			throw this.definitions.notConfined(definition, escape.get());
		}
	}

	/**
	 * Compares with the files that are open, which exist by now: so links of all kinds
	 * are seen through, also one that dangled until its target was created.
	 */
	private void requireOtherFile(AppenderDefinition definition) {
		// A stream may have any number of appenders.
		Object identity = (definition.file() != null) ? identity(definition.file()) : null;
		AppenderDefinition other = (identity != null) ? this.opened.get(identity) : null;
		if (other == null) {
			return;
		}
		throw new InvalidPropertyException(definition.fileProperty(), definition.fileValue(),
				definition.file() + " is the file of appender '" + other.name() + "' (" + other.fileProperty() + "="
						+ other.fileValue() + "), maybe through a link",
				"Give each appender a file of its own, or remove one of the two.");
	}

	private static @Nullable Object identity(Path file) {
		try {
			Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
			// Without keys (Windows) the real path has to do.
			return (key != null) ? key : file.toRealPath();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static InvalidPropertyException taken(AppenderDefinition definition, AppendException cause) {
		List<String> users = SharedAppenders.users(definition.requireFile());
		return users.isEmpty() ? new InvalidPropertyException(definition.fileProperty(), definition.fileValue(),
				"is taken: " + reason(cause),
				"Close the appender, or stop the other process, that has it open; or name another file; or let"
						+ " processes append to it together, with " + AppenderNames.property(definition.name())
						+ ".shared=true in each.",
				cause) : OtherContext.refusal(definition, null, users);
	}

	private InvalidPropertyException unusable(AppenderDefinition definition, AppendException cause) {
		StandardStream stream = definition.stream();
		if (stream != null) {
			return new InvalidPropertyException(definition.fileProperty(), definition.fileValue(),
					"cannot be opened: " + reason(cause),
					"Start the process with " + stream + " led to a pipe, a terminal or a file, or name a file.",
					cause);
		}
		Path file = definition.requireFile();
		Path directory = this.definitions.directory();
		if (definition.inDirectory() && !Files.isDirectory(directory)) {
			return this.definitions.invalidDirectory(
					Files.exists(directory) ? "is a file, not a directory" : "cannot be created: " + reason(cause),
					cause);
		}
		if (definition.inDirectory() && !Files.isWritable(directory)) {
			return this.definitions.invalidDirectory("cannot be written to: " + reason(cause), cause);
		}
		String reason = Files.isDirectory(file) ? file + " is a directory, not a file"
				: "cannot be opened for appending: " + reason(cause);
		return new InvalidPropertyException(definition.fileProperty(), definition.fileValue(), reason,
				streamOf(file).map((name) -> "Write " + name + ", without a path.")
					.orElseGet(() -> String.valueOf(PropertyAdvice.of("file"))),
				cause);
	}

	/** Linux has names for the streams too, behind which is no file as a rule. */
	private static Optional<String> streamOf(Path file) {
		return switch (file.normalize().toString()) {
			case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1" -> Optional.of(StandardStream.OUT.shortName());
			case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2" -> Optional.of(StandardStream.ERR.shortName());
			default -> Optional.empty();
		};
	}

	private static String reason(UncheckedIOException failure) {
		IOException cause = failure.getCause();
		if (cause instanceof AccessDeniedException denied) {
			return "no permission for " + denied.getFile();
		}
		if (cause instanceof NoSuchFileException missing) {
			return missing.getFile() + " does not exist and cannot be created";
		}
		if (cause instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
			return fileSystem.getFile() + ": " + fileSystem.getReason();
		}
		return String.valueOf(failure.getMessage());
	}

}
