package io.asyncappend.spring.boot.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.actuate.audit.AuditEvent;

/**
 * An audit event as a line of JSON: {@code timestamp} (ISO 8601, UTC, to the nanosecond),
 * {@code principal}, {@code type} and {@code data}. Thread-safe.
 * <p>
 * The mapper is not the application's, whose settings may change while the file stays.
 */
final class AuditEventLine {

	private static final TypeReference<Map<String, @Nullable Object>> FIELDS = new TypeReference<>() {
	};

	/** What was written is to be read, and nobody else writes the file. */
	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNameLength(Integer.MAX_VALUE)
				.maxNumberLength(Integer.MAX_VALUE)
				.maxStringLength(Integer.MAX_VALUE)
				.build())
			.build())
		.build();

	/** The line, with its line feed. */
	byte[] write(AuditEvent event) {
		ObjectNode line = JsonNodeFactory.instance.objectNode();
		line.put("timestamp", event.getTimestamp().toString());
		line.put("principal", event.getPrincipal());
		line.put("type", event.getType());
		ObjectNode data = line.putObject("data");
		event.getData().forEach((name, value) -> data.set(String.valueOf(name), tree(value)));
		// By way of a string: half a surrogate pair, which has no UTF-8, becomes '?'.
		return (this.mapper.writeValueAsString(line) + '\n').getBytes(StandardCharsets.UTF_8);
	}

	/** Text as it stands in a line, so that it can do no harm in another log either. */
	String quote(@Nullable String text) {
		return this.mapper.writeValueAsString(text);
	}

	/** What cannot be written as JSON is better recorded as text than not at all. */
	private JsonNode tree(@Nullable Object value) {
		try {
			JsonNode tree = this.mapper.valueToTree(value);
			// A value that can be made a tree may still be too deep to be written, as
			// deep as
			// it is in a line.
			this.mapper.writeValueAsString(Map.of("data", Map.of("name", tree)));
			return tree;
		}
		catch (RuntimeException | StackOverflowError ex) {
			return JsonNodeFactory.instance.stringNode(text(value));
		}
	}

	private static String text(@Nullable Object value) {
		try {
			return String.valueOf(value);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return (value != null) ? value.getClass().getName() : "null";
		}
	}

	/** The event of a line, or {@code null} if the line is none. */
	@Nullable AuditEvent read(byte[] bytes, int length) {
		try {
			return event(this.mapper.readValue(bytes, 0, length, FIELDS));
		}
		catch (JacksonException | DateTimeException ex) {
			return null;
		}
	}

	@SuppressWarnings("unchecked")
	private static @Nullable AuditEvent event(@Nullable Map<String, @Nullable Object> fields) {
		if (fields != null && fields.get("timestamp") instanceof String timestamp
				&& fields.get("principal") instanceof String principal && fields.get("type") instanceof String type
				&& fields.get("data") instanceof Map<?, ?> data) {
			return new AuditEvent(Instant.parse(timestamp), principal, type, (Map<String, Object>) data);
		}
		return null;
	}

}
