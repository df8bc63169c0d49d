package io.asyncappend.spring.boot.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendDescriptor;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpoint;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpointWebExtension;
import io.asyncappend.spring.boot.actuate.endpoint.ErrorDescriptor;
import io.asyncappend.spring.boot.actuate.endpoint.OperationDescriptor;
import io.asyncappend.spring.boot.actuate.health.AppenderHealthIndicator;
import io.asyncappend.spring.boot.actuate.health.AsyncAppendHealthContributor;
import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;
import io.asyncappend.spring.boot.appenders.AppendersUnavailableException;
import io.asyncappend.spring.boot.audit.AppenderAuditEventRepository;
import io.asyncappend.spring.boot.audit.AuditEventNotRecordedException;
import io.asyncappend.spring.boot.audit.AuditFailurePolicy;
import io.asyncappend.spring.boot.audit.AuditTrailBusyException;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendFactoryCustomizer;
import io.asyncappend.spring.boot.forward.kafka.RecordKey;
import io.asyncappend.spring.boot.logging.logback.AsyncAppendAppender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users rely on is what {@code src/test/compatibility} lists: a change of it is a
 * decision, and a line of CHANGELOG.md. CONTRIBUTING.md says how the lists are written
 * anew. What only a running application shows is in {@link RunningCompatibilityTests}.
 */
class CompatibilityTests {

	/** Other public types are public for the rooms beside them, and may change. */
	private static final PublicApi STARTER = PublicApi.of(
			Stream
				.concat(autoConfigurations(),
						Stream.of(AppenderAuditEventRepository.class, AppenderHealthIndicator.class,
								AppendersUnavailableException.class, AsyncAppendAppender.class,
								AsyncAppendEndpoint.class, AsyncAppendEndpointWebExtension.class,
								AsyncAppendFactoryCustomizer.class, AsyncAppendHealthContributor.class,
								AsyncAppendMeters.class, AuditEventNotRecordedException.class, AuditFailurePolicy.class,
								AuditTrailBusyException.class, InvalidPropertyException.class, RecordKey.class))
				.toList());

	/** Those that are found by their names, so that they can be left out by these. */
	private static Stream<Class<?>> autoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, AsyncAppender.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.asyncappend."))
			.map((name) -> ClassUtils.resolveClassName(name, null));
	}

	@Test
	void theApiOfTheCoreIsAsListed() throws IOException {
		assertThat(new Listing("core-api", PublicApi.ofPackage(AsyncAppender.class).lines()).changes()).isEmpty();
	}

	@Test
	void theApiOfTheStarterIsAsListed() throws IOException {
		assertThat(new Listing("starter-api", STARTER.lines()).changes()).isEmpty();
	}

	@Test
	void whatTheDocumentsImportIsListed() throws IOException {
		Set<String> listed = Stream.of(PublicApi.ofPackage(AsyncAppender.class), STARTER)
			.flatMap((api) -> api.types().stream())
			.map((type) -> type.getName().replace('$', '.'))
			.collect(Collectors.toSet());
		Set<String> imported = new TreeSet<>();
		for (Path document : documents()) {
			Pattern.compile("^import (io\\.asyncappend\\.[\\w.]+);", Pattern.MULTILINE)
				.matcher(Files.readString(document))
				.results()
				.forEach((match) -> imported.add(match.group(1)));
		}
		assertThat(imported).hasSizeGreaterThan(5).isSubsetOf(listed);
	}

	private static List<Path> documents() throws IOException {
		List<Path> documents = new ArrayList<>(List.of(Path.of("../README.md")));
		for (Path module : List.of(Path.of(""), Path.of("../async-append-core"))) {
			documents.add(module.resolve("README.md"));
			try (Stream<Path> files = Files.list(module.resolve("docs"))) {
				files.filter((file) -> file.toString().endsWith(".md")).forEach(documents::add);
			}
		}
		return documents;
	}

	@Test
	void theApiOfTheCoreNamesNothingInternal() {
		assertThat(PublicApi.ofPackage(AsyncAppender.class).unlisted()).isEmpty();
	}

	@Test
	void propertiesTheirTypesAndDefaultsAreAsListed() throws IOException {
		Stream<String> nested = Stream.concat(
				BoundProperties.of("async-append.appenders.NAME", AsyncAppendProperties.Appender.class).stream(),
				BoundProperties.of("async-append.access-log.sample[]", AccessLogProperties.Sample.class).stream());
		assertThat(new Listing("properties", Stream.concat(metadata().stream(), nested).toList()).changes()).isEmpty();
	}

	@Test
	void fieldsOfTheEndpointAreAsListed() throws IOException {
		List<String> fields = Stream.of(AsyncAppendDescriptor.class, OperationDescriptor.class, ErrorDescriptor.class)
			.flatMap((descriptor) -> JsonFields.of(descriptor).stream())
			.toList();
		assertThat(new Listing("endpoint", fields).changes()).isEmpty();
	}

	@Test
	void aChangeIsFound() {
		List<String> api = PublicApi.of(List.of(Planted.class)).lines();
		assertThat(api).anyMatch(
				(line) -> line.endsWith("$Planted: public static abstract void run() throws " + "java.io.IOException")
						|| line.endsWith("public abstract void run() throws java.io.IOException"));
		Listing now = new Listing("planted", List.of("a", "b"));
		assertThat(now.changes(List.of("a", "b"))).isEmpty();
		assertThat(now.changes(List.of("a", "c"))).containsExactly("gone:  c", "added: b");
		assertThat(PublicApi.of(List.of(Planted.class)).unlisted()).containsExactly(Listing.class.getName());
		assertThat(JsonFields.of(PlantedJson.class)).containsExactly("PlantedJson: size long",
				"PlantedJson: parts.NAME.unit LEFT | RIGHT", "PlantedJson: parts.NAME.text String");
		assertThat(BoundProperties.of("planted", PlantedProperties.class)).containsExactly(
				"planted.max-rate: java.lang.Integer = 3",
				"planted.parts.NAME.side: " + Side.class.getName() + " [LEFT, RIGHT] = left");
	}

	@SuppressWarnings("unchecked")
	private static List<String> metadata() throws IOException {
		try (InputStream in = AsyncAppendProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			Map<String, Object> metadata = JsonParserFactory.getJsonParser()
				.parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
			return ((List<Map<String, Object>>) metadata.get("properties")).stream()
				.map((property) -> property.get("name") + ": "
						+ BoundProperties.described(property.get("type").toString()) + " = "
						+ property.get("defaultValue")
						+ (property.containsKey("deprecation") ? " deprecated " + property.get("deprecation") : ""))
				.toList();
		}
	}

	/** Something that is listed like API. */
	public interface Planted {

		/**
		 * A method.
		 * @throws IOException never
		 */
		void run() throws IOException;

		/**
		 * Names a type that is not listed.
		 * @return nothing
		 */
		List<Listing> listings();

	}

	private record PlantedJson(long size, Map<String, PlantedPart> parts) {
	}

	private record PlantedPart(Side unit, String text) {
	}

	private record PlantedProperties(@DefaultValue("3") Integer maxRate, Map<String, PlantedEntry> parts) {
	}

	private record PlantedEntry(@DefaultValue("left") Side side) {
	}

	private enum Side {

		LEFT, RIGHT

	}

}
