package io.asyncappend.spring.boot.documents;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.junit.jupiter.api.Test;

import io.asyncappend.spring.boot.actuate.endpoint.AppenderDescriptor;
import io.asyncappend.spring.boot.actuate.endpoint.OperationDescriptor;
import io.asyncappend.spring.boot.actuate.health.AppenderHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables of the documents have what there is, no more and no less.
 */
class DocumentedTablesTests {

	private static final Path STARTER = Path.of("async-append-spring-boot-starter");

	private static final Document ACTUATOR = Document.of(STARTER + "/docs/actuator.md");

	@Test
	void everyPropertyIsDocumentedWithItsDefault() {
		Map<String, String> documented = new TreeMap<>();
		Document.all()
			.stream()
			.filter((document) -> document.path().startsWith(STARTER))
			.flatMap((document) -> document.rows("| property | default | values |").stream())
			.forEach((row) -> documented.put(property(row.get(0)), row.get(1).replace("`", "")));
		Metadata metadata = Metadata.read();
		Map<String, String> expected = metadata.properties()
			.keySet()
			.stream()
			.filter((name) -> name.matches("async-append\\..*|management\\.(endpoint|health)\\.asyncappend\\..*"))
			.collect(Collectors.toMap((name) -> name, (name) -> described(name, metadata.defaultOf(name)),
					(one, other) -> one, TreeMap::new));
		assertThat(documented).isEqualTo(expected);
	}

	private static String property(String cell) {
		String name = cell.replace("`", "").replaceFirst("^appenders\\.NAME\\.file$", "appenders");
		return name.startsWith("management.") ? name : "async-append." + name;
	}

	private static String described(String name, String value) {
		return switch (name) {
			case "async-append.appenders" -> "NAME.log";
			case "async-append.audit.mask" -> "see below";
			default -> value.isEmpty() ? "none" : value.replace('_', '-');
		};
	}

	@Test
	void everyNameThatIsMaskedIsDocumented() {
		String text = Document.of(STARTER + "/docs/audit-trail.md").text();
		String list = text.substring(text.indexOf("Masked are "), text.indexOf(", in the data of an event"));
		assertThat(Pattern.compile("`(\\w+)`").matcher(list).results().map((match) -> match.group(1)).toList())
			.hasToString(Metadata.read().defaultOf("async-append.audit.mask"));
	}

	@Test
	void everyKeyOfTheEndpointIsDocumented() {
		List<List<String>> rows = ACTUATOR.rows("| key | |");
		Set<String> keys = rows.stream().map((row) -> row.get(0).replace("`", "")).collect(Collectors.toSet());
		Set<String> expected = new TreeSet<>(keys("", AppenderDescriptor.class));
		expected.addAll(keys("", OperationDescriptor.class));
		assertThat(new TreeSet<>(keys)).isEqualTo(expected);
		assertThat(keys).hasSameSizeAs(rows);
	}

	@Test
	void everyDetailOfHealthIsDocumentedAndAKeyOfTheEndpoint() throws IOException {
		Set<String> details = Pattern.compile("`(\\w+)`")
			.matcher(ACTUATOR.rows("| detail | when |").stream().map((row) -> row.get(0)).collect(Collectors.joining()))
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		String source = Files
			.readString(Path.of("src/main/java", AppenderHealthIndicator.class.getName().replace('.', '/') + ".java"));
		assertThat(details).isEqualTo(Pattern.compile("withDetail\\(\"(\\w+)\"")
			.matcher(source)
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new)));
		assertThat(keys("", AppenderDescriptor.class)).extracting((key) -> key.replaceFirst("\\..*", ""))
			.containsAll(details);
	}

	/** As JSON has them: nested ones after a dot, unwrapped ones without. */
	private static List<String> keys(String prefix, Class<?> descriptor) {
		List<String> keys = new ArrayList<>();
		for (RecordComponent component : descriptor.getRecordComponents()) {
			String name = prefix + component.getName();
			Type value = component.getGenericType();
			JsonUnwrapped unwrapped = component.getAccessor().getAnnotation(JsonUnwrapped.class);
			if (unwrapped != null) {
				keys("", component.getType()).forEach((key) -> keys.add(prefix + key + unwrapped.suffix()));
			}
			else if (value instanceof ParameterizedType many) {
				Class<?> last = (Class<?>) many.getActualTypeArguments()[many.getActualTypeArguments().length - 1];
				String each = name + ((many.getRawType() == Map.class) ? ".NAME." : ".");
				keys.addAll(last.isRecord() ? keys(each, last) : List.of(name));
			}
			else if (component.getType().isRecord()) {
				keys.addAll(keys(name + ".", component.getType()));
			}
			else {
				keys.add(name);
			}
		}
		return keys;
	}

}
