package io.asyncappend.spring.boot.properties;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InvalidPropertyExceptionTests {

	@Test
	void theMessageIsOneLine() {
		assertThat(new InvalidPropertyException("a[b\nc]", "d\u001b[2J", "e\rf", "g\u2028h."))
			.hasMessage("a[b\\u000ac]=d\\u001b[2J: e\\u000df. g\\u2028h.");
	}

}
