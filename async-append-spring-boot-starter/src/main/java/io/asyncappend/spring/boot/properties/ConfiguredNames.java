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
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The names of the configured appenders, each in one spelling: that of the source which
 * all others override, such as {@code application.yaml}. So a profile, a system property
 * or an argument that overrides a value renames no file. The environment, which knows
 * neither case nor dashes, spells only what no other source names.
 */
public final class ConfiguredNames {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(AsyncAppendProperties.PREFIX);

	static final ConfigurationPropertyName APPENDERS = PREFIX.append("appenders");

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
	static final Set<String> FORWARD_LEAVES = Set.of("kafka", "sink", "oversize", "maxrate", "disklimit",
			"ondisklimit");

	static final Set<String> KAFKA_LEAVES = Set.of("topic", "key", "exactlyonce", "positionstopic",
			"transactionidprefix");

	static final int NAME = APPENDERS.getNumberOfElements();

	/** Where the name of a cursor is. */
	private static final int CURSOR = NAME + 2;

	/** By uniform name. */
	private final Map<String, String> spellings = new LinkedHashMap<>();

	/** Of the cursors, by uniform name, by the uniform name of their appender. */
	private final Map<String, Map<String, String>> cursors = new HashMap<>();

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
			if (source instanceof IterableConfigurationPropertySource iterable && hasForward(iterable)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasForward(IterableConfigurationPropertySource source) {
		for (ConfigurationPropertyName property : source.stream().toList()) {
			if (isOfForward(property)) {
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

	/**
	 * Leaves one entry for all spellings of the name of a cursor, likewise.
	 */
	static <T> Map<String, T> uniteCursors(String appender, Map<String, T> bound,
			Iterable<ConfigurationPropertySource> sources) {
		Map<String, T> united = new LinkedHashMap<>();
		for (String name : new ConfiguredNames(sources).cursors.getOrDefault(AppenderNames.uniform(appender), Map.of())
			.values()) {
			if (bound.containsKey(name)) {
				united.put(name, bound.get(name));
			}
		}
		return united;
	}

	private void add(IterableConfigurationPropertySource source) {
		Map<String, String> here = new LinkedHashMap<>();
		Map<String, Map<String, String>> cursorsHere = new HashMap<>();
		for (ConfigurationPropertyName property : source.stream().toList()) {
			if (isOfAppender(property)) {
				if (property.getNumberOfElements() > CURSOR && isOfCursor(property)) {
					String cursor = property.getElement(CURSOR, Form.ORIGINAL);
					cursorsHere.computeIfAbsent(AppenderNames.uniform(spelling(property)), (key) -> new TreeMap<>())
						.merge(AppenderNames.uniform(cursor), cursor, ConfiguredNames::longer);
				}
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
		for (Map.Entry<String, Map<String, String>> found : cursorsHere.entrySet()) {
			Map<String, String> known = this.cursors.computeIfAbsent(found.getKey(), (key) -> new TreeMap<>());
			for (Map.Entry<String, String> cursor : found.getValue().entrySet()) {
				known.putIfAbsent(cursor.getKey(), cursor.getValue());
			}
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
		Map<String, String> cursors = new HashMap<>();
		for (ConfigurationPropertyName property : source.stream().toList()) {
			if (!isOfAppender(property)) {
				if (property.getNumberOfElements() > NAME + 1 && PREFIX.isAncestorOf(property)) {
					UnknownProperties.refuse(source, property, siblings(property));
				}
				continue;
			}
			if (property.getNumberOfElements() > CURSOR && isOfCursor(property)) {
				requireOneSpelling(property, cursors);
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

	/** That of a cursor is that of its file, so it is one for whatever is said of it. */
	private static void requireOneSpelling(ConfigurationPropertyName property, Map<String, String> spellings) {
		String cursor = property.getElement(CURSOR, Form.ORIGINAL);
		String other = spellings
			.putIfAbsent(AppenderNames.uniform(spelling(property)) + "." + AppenderNames.uniform(cursor), cursor);
		if (other != null && !other.equals(cursor)) {
			String last = (other.compareTo(cursor) > 0) ? other : cursor;
			throw new InvalidPropertyException(AppenderNames.cursorProperty(spelling(property), last), last,
					"is the same name as '" + (last.equals(cursor) ? other : cursor)
							+ "', of which something is said as well, in one place",
					"Write the name in one way, or give one of two cursors another name.");
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

	/** What there is beside what is no property; empty where nothing is said of that. */
	private static Set<String> siblings(ConfigurationPropertyName property) {
		if (!APPENDERS.isAncestorOf(property)) {
			return Set.of();
		}
		String group = property.getElement(NAME + 1, Form.UNIFORM);
		boolean ofKafka = group.equals("forward") && property.getNumberOfElements() > NAME + 3
				&& property.getElement(NAME + 2, Form.UNIFORM).equals("kafka");
		return group.equals("cursors") ? CURSOR_LEAVES : ofKafka ? KAFKA_LEAVES : leavesOf(group);
	}

	private static boolean isOfKafka(ConfigurationPropertyName property) {
		return property.getElement(NAME + 1, Form.UNIFORM).equals("forward")
				&& property.getElement(NAME + 2, Form.UNIFORM).equals("kafka")
				&& KAFKA_LEAVES.contains(property.getElement(NAME + 3, Form.UNIFORM));
	}

	/** Whether this is what all cursors of an appender are below. */
	static boolean isOfCursors(ConfigurationPropertyName property) {
		return property.getNumberOfElements() == CURSOR && APPENDERS.isAncestorOf(property) && isOfCursor(property);
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
		ConfiguredNames names = new ConfiguredNames(sources);
		Map<String, Set<String>> cursors = new LinkedHashMap<>();
		for (Map.Entry<String, String> appender : names.spellings.entrySet()) {
			Map<String, String> found = names.cursors.get(appender.getKey());
			if (found != null) {
				cursors.put(appender.getValue(), new TreeSet<>(found.values()));
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
