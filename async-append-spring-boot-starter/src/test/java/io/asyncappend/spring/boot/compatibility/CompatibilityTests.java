package io.asyncappend.spring.boot.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;

import io.asyncappend.AsyncAppender;
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
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAccessLogAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAuditAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendEndpointAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendFactoryCustomizer;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendHealthContributorAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendMetricsAutoConfiguration;
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
	private static final PublicApi STARTER = PublicApi.of(List.of(AppenderAuditEventRepository.class,
			AppenderHealthIndicator.class, AppendersUnavailableException.class,
			AsyncAppendAccessLogAutoConfiguration.class, AsyncAppendAppender.class,
			AsyncAppendAuditAutoConfiguration.class, AsyncAppendAutoConfiguration.class, AsyncAppendEndpoint.class,
			AsyncAppendEndpointAutoConfiguration.class, AsyncAppendEndpointWebExtension.class,
			AsyncAppendFactoryCustomizer.class, AsyncAppendHealthContributor.class,
			AsyncAppendHealthContributorAutoConfiguration.class, AsyncAppendMeters.class,
			AsyncAppendMetricsAutoConfiguration.class, AuditEventNotRecordedException.class, AuditFailurePolicy.class,
			AuditTrailBusyException.class, InvalidPropertyException.class));

	@Test
	void theApiOfTheCoreIsAsListed() throws IOException {
		assertThat(new Listing("core-api", PublicApi.ofPackage(AsyncAppender.class).lines()).changes()).isEmpty();
	}

	@Test
	void theApiOfTheStarterIsAsListed() throws IOException {
		assertThat(new Listing("starter-api", STARTER.lines()).changes()).isEmpty();
	}

	@Test
	void theApiOfTheCoreNamesNothingInternal() {
		assertThat(PublicApi.ofPackage(AsyncAppender.class).unlisted()).isEmpty();
	}

	@Test
	void propertiesTheirTypesAndDefaultsAreAsListed() throws IOException {
		assertThat(new Listing("properties", properties()).changes()).isEmpty();
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
	}

	@SuppressWarnings("unchecked")
	private static List<String> properties() throws IOException {
		try (InputStream in = AsyncAppendProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			Map<String, Object> metadata = JsonParserFactory.getJsonParser()
				.parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
			return ((List<Map<String, Object>>) metadata.get("properties")).stream()
				.map((property) -> property.get("name") + ": " + property.get("type")
						+ values(property.get("type").toString()) + " = " + property.get("defaultValue")
						+ (property.containsKey("deprecation") ? " deprecated " + property.get("deprecation") : ""))
				.toList();
		}
	}

	/** What there is to choose from, where that is an enumeration of this project. */
	private static String values(String type) {
		Class<?> values = type.startsWith("io.asyncappend.")
				? ClassUtils.resolveClassName(type.replaceAll("<.*", ""), null) : Object.class;
		return values.isEnum() ? " " + List.of(values.getEnumConstants()) : "";
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

	private enum Side {

		LEFT, RIGHT

	}

}
