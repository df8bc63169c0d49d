package io.asyncappend.spring.boot.audit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

import org.springframework.boot.actuate.audit.AuditEvent;

/**
 * Reads events from lines, within an amount of memory. Numbers are exactly what stands in
 * the line: an {@link Integer}, {@link Long} or {@link BigInteger}, whichever is the
 * smallest that has room for it; a {@link Double} if a double writes itself just so, and
 * else a {@link BigDecimal}. Thread-safe.
 */
final class AuditEventReader {

	/** More take long to be made a number, and are found as text. */
	static final int MOST_DIGITS = 20_000;

	private static final int MAX_DEPTH = 512;

	/** About what objects take: their headers, and the references to them. */
	private static final int OBJECT = 64;

	/**
	 * The line has a limit of its own; none of its parts has another. Names are not kept
	 * for the next line, as thousands of long ones would be.
	 */
	private final JsonFactory json = JsonFactory.builder()
		.disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNameLength(Integer.MAX_VALUE)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNestingDepth(MAX_DEPTH)
			.build())
		.build();

	private final long maxWeight;

	/**
	 * Creates a reader.
	 * @param maxWeight about how many bytes of memory an event may take
	 */
	AuditEventReader(long maxWeight) {
		this.maxWeight = maxWeight;
	}

	/** The event of a line, or {@code null} if the line is none, or one too heavy. */
	@Nullable WeighedEvent read(byte[] bytes, int length) {
		Line line = new Line();
		CharBuffer text;
		try {
			// Without names that are kept, the parser would take what is no UTF-8.
			text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
		}
		catch (CharacterCodingException ex) {
			return null;
		}
		try (JsonParser parser = this.json.createParser(ObjectReadContext.empty(), text.array(), text.arrayOffset(),
				text.remaining())) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			AuditEvent event = event(line.object(parser));
			return (event != null && parser.nextToken() == null) ? new WeighedEvent(event, line.weight) : null;
		}
		catch (JacksonException | DateTimeException | HeavyException ex) {
			return null;
		}
	}

	@SuppressWarnings("unchecked")
	private static @Nullable AuditEvent event(Map<String, @Nullable Object> fields) {
		if (fields.get("timestamp") instanceof String timestamp && fields.get("principal") instanceof String principal
				&& fields.get("type") instanceof String type && fields.get("data") instanceof Map<?, ?> data) {
			return new AuditEvent(Instant.parse(timestamp), principal, type, (Map<String, Object>) data);
		}
		return null;
	}

	private static Object integer(String digits) {
		BigInteger exact = new BigInteger(digits);
		if (exact.signum() == 0 && digits.startsWith("-")) {
			return -0.0;
		}
		return (exact.bitLength() < Integer.SIZE) ? (Object) exact.intValue()
				: (exact.bitLength() < Long.SIZE) ? (Object) exact.longValue() : exact;
	}

	private static Object decimal(String digits) {
		double near = Double.parseDouble(digits);
		if (Double.toString(near).equals(digits)) {
			return near;
		}
		try {
			return new BigDecimal(digits);
		}
		catch (NumberFormatException ex) {
			// Its exponent has no room.
			return digits;
		}
	}

	/**
	 * An event and about how many bytes of memory it takes.
	 *
	 * @param event the event
	 * @param weight bytes
	 */
	record WeighedEvent(AuditEvent event, long weight) {
	}

	private final class Line {

		private long weight = 2 * OBJECT;

		private void add(long bytes) {
			this.weight += bytes;
			if (this.weight > AuditEventReader.this.maxWeight) {
				throw new HeavyException();
			}
		}

		private @Nullable Object value(JsonParser parser, JsonToken token) {
			return switch (token) {
				case START_OBJECT -> object(parser);
				case START_ARRAY -> array(parser);
				case VALUE_STRING -> string(parser.getString());
				case VALUE_NUMBER_INT -> number(parser.getString(), true);
				case VALUE_NUMBER_FLOAT -> number(parser.getString(), false);
				case VALUE_TRUE -> Boolean.TRUE;
				case VALUE_FALSE -> Boolean.FALSE;
				default -> null;
			};
		}

		private Map<String, @Nullable Object> object(JsonParser parser) {
			add(OBJECT);
			Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				add(OBJECT);
				map.put(string(name), value(parser, parser.nextToken()));
			}
			return map;
		}

		private List<@Nullable Object> array(JsonParser parser) {
			add(OBJECT);
			List<@Nullable Object> list = new ArrayList<>(2);
			for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
				add(Long.BYTES);
				list.add(value(parser, token));
			}
			return list;
		}

		private String string(String text) {
			add(OBJECT + 2L * text.length());
			return text;
		}

		private Object number(String digits, boolean integer) {
			add(OBJECT + digits.length());
			if (digits.length() > MOST_DIGITS) {
				return string(digits);
			}
			return integer ? integer(digits) : decimal(digits);
		}

	}

	/** The event takes more memory than it may. */
	private static final class HeavyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		HeavyException() {
			super("too heavy", null, false, false);
		}

	}

}
