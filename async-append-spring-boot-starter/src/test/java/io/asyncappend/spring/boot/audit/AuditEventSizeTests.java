package io.asyncappend.spring.boot.audit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonRawValue;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.actuate.audit.AuditEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How large, and how odd, an event may be, and what its line is then.
 */
@Timeout(120)
class AuditEventSizeTests {

	private static final int MAX = 4096;

	private final AuditEventWriter writer = new AuditEventWriter(new Mask(List.of("password")), MAX);

	private final AuditEventReader reader = new AuditEventReader(1 << 24);

	private AuditEvent written(AuditEvent event) {
		byte[] line = this.writer.write(event);
		assertThat(line.length).isLessThanOrEqualTo(MAX);
		assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
		String text = new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
		assertThat(text).matches("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]*");
		return this.reader.read(line, line.length).event();
	}

	private Object written(Object value) {
		return written(new AuditEvent("ada", "T", Collections.singletonMap("v", value))).getData().get("v");
	}

	@Test
	void aLongNameIsCutAndFoundByItself() {
		String name = "\ud83d\ude00".repeat(1 << 20);
		AuditEvent event = written(new AuditEvent(name, name, Map.of("v", 1)));
		assertThat(event.getPrincipal()).startsWith("\ud83d\ude00")
			.endsWith("\ud83d\ude00 ...[cut, of 2097152 characters]")
			.isEqualTo(this.writer.name(name));
		assertThat(event.getType()).isEqualTo(event.getPrincipal());
		assertThat(event.getData()).containsEntry("v", 1);
	}

	@Test
	void whatFitsIsNotCut() {
		String text = "x".repeat(MAX / 4);
		assertThat(written(text)).isEqualTo(text);
		assertThat(written(text + "x")).asString().endsWith("x ...[cut, of 1025 characters]").hasSize(MAX / 4);
	}

	static Stream<Named<Object>> values() {
		Map<String, Object> wide = new HashMap<>();
		List<Object> twice = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			wide.put("name" + i, i);
		}
		for (int i = 0; i < 60; i++) {
			twice = new ArrayList<>(Arrays.asList(twice, twice));
		}
		List<Object> deepAndTwice = twice;
		for (int i = 0; i < 600; i++) {
			deepAndTwice = new ArrayList<>(Arrays.asList(deepAndTwice, deepAndTwice));
		}
		Map<String, Object> one = new HashMap<>();
		Map<String, Object> other = new HashMap<>(Map.of("a", one, "b", one));
		one.put("a", other);
		one.put("b", other);
		Iterable<Integer> endless = () -> new Iterator<>() {

			@Override
			public boolean hasNext() {
				return true;
			}

			@Override
			public Integer next() {
				return 7;
			}

		};
		// Not as they are: a name for each would be made of its text.
		return Stream
			.<Object>of(wide, twice, deepAndTwice, one, endless, new byte[1 << 20], new int[1 << 20],
					new double[1 << 20], new String[1 << 20], "\u0085\u2028\u0000\"\\/".repeat(1 << 20),
					BigInteger.TWO.pow(10_000_000), new BigDecimal(BigInteger.TWO.pow(10_000_000)),
					Collections.nCopies(1 << 20, "text"), Map.of("k".repeat(1 << 20), 1), new Endless())
			.map((value) -> Named.of(value.getClass().getSimpleName(), value));
	}

	@ParameterizedTest
	@MethodSource("values")
	void noValueMakesALargerLine(Object value) {
		AuditEvent event = written(new AuditEvent("ada", "T", Map.of("v", value, "w", value)));
		assertThat(event.getData()).isNotEmpty();
		assertThat(event.getData().toString()).contains("...[");
	}

	@Test
	void ofManyValuesTheFirstAreThere() {
		Map<String, Object> many = new LinkedHashMap<>();
		for (int i = 0; i < 100_000; i++) {
			many.put("name" + i, "value" + i);
		}
		assertThat(written(new AuditEvent("ada", "T", many)).getData()).containsEntry("name0", "value0")
			.containsEntry("name99", "value99")
			.containsEntry("...", "[left out, as the event is too large]");
	}

	@Test
	void randomEventsKeepToTheirSize() {
		Random random = new Random(20261128);
		for (int i = 0; i < 2000; i++) {
			Map<String, Object> data = new LinkedHashMap<>();
			int entries = random.nextInt(12);
			for (int j = 0; j < entries; j++) {
				data.put(text(random, 40), value(random, 4));
			}
			written(new AuditEvent(text(random, 700), text(random, 700), data));
		}
	}

	private static Object value(Random random, int depth) {
		return switch (random.nextInt((depth > 0) ? 6 : 4)) {
			case 0 -> text(random, 2000);
			case 1 -> random.nextDouble();
			case 2 -> new BigInteger(random.nextInt(2000), random);
			case 3 -> random.nextBoolean();
			case 4 -> Stream.generate(() -> value(random, depth - 1)).limit(random.nextInt(8)).toList();
			default -> {
				Map<String, Object> map = new LinkedHashMap<>();
				int entries = random.nextInt(6);
				for (int i = 0; i < entries; i++) {
					map.put(text(random, 60), value(random, depth - 1));
				}
				yield map;
			}
		};
	}

	/** With more than its share of what is escaped, or is half of a character. */
	private static String text(Random random, int longest) {
		StringBuilder text = new StringBuilder();
		int length = random.nextInt(longest);
		for (int i = 0; i < length; i++) {
			text.append(switch (random.nextInt(6)) {
				case 0 -> (char) random.nextInt(0x10000);
				case 1 -> (char) (0xd800 + random.nextInt(0x800));
				case 2 -> (char) random.nextInt(0xa0);
				case 3 -> "\"\\/\u2028\u202e\ufeff\u007f".charAt(random.nextInt(7));
				default -> (char) ('a' + random.nextInt(26));
			});
		}
		return text.toString();
	}

	@Test
	void rawJsonIsText() {
		assertThat(written(new Raw())).isEqualTo(Map.of("value", "1}}\n{\"timestamp\":\"2026-11-28T00:00:00Z\"}"));
	}

	@Test
	void charactersThatNoTerminalIsToSeeAreEscaped() {
		String text = "\u007f\u0085\u009b31m\u2028\u2029\u202e\u2066\u200e\ufeff\u061c\ud83d\ude00\udb40\udc41";
		byte[] line = this.writer.write(new AuditEvent(text, text, Map.of(text, text)));
		assertThat(new String(line, StandardCharsets.UTF_8)).contains("\\u007f\\u0085\\u009b31m\\u2028\\u2029\\u202e"
				+ "\\u2066\\u200e\\ufeff\\u061c\ud83d\ude00\\udb40\\udc41");
		AuditEvent event = written(new AuditEvent(text, text, Map.of(text, text)));
		assertThat(event.getPrincipal()).isEqualTo(text);
		assertThat(event.getData()).containsEntry(text, text);
	}

	/** A bean that does not end. */
	static class Endless {

		public Endless getNext() {
			return new Endless();
		}

		public Endless getOther() {
			return new Endless();
		}

	}

	/** A bean that writes its own JSON. */
	static class Raw {

		@JsonRawValue
		public String getValue() {
			return "1}}\n{\"timestamp\":\"2026-11-28T00:00:00Z\"}";
		}

	}

}
