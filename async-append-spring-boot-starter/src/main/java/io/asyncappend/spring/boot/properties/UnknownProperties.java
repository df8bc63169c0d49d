package io.asyncappend.spring.boot.properties;

import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/**
 * Refuses what is no property below {@code cursors}, {@code forward} and
 * {@code rotation}. Spring Boot passes over it, and then nothing is forwarded and
 * retention waits for nothing, which is seen only once records are missing. To be asked
 * for files and arguments only: a variable of the environment may have the dashes of a
 * name as underscores.
 */
final class UnknownProperties {

	/** Where {@code appenders} or {@code defaults} is. */
	private static final int GROUP = ConfigurationPropertyName.of(AsyncAppendProperties.PREFIX).getNumberOfElements();

	private UnknownProperties() {
	}

	/**
	 * Refuses a property that is none of an appender, if it looks like one.
	 * @param known the properties that it is among
	 * @throws InvalidPropertyException if it does
	 */
	static void refuse(ConfigurationPropertySource source, ConfigurationPropertyName property, Set<String> known) {
		if (property.getElement(GROUP, Form.UNIFORM).equals("defaults")) {
			refuseOfDefaults(source, property);
		}
		else if (!known.isEmpty()) {
			throw switch (property.getElement(GROUP + 2, Form.UNIFORM)) {
				case "cursors" ->
					unknown(source, property, "of a cursor", known, " A name with a dot in it goes in brackets.");
				case "forward" -> unknown(source, property, "of forwarding", known, "");
				default -> unknown(source, property, "of a rotation", known, "");
			};
		}
	}

	/** What would hold for all appenders alike: a topic, or what no cursor reads. */
	private static void refuseOfDefaults(ConfigurationPropertySource source, ConfigurationPropertyName property) {
		String group = property.getElement(GROUP + 1, Form.UNIFORM);
		if (group.equals("cursors") || group.equals("forward")
				|| (group.equals("rotation") && property.getElement(GROUP + 2, Form.UNIFORM).equals("keepuntil"))) {
			throw new InvalidPropertyException(property.toString(), value(source, property),
					"is of each appender alone, and not among the defaults",
					"Write it below " + AsyncAppendProperties.PREFIX + ".appenders.NAME.");
		}
	}

	private static InvalidPropertyException unknown(ConfigurationPropertySource source,
			ConfigurationPropertyName property, String group, Set<String> known, String more) {
		Set<String> names = new TreeSet<>();
		known.forEach((name) -> names.add(PropertyAdvice.dashed(name)));
		return new InvalidPropertyException(property.toString(), value(source, property),
				"is no property " + group + ", and would be without effect",
				"Write one of these, or remove it: " + String.join(", ", names) + "." + more);
	}

	private static Object value(ConfigurationPropertySource source, ConfigurationPropertyName property) {
		ConfigurationProperty found = source.getConfigurationProperty(property);
		@Nullable Object value = (found != null) ? found.getValue() : null;
		return (value != null) ? value : "";
	}

}
