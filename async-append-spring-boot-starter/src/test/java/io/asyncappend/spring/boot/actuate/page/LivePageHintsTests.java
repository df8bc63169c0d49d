package io.asyncappend.spring.boot.actuate.page;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

class LivePageHintsTests {

	@Test
	void thePageIsInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new LivePageHints().registerHints(hints, null);
		assertThat(LivePage.FILE.exists()).isTrue();
		assertThat(RuntimeHintsPredicates.resource().forResource("/" + LivePage.FILE.getPath())).accepts(hints);
	}

}
