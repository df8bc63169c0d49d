package io.asyncappend.spring.boot.audit;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

import org.springframework.boot.actuate.audit.AuditEvent;

/**
 * An audit event as a line of JSON: {@code timestamp} (ISO 8601, UTC, to the nanosecond),
 * {@code principal}, {@code type} and {@code data}; of no more bytes than are allowed,
 * without secrets, and of nothing but printable characters. Thread-safe.
 * <p>
 * The mapper is not the application's, whose settings may change while the file stays.
 */
final class AuditEventWriter {

	/** What each text may take of a line. */
	private static final int TEXTS = 4;

	/** What principal, type and names may each take of a line. */
	private static final int NAMES = 8;

	private static final String END = "}}\n";

	private static final String REST = "\"...\":\"[left out, as the event is too large]\"";

	/** What the log has of a principal or a type. */
	private static final int QUOTED = 256;

	private final JsonMapper mapper = JsonMapper.builder()
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private final Mask mask;

	private final int maxBytes;

	AuditEventWriter(Mask mask, int maxBytes) {
		this.mask = mask;
		this.maxBytes = maxBytes;
	}

	/** The line, with its line feed. */
	byte[] write(AuditEvent event) {
		StringBuilder line = new StringBuilder(256);
		line.append("{\"timestamp\":").append(json(event.getTimestamp().toString()));
		line.append(",\"principal\":").append(json(name(event.getPrincipal())));
		line.append(",\"type\":").append(json(name(event.getType())));
		line.append(",\"data\":{");
		int left = this.maxBytes - bytes(line.toString()) - END.length() - REST.length() - 1;
		Iterator<? extends Map.Entry<?, ?>> entries = event.getData().entrySet().iterator();
		boolean pair = isPair(event.getData());
		for (String separator = ""; entries.hasNext(); separator = ",") {
			Map.Entry<?, ?> entry = entries.next();
			String name = String.valueOf((Object) entry.getKey());
			String start = separator + json(name(name)) + ":";
			int room = left - bytes(start);
			if (room < BoundedGenerator.MARKS) {
				line.append(separator).append(REST);
				break;
			}
			boolean masked = entry.getValue() != null && (this.mask.matches(name) || (pair && this.mask.isValue(name)));
			String value = masked ? json(Mask.MASKED) : value(entry.getValue(), room);
			line.append(start).append(value);
			left = room - bytes(value);
		}
		return EventText.escape(line.append(END, 0, END.length() - 1).toString())
			.concat("\n")
			.getBytes(StandardCharsets.UTF_8);
	}

	private boolean isPair(Map<?, ?> data) {
		return data.entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue() instanceof CharSequence text
					&& this.mask.isNaming(String.valueOf((Object) entry.getKey()))
					&& this.mask.matches(text.toString()));
	}

	/**
	 * A name or principal as it is in a line, and is compared with when it is looked for.
	 */
	String name(String text) {
		return EventText.cut(text, this.maxBytes / NAMES);
	}

	/** Text for a message, of one line and some length. */
	String quote(@Nullable String text) {
		return (text != null) ? EventText.escape(json(EventText.cut(text, QUOTED))) : "null";
	}

	private String json(String text) {
		return this.mapper.writeValueAsString(text);
	}

	private static int bytes(String json) {
		return EventText.escape(json).getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * What cannot be written as JSON is better recorded as text than not at all. An error
	 * in a getter is the value's, whatever it is: memory that was too little for a
	 * structure, and a stack, are free again.
	 */
	private String value(@Nullable Object value, int maxBytes) {
		try {
			return written(value, maxBytes);
		}
		catch (Throwable ex) {
			return written(text(value), maxBytes);
		}
	}

	private String written(@Nullable Object value, int maxBytes) {
		try (TokenBuffer tokens = new TokenBuffer(ObjectWriteContext.empty(), false);
				BoundedGenerator bounded = new BoundedGenerator(tokens, this.mapper, this.mask, this.maxBytes / TEXTS,
						maxBytes)) {
			write(bounded, value);
			if (!bounded.hasPairs()) {
				return this.mapper.writeValueAsString(tokens);
			}
			JsonNode tree = this.mapper.readTree(tokens.asParser());
			this.mask.pairs(tree);
			return this.mapper.writeValueAsString(tree);
		}
	}

	private void write(BoundedGenerator bounded, @Nullable Object value) {
		try {
			this.mapper.writeValue(bounded, value);
		}
		catch (RuntimeException ex) {
			if (!bounded.isFull()) {
				throw ex;
			}
		}
		bounded.end();
	}

	private String text(@Nullable Object value) {
		try {
			return this.mask.text(EventText.cut(String.valueOf(value), this.maxBytes / TEXTS));
		}
		catch (Throwable ex) {
			return (value != null) ? value.getClass().getName() : "null";
		}
	}

}
