package io.asyncappend.spring.boot.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CountedTextTests {

	@Test
	void onlyOneIsInTheSingular() {
		assertThat(CountedText.of(0, "byte")).isEqualTo("0 bytes");
		assertThat(CountedText.of(1, "byte")).isEqualTo("1 byte");
		assertThat(CountedText.of(2, "byte")).isEqualTo("2 bytes");
		assertThat(CountedText.of(Long.MAX_VALUE, "byte")).isEqualTo("9223372036854775807 bytes");
	}

}
