package io.asyncappend.spring.boot.accesslog.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.json.JsonWriter;

import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTextTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final LineBuffer line = new LineBuffer();

	private String text(String text) {
		this.line.clear();
		JsonText.string(text, this.line);
		return written();
	}

	private String wire(String text) {
		this.line.clear();
		this.line.write('"');
		JsonText.wire(text, this.line);
		this.line.write('"');
		return written();
	}

	private String written() {
		byte[] bytes = Arrays.copyOf(this.line.bytes(), this.line.length());
		assertThat(bytes).doesNotContain('\n', '\r', 0x1b);
		String string = new String(bytes, StandardCharsets.UTF_8);
		assertThat(string.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
		return string;
	}

	@Test
	void asciiIsWrittenAsSpringBootWritesIt() {
		for (char c = 0; c < 0xa0; c++) {
			assertThat(text("a" + c + "b")).isEqualTo(JsonWriter.standard().writeToString("a" + c + "b"));
		}
	}

	@Test
	void whatIsReadIsWhatWasWritten() {
		Random random = new Random(20261128);
		for (int i = 0; i < 5000; i++) {
			StringBuilder text = new StringBuilder();
			for (int j = random.nextInt(12); j >= 0; j--) {
				int codePoint = random.nextInt((random.nextBoolean()) ? 0x100 : 0x110000);
				text.appendCodePoint((codePoint >= 0xd800 && codePoint <= 0xdfff) ? 'x' : codePoint);
			}
			assertThat(JSON.readValue(text(text.toString()), String.class)).isEqualTo(text.toString());
			String bytes = new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
			assertThat(JSON.readValue(wire(bytes), String.class)).isEqualTo(text.toString());
		}
	}

	@Test
	void bytesOfAnyKindAreAString() {
		Random random = new Random(20261128);
		for (int i = 0; i < 5000; i++) {
			byte[] bytes = new byte[random.nextInt(20)];
			random.nextBytes(bytes);
			String text = new String(bytes, StandardCharsets.ISO_8859_1);
			JSON.readValue(wire(text), String.class);
			assertThat(JSON.readValue(text(text), String.class)).isEqualTo(text);
		}
	}

	@ParameterizedTest
	@CsvSource({ "80, \\u0080", "c3, \u00c3", "c3a9, \u00e9", "c3a9e9, \u00e9\u00e9", "e282ac, \u20ac",
			"e282, \u00e2\\u0082", "c080, \u00c0\\u0080", "c1bf, \u00c1\u00bf", "e08080, \u00e0\\u0080\\u0080",
			"eda0bd, \u00ed\u00a0\u00bd", "f09f9880, \ud83d\ude00", "f4908080, \u00f4\\u0090\\u0080\\u0080",
			"f8, \u00f8", "ff, \u00ff", "e280ae, \\u202E", "e280a8, \\u2028", "efbbbf, \\uFEFF",
			"f3a08081, \\uDB40\\uDC01", "c285, \\u0085", "1b5b324a, \\u001B[2J", "7f, \\u007F" })
	void bytesThatAreNoUtf8AreLatin1(String hex, String expected) {
		String bytes = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
		assertThat(wire(bytes)).isEqualTo("\"" + expected + "\"");
	}

	@Test
	void halfASurrogatePairIsReplaced() {
		assertThat(text("\ud83dx\ude00")).isEqualTo("\"\ufffdx\ufffd\"");
		assertThat(wire("\ud83d")).isEqualTo("\"\ufffd\"");
	}

}
