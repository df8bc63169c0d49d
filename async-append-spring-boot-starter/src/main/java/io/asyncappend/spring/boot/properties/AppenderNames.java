package io.asyncappend.spring.boot.properties;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Names of appenders as Spring Boot compares the names of properties: dashes, underscores
 * and case make no difference.
 */
public final class AppenderNames {

	private AppenderNames() {
	}

	/**
	 * The form that all spellings of a name have in common.
	 * @param name a name
	 * @return the name in lower case, without dashes and underscores
	 */
	public static String uniform(String name) {
		return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether two are spellings of one name.
	 * @param one a name
	 * @param other a name
	 * @return whether they have the same {@linkplain #uniform uniform} form
	 */
	public static boolean isSame(String one, String other) {
		return uniform(one).equals(uniform(other));
	}

	/**
	 * Finds a name in another spelling.
	 * @param names the names to look among
	 * @param name the name in any spelling
	 * @return the first of them that is the same name
	 */
	static Optional<String> find(Collection<String> names, String name) {
		for (String one : names) {
			if (isSame(one, name)) {
				return Optional.of(one);
			}
		}
		return Optional.empty();
	}

	/**
	 * Whether a name is among others, in whatever spelling.
	 * @param names the names to look among
	 * @param name the name in any spelling
	 * @return whether one of them is the same name
	 */
	public static boolean contains(Collection<String> names, String name) {
		return find(names, name).isPresent();
	}

	/**
	 * The name of a property of an appender.
	 * @param name the name of the appender
	 * @param leaf the last element, or {@code null} for what all of its properties begin
	 * with
	 * @return the name of the property
	 */
	public static String property(String name, @Nullable String leaf) {
		return AsyncAppendProperties.PREFIX + ".appenders" + element(name) + ((leaf != null) ? "." + leaf : "");
	}

	/**
	 * The name of a property of a cursor.
	 * @param name the name of the appender
	 * @param cursor the name of the cursor
	 * @return what all of its properties begin with
	 */
	public static String cursorProperty(String name, String cursor) {
		return property(name, "cursors" + element(cursor));
	}

	/** In brackets unless it is an element of a property name as it is. */
	private static String element(String name) {
		return (ConfigurationPropertyName.isValid(name) && name.indexOf('.') < 0) ? "." + name : "[" + name + "]";
	}

	/**
	 * The name of the property that declares an appender.
	 * @param name the name of the appender
	 * @return the name of the property
	 */
	public static String property(String name) {
		return property(name, null);
	}

}
