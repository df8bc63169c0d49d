package io.asyncappend.harness.reliability.promises;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AttacksTest {

	@Test
	void triesAreANumber() {
		assertThat(Attacks.tries("1")).isEqualTo(1);
		assertThat(Attacks.tries("10000")).isEqualTo(10_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "0", "-5", "1e3", "ten", "10 000", "99999999999", "${attack.tries}" })
	void triesThatAreNoNumberAreRefusedByName(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Attacks.tries(text))
			.withMessageContaining("attack.tries")
			.withMessageContaining("'" + text + "'");
	}

}
