package io.asyncappend.spring.boot.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The names of the configured appenders, each in one spelling: that of the source which
 * all others override, such as {@code application.yaml}. So a profile, a system property
 * or an argument that overrides a value renames no file. The environment, which knows
 * neither case nor dashes, spells only what no other source names.
 */
public final class ConfiguredNames {

	static final ConfigurationPropertyName APPENDERS = ConfigurationPropertyName
		.of(AsyncAppendProperties.PREFIX + ".appenders");

	/** The components of an appender; what is below another name is no property. */
	static final Set<String> LEAVES = Set.of("file", "buffersize", "backpressure", "backpressuretimeout", "sync",
			"writeretry", "permissions", "shared", "minfree", "torntail", "recreate", "foreignfile", "lastingpositions",
			"rotation", "cursors", "forward");

	/** The components of its rotation. */
	static final Set<String> ROTATION_LEAVES = Set.of("maxsize", "every", "zone", "naming", "compress", "keepfiles",
			"keepfor", "keepsize", "keepatleast", "keepuntil", "keepuntilsize");

	/** The components of a cursor. */
	static final Set<String> CURSOR_LEAVES = Set.of("start", "forceinterval");

	/** The components of where its records go on to, and those of Kafka. */
	static final Set<String> FORWARD_LEAVES = Set.of("kafka", "sink", "oversize", "maxrate");

	static final Set<String> KAFKA_LEAVES = Set.of("topic", "key");

	private static final int NAME = APPENDERS.getNumberOfElements();

	/** By uniform name. */
	private final Map<String, String> spellings = new LinkedHashMap<>();

	/** By uniform name a property that it is in. */
	private final Map<String, ConfigurationPropertyName> properties = new HashMap<>();

