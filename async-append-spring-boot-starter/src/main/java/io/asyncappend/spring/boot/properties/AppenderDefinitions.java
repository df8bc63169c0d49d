package io.asyncappend.spring.boot.properties;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderOptions;
import io.asyncappend.Backpressure;
import io.asyncappend.StandardStream;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Appender;

/**
 * Makes definitions of the properties, with all that can be said without looking at a
 * file.
 */
public final class AppenderDefinitions {

	/** Longer than any disk stays full. */
	public static final Duration LOG_WRITE_RETRY = Duration.ofDays(365);

	private static final String DIRECTORY = AsyncAppendProperties.PREFIX + ".directory";

	private static final String CONFINE = AsyncAppendProperties.PREFIX + ".confine-to-directory";

	private final AsyncAppendProperties properties;

	private final Path directory;

	private final Map<String, AppenderUse> uses;

	/**
	 * Looks at what the appenders have in common.
	 * @param properties the properties
	 * @param uses what appenders are used for by name
	 * @throws InvalidPropertyException if one of them has a value that will not do, or a
	 * use names no configured appender, or one that has another use
	 */
	public AppenderDefinitions(AsyncAppendProperties properties, List<AppenderUse> uses) {
		this.properties = properties;
		this.uses = AppenderUse.byAppender(properties, uses);
		this.directory = path(DIRECTORY, properties.directory());
		if (properties.directory().isBlank()) {
			throw InvalidPropertyException.of(DIRECTORY, properties.directory(), "is empty");
		}
	}

	/**
	 * The directory of relative files.
	 * @return the configured directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Whether no file may lie elsewhere.
	 * @return whether files are confined to the directory
	 */
	public boolean isConfined() {
		return this.properties.confineToDirectory();
	}

	/**
	 * The exception for a file that is not in the directory it is confined to.
	 * @param definition the definition of the appender
	 * @param reason why it is not, without its subject
	 * @return the exception
	 */
	public InvalidPropertyException notConfined(AppenderDefinition definition, String reason) {
		return notConfined(definition.fileProperty(), definition.fileValue(), reason);
	}

	private InvalidPropertyException notConfined(String property, String value, String reason) {
		return new InvalidPropertyException(property, value,
				"is not in the directory " + this.directory.toAbsolutePath().normalize() + ", which files are confined"
						+ " to (" + CONFINE + "): " + reason,
				"Write a path relative to the directory, through no link that leads out of it.");
	}

	/**
	 * The exception for a directory that will not do.
	 * @param reason what is wrong with it, without its subject
	 * @param cause the error underneath
	 * @return the exception
	 */
	public InvalidPropertyException invalidDirectory(String reason, Throwable cause) {
		return InvalidPropertyException.of(DIRECTORY, this.properties.directory(), reason, cause);
	}

	/**
	 * Makes the definitions.
	 * @param names the names of the appenders; one of which nothing is configured is all
	 * defaults
	 * @return a definition for each name
	 * @throws InvalidPropertyException if a property has a value that will not do
	 */
	public List<AppenderDefinition> of(List<String> names) {
		List<AppenderDefinition> definitions = new ArrayList<>();
		for (String name : names) {
			definitions.add(of(name));
		}
		return definitions;
	}

	/**
	 * Makes the definition of an appender that a log goes to. Unless its entry itself
	 * says otherwise, it drops what it has no room for and retries a full disk for as
	 * long as it takes: an application goes on without its log, and its log with it.
	 * @param property the property that names the appender
	 * @param name the name in any spelling
	 * @return the definition, by the name as it is configured
	 * @throws InvalidPropertyException if no appender of that name is configured, or a
	 * property of it has a value that will not do
	 */
	public AppenderDefinition ofLog(String property, String name) {
		List<String> known = List.copyOf(this.properties.appenders().keySet());
		String configured = AppenderNames.find(known, name).orElse(null);
		if (configured == null) {
			throw new InvalidPropertyException(property, name, "is the name of no appender; "
					+ (known.isEmpty() ? "none is configured" : "those configured are " + String.join(", ", known)),
					"Write the name of one, or configure it: " + AppenderNames.property(name, "file") + ".");
		}
		AppenderDefinition definition = of(configured);
		Appender appender = find(configured);
		AppenderOptions.Builder options = definition.options().toBuilder();
		if (appender.backpressure() == null && appender.backpressureTimeout() == null) {
			options.backpressure(Backpressure.drop());
		}
		if (appender.writeRetry() == null) {
			options.writeRetry(LOG_WRITE_RETRY);
		}
		return definition.with(options.build());
	}

