package io.asyncappend.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor knows of the properties.
 */
class MetadataTests {

	private static final Set<Object> NO_DEFAULT = Set.of("async-append.appenders", "async-append.logging.appender",
			"async-append.access-log.appender", "async-append.access-log.pattern",
			"async-append.access-log.redact.query", "async-append.access-log.exclude", "async-append.access-log.sample",
			"async-append.access-log.redact.headers", "async-append.access-log.redact.cookies",
			"async-append.audit.appender");

	private final Map<String, Object> metadata = read();

	@Test
	void everyPropertyHasATypeADescriptionAndADefault() {
		List<Map<String, Object>> properties = list("properties");
		assertThat(properties).allSatisfy((property) -> {
			assertThat(property.get("type")).as("%s", property).isNotNull();
			assertThat(property.get("description")).as("%s", property).isNotNull();
		});
		assertThat(properties).filteredOn((property) -> !NO_DEFAULT.contains(property.get("name")))
			.allSatisfy((property) -> assertThat(property.get("defaultValue")).as("%s", property).isNotNull());
	}

	@Test
	void everyGroupHasADescription() {
		assertThat(list("groups")).extracting((group) -> group.get("name"))
			.contains("async-append", "async-append.access-log", "async-append.access-log.redact", "async-append.audit",
					"async-append.defaults", "async-append.defaults.rotation", "async-append.logging",
					"async-append.page", "management.endpoint.asyncappend");
		assertThat(list("groups"))
			.allSatisfy((group) -> assertThat(group.get("description")).asString().as("%s", group).endsWith("."));
	}

	@Test
	void anAppenderHasTheHintsOfTheDefaults() {
		Map<Object, Object> hints = new HashMap<>();
		list("hints").forEach((hint) -> hints.put(hint.get("name"), hint.get("values")));
		List<String> defaults = hints.keySet()
			.stream()
			.map(Object::toString)
			.filter((name) -> name.startsWith("async-append.defaults."))
			.toList();
		assertThat(defaults).hasSizeGreaterThan(9)
			.allSatisfy((name) -> assertThat(hints)
				.containsEntry(name.replace("async-append.defaults.", "async-append.appenders.*."), hints.get(name)));
	}

	@Test
	void everyPropertyIsThere() {
		Stream<String> top = Arrays.stream(AsyncAppendProperties.class.getRecordComponents())
			.map((component) -> component.getName())
			.filter((name) -> !name.equals("defaults"))
			.map((name) -> "async-append." + dashed(name));
		Stream<String> defaults = Arrays.stream(AsyncAppendProperties.Defaults.class.getRecordComponents())
			.filter((component) -> !component.getName().equals("rotation"))
			.map((component) -> "async-append.defaults." + dashed(component.getName()));
		Stream<String> rotation = Arrays.stream(AsyncAppendProperties.DefaultRotation.class.getRecordComponents())
			.map((component) -> "async-append.defaults.rotation." + dashed(component.getName()));
		assertThat(list("properties")).extracting((property) -> property.get("name"))
			.containsAll(Stream.of(top, defaults, rotation).flatMap((names) -> names).toList())
			.contains("management.endpoint.asyncappend.access", "management.endpoint.asyncappend.timeout",
					"management.endpoint.asyncappend.rotations-per-hour", "async-append.defaults.foreign-file",
					"management.health.asyncappend.enabled", "async-append.logging.appender",
					"async-append.logging.flush-on", "async-append.logging.flush-timeout",

					"async-append.access-log.appender", "async-append.access-log.pattern",
					"async-append.audit.appender", "async-append.audit.on-failure", "async-append.audit.timeout",
					"async-append.audit.find-limit");
	}

	@Test
	void policiesHaveHints() {
		assertThat(list("hints")).extracting((hint) -> hint.get("name"))
			.contains("async-append.defaults.backpressure", "async-append.defaults.sync",
					"async-append.defaults.permissions", "async-append.defaults.min-free",
					"async-append.defaults.torn-tail", "async-append.defaults.rotation.max-size",
					"async-append.defaults.rotation.every", "async-append.defaults.rotation.zone",
					"async-append.defaults.rotation.naming", "async-append.logging.flush-on",
					"async-append.access-log.pattern", "async-append.audit.on-failure", "async-append.audit.mask",
					"async-append.audit.max-event-size", "async-append.audit.find-size",
					"async-append.audit.find-read-size");
	}

	@SuppressWarnings("unchecked")
	private List<Map<String, Object>> list(String name) {
		return (List<Map<String, Object>>) this.metadata.get(name);
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	private static Map<String, Object> read() {
		try (InputStream in = AsyncAppendProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonParserFactory.getJsonParser().parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
