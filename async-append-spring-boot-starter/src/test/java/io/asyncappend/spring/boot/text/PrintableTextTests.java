package io.asyncappend.spring.boot.text;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PrintableTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "app.log", "C:\\logs\\app.log", "données-\u65e5\u672c.log", "a \uD83D\uDE00 b" })
	void whatIsPrintableStays(String text) {
		assertThat(PrintableText.of(text)).isSameAs(text);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 7, '\b', '\t', '\n', '\r', 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x200b, 0x200e, 0x2028, 0x2029,
			0x202e, 0x2066, 0xfeff, 0xd800, 0xdfff, 0xe0001 })
	void whatIsNotIsEscaped(int character) {
		String text = "a" + new String(new int[] { character }, 0, 1) + "b";
		assertThat(PrintableText.of(text)).isEqualTo("a\\u%04xb".formatted(character));
	}

}
