package io.asyncappend.spring.boot.properties;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Names of appenders as Spring Boot compares the names of properties: dashes, underscores
 * and case make no difference.
 * <p>
 * Binding a map yields a key per spelling ({@code billing-events} from YAML and
 * {@code billingevents} from {@code ASYNCAPPEND_APPENDERS_BILLINGEVENTS_SYNC}), but looks
 * up each property of each key in all sources, in their order and whatever their
 * spelling. So all spellings come with the same values, in which the environment variable
 * has already won over the file, and one of them is enough.
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
		return names.stream().filter((one) -> isSame(one, name)).findFirst();
	}

	/**
	 * Unites the spellings of each name.
	 * @param names names in any spelling; of several spellings the first of the longest
	 * is kept, which is the one with the dashes
	 * @return the names in their order, one spelling of each
	 */
	public static List<String> merge(Iterable<String> names) {
		Map<String, String> merged = new LinkedHashMap<>();
		names.forEach((name) -> merged.merge(uniform(name), name, AppenderNames::longer));
		return new ArrayList<>(merged.values());
	}

	static <T> Map<String, T> merge(Map<String, T> byName) {
		Map<String, T> merged = new LinkedHashMap<>();
		merge(byName.keySet()).forEach((name) -> merged.put(name, byName.get(name)));
		byName.forEach((name, value) -> requireSame(name, value, merged));
		return merged;
	}

	private static <T> void requireSame(String name, T value, Map<String, T> merged) {
		merged.forEach((kept, keptValue) -> {
			if (isSame(kept, name) && !Objects.equals(keptValue, value)) {
				throw new InvalidPropertyException(property(name, null), name,
						"is the same name as '" + kept + "', but with other values", "Write the name in one way.");
			}
		});
	}

	private static String longer(String one, String other) {
		return (other.length() > one.length()) ? other : one;
	}

	/**
	 * The name of a property of an appender.
	 * @param name the name of the appender
	 * @param leaf the last element, or {@code null} for what all of its properties begin
	 * with
	 * @return the name of the property
	 */
	public static String property(String name, @Nullable String leaf) {
		String element = ConfigurationPropertyName.isValid(name) && name.indexOf('.') < 0 ? "." + name
				: "[" + name + "]";
		return AsyncAppendProperties.PREFIX + ".appenders" + element + ((leaf != null) ? "." + leaf : "");
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