	private ConfiguredNames(Iterable<ConfigurationPropertySource> sources) {
		List<IterableConfigurationPropertySource> files = new ArrayList<>();
		List<IterableConfigurationPropertySource> environments = new ArrayList<>();
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				boolean isEnvironment = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
				(isEnvironment ? environments : files).add(0, iterable);
			}
		}
		for (IterableConfigurationPropertySource source : files) {
			requireOneSpelling(source);
			add(source);
		}
		for (IterableConfigurationPropertySource source : environments) {
			add(source);
		}
	}

	/**
	 * Looks at the names of properties, and at no value.
	 * @param sources where the properties are, those that win first
	 * @return the names of the appenders, in the order of the sources from the last
	 * @throws InvalidPropertyException if one source says the same of an appender in two
	 * spellings
	 */
	public static List<String> in(Iterable<ConfigurationPropertySource> sources) {
		return List.copyOf(new ConfiguredNames(sources).spellings.values());
	}

	/**
	 * Looks for an appender whose records go on to another system.
	 * @param sources where the properties are
	 * @return whether there is a property of that
	 */
	public static boolean isForwarded(Iterable<ConfigurationPropertySource> sources) {
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& source.containsDescendantOf(APPENDERS) == ConfigurationPropertyState.PRESENT
					&& iterable.stream().anyMatch(ConfiguredNames::isOfForward)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isOfForward(ConfigurationPropertyName property) {
		return isOfAppender(property) && property.getNumberOfElements() > NAME + 1
				&& property.getElement(NAME + 1, Form.UNIFORM).equals("forward");
	}

	/**
	 * Leaves one entry for all spellings of a name. Binding a map yields an entry per
	 * spelling, but looks up each value in all sources whatever their spelling, so that
	 * the entry in the chosen one has the values of all of them.
	 */
	static <T> Map<String, T> unite(Map<String, T> bound, Iterable<ConfigurationPropertySource> sources) {
		Map<String, T> united = new LinkedHashMap<>();
		for (String name : in(sources)) {
			if (bound.containsKey(name)) {
				united.put(name, bound.get(name));
			}
		}
		return united;
	}

	private void add(IterableConfigurationPropertySource source) {
		Map<String, String> here = new LinkedHashMap<>();
		for (ConfigurationPropertyName property : source.stream().toList()) {
			if (isOfAppender(property)) {
				String spelling = spelling(property);
				String uniform = AppenderNames.uniform(spelling);
				here.put(uniform, longer(here.getOrDefault(uniform, ""), spelling));
				ConfigurationPropertyName other = this.properties.putIfAbsent(uniform, property);
				requireSame((other != null) ? other : property, property);
			}
		}
		for (Map.Entry<String, String> spelling : here.entrySet()) {
			this.spellings.putIfAbsent(spelling.getKey(), spelling.getValue());
		}
	}

	/** What is in brackets is for Spring Boot the same only if each character is. */
	private static void requireSame(ConfigurationPropertyName one, ConfigurationPropertyName other) {
		if (!one.chop(NAME + 1).equals(other.chop(NAME + 1))) {
			throw new InvalidPropertyException(other.chop(NAME + 1).toString(), spelling(other),
					"is the same name as that of " + one.chop(NAME + 1) + ", but no property in brackets overrides"
							+ " one that is spelled in another way",
					"Write the name in one way.");
		}
	}

	private static void requireOneSpelling(IterableConfigurationPropertySource source) {
		Map<String, String> spellings = new LinkedHashMap<>();
		for (ConfigurationPropertyName property : source.stream().toList()) {
			if (!isOfAppender(property)) {
				continue;
			}
			String name = spelling(property);
			String leaf = property.subName(NAME + 1).toString();
			String other = spellings.putIfAbsent(AppenderNames.uniform(name + "." + leaf), name);
			if (other != null && !other.equals(name)) {
				throw new InvalidPropertyException(AppenderNames.property(name, leaf.isEmpty() ? null : leaf), name,
						"is the same name as '" + other + "', of which this is said as well, in one place",
						"Write the name in one way, or give one of two appenders another name.");
			}
		}
	}

	private static boolean isOfAppender(ConfigurationPropertyName property) {
		if (!APPENDERS.isAncestorOf(property)) {
			return false;
		}
		int elements = property.getNumberOfElements() - NAME - 1;
		return switch (elements) {
			case 0 -> true;
			case 1 -> LEAVES.contains(property.getElement(NAME + 1, Form.UNIFORM));
			case 2 -> isOfCursor(property) || leavesOf(property.getElement(NAME + 1, Form.UNIFORM))
				.contains(property.getElement(NAME + 2, Form.UNIFORM));
			case 3 -> isOfCursor(property) ? CURSOR_LEAVES.contains(property.getElement(NAME + 3, Form.UNIFORM))
					: isOfKafka(property) || (property.getElement(NAME + 2, Form.UNIFORM).equals("keepuntil")
							&& property.isNumericIndex(NAME + 3));
			default -> false;
		};
	}

	private static Set<String> leavesOf(String component) {
		return switch (component) {
			case "rotation" -> ROTATION_LEAVES;
			case "forward" -> FORWARD_LEAVES;
			default -> Set.of();
		};
	}

	private static boolean isOfKafka(ConfigurationPropertyName property) {
		return property.getElement(NAME + 1, Form.UNIFORM).equals("forward")
				&& property.getElement(NAME + 2, Form.UNIFORM).equals("kafka")
				&& KAFKA_LEAVES.contains(property.getElement(NAME + 3, Form.UNIFORM));
	}

	private static boolean isOfCursor(ConfigurationPropertyName property) {
		return property.getElement(NAME + 1, Form.UNIFORM).equals("cursors");
	}

	/**
	 * Looks at the names of properties for cursors, and at no value.
	 * @param sources where the properties are, those that win first
	 * @return the names of the cursors by the names of their appenders
	 * @throws InvalidPropertyException if one source says the same of an appender in two
	 * spellings
	 */
	public static Map<String, Set<String>> cursors(Iterable<ConfigurationPropertySource> sources) {
		Map<String, Map<String, String>> found = new HashMap<>();
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName property : iterable.stream().toList()) {
					if (isOfAppender(property) && property.getNumberOfElements() > NAME + 2 && isOfCursor(property)) {
						String cursor = property.getElement(NAME + 2, Form.ORIGINAL);
						found.computeIfAbsent(AppenderNames.uniform(spelling(property)), (key) -> new TreeMap<>())
							.merge(AppenderNames.uniform(cursor), cursor, ConfiguredNames::longer);
					}
				}
			}
		}
		Map<String, Set<String>> cursors = new LinkedHashMap<>();
		for (String appender : in(sources)) {
			Map<String, String> names = found.get(AppenderNames.uniform(appender));
			if (names != null) {
				cursors.put(appender, new TreeSet<>(names.values()));
			}
		}
		return cursors;
	}

	private static String spelling(ConfigurationPropertyName property) {
		return property.getElement(NAME, Form.ORIGINAL);
	}

	/** The one with the dashes. */
	private static String longer(String one, String other) {
		return (other.length() > one.length()) ? other : one;
	}

}