	private AppenderDefinition of(String name) {
		Appender appender = find(name);
		String property = AppenderNames.property(name, "file");
		String file = (appender.file() != null) ? appender.file() : name + ".log";
		if (file.isBlank()) {
			throw InvalidPropertyException.of(property, file, "is empty");
		}
		StandardStream stream = StandardStream.find(file.strip()).orElse(null);
		if (stream != null) {
			return ofStream(name, appender, stream, property, file);
		}
		Path path = path(property, file);
		boolean inDirectory = !path.isAbsolute();
		if (!inDirectory && isConfined()) {
			throw notConfined(property, file, "it is absolute");
		}
		if (inDirectory) {
			path = inDirectory(property, file, path);
		}
		AppenderOptions options = reader(name, appender).read();
		requireNames(name, appender, options, path);
		if (!appender.cursors().isEmpty() || appender.forward() != null || !options.rotation().keepUntil().isEmpty()) {
			CursorProperties.check(name, appender, options);
		}
		return new AppenderDefinition(name, path, null, options, property, file, inDirectory, appender.forward());
	}

	private AppenderDefinition ofStream(String name, Appender appender, StandardStream stream, String property,
			String file) {
		AppenderUse use = this.uses.get(AppenderNames.uniform(name));
		if (use != null) {
			use.check(name, stream);
		}
		StreamProperties.check(name, stream, appender);
		return new AppenderDefinition(name, null, stream, reader(name, appender).readForStream(), property, file, false,
				null);
	}

	private static void requireNames(String name, Appender appender, AppenderOptions options, Path path) {
		try {
			if (!options.shared()) {
				options.rotation().naming().requireFoundAgain(path);
			}
		}
		catch (IllegalArgumentException ex) {
			boolean own = appender.rotation() != null && appender.rotation().naming() != null;
			String property = own ? AppenderNames.property(name, "rotation.naming")
					: AsyncAppendProperties.PREFIX + ".defaults.rotation.naming";
			throw InvalidPropertyException.of(property, options.rotation().naming().pattern(),
					"will not do: " + ex.getMessage(), ex);
		}
	}

	private OptionsReader reader(String name, Appender appender) {
		return new OptionsReader(name, appender, this.properties.defaults(),
				this.uses.get(AppenderNames.uniform(name)));
	}

	private Appender find(String name) {
		Map<String, Appender> appenders = this.properties.appenders();
		return appenders.getOrDefault(AppenderNames.find(appenders.keySet(), name).orElse(name), Appender.UNSET);
	}

	private Path inDirectory(String property, String file, Path relative) {
		Path base = this.directory.toAbsolutePath().normalize();
		Path target = base.resolve(relative).normalize();
		if (!target.startsWith(base) || target.equals(base)) {
			throw new InvalidPropertyException(property, file,
					"leads out of the directory " + base + " (" + DIRECTORY + "), to " + target,
					"Write a path without '..' that stays in the directory, or the absolute path of the file.");
		}
		return this.directory.resolve(relative).normalize();
	}

	/** Spring leaves a placeholder that it cannot resolve as it is. */
	private static Path path(String property, String text) {
		if (text.contains("${")) {
			throw InvalidPropertyException.of(property, text, "has a placeholder that nothing resolves");
		}
		try {
			return Path.of(text);
		}
		catch (InvalidPathException ex) {
			throw InvalidPropertyException.of(property, text, "is not a path: " + ex.getReason(), ex);
		}
	}

}
