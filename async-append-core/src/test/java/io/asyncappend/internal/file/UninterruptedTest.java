package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An interrupt waits until something is open. */
class UninterruptedTest {

	@Test
	void anInterruptIsPutOff() throws IOException {
		Thread.currentThread().interrupt();
		assertThat(Uninterrupted.open(() -> Thread.currentThread().isInterrupted())).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whatAnInterruptClosedIsOpenedAgain() throws IOException {
		List<Boolean> attempts = new ArrayList<>();
		assertThat(Uninterrupted.open(() -> {
			attempts.add(Thread.currentThread().isInterrupted());
			if (attempts.size() < 3) {
				Thread.currentThread().interrupt();
				throw new ClosedByInterruptException();
			}
			return "open";
		})).isEqualTo("open");
		assertThat(attempts).containsExactly(false, false, false);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void noInterruptIsMadeUp() throws IOException {
		assertThat(Uninterrupted.open(() -> "open")).isEqualTo("open");
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void anErrorIsThrownWithTheInterruptKept() {
		Thread.currentThread().interrupt();
		IOException error = new IOException("no");
		assertThatThrownBy(() -> Uninterrupted.open(() -> {
			throw error;
		})).isSameAs(error);
		assertThat(Thread.interrupted()).isTrue();
	}

}
