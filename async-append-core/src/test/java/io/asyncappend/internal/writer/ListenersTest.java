package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each listener is told, whatever another one throws. */
class ListenersTest {

	private final AppendListener one = new AppendListener() {
	};

	private final AppendListener two = new AppendListener() {
	};

	private final Listeners listeners = new Listeners(List.of(this.one, this.two));

	@Test
	void eachIsToldInItsOrder() {
		List<AppendListener> told = new ArrayList<>();
		assertThat(this.listeners.all()).containsExactly(this.one, this.two);
		this.listeners.each(told::add);
		assertThat(told).containsExactly(this.one, this.two);
		this.listeners.set(List.of(this.two));
		assertThat(this.listeners.all()).containsExactly(this.two);
		this.listeners.each(told::add);
		assertThat(told).containsExactly(this.one, this.two, this.two);
	}

	@Test
	void theFirstThatIsThrownKeepsTheOthers() {
		for (Throwable first : List.of(new IllegalStateException("first"), new AssertionError("first"))) {
			IllegalStateException second = new IllegalStateException("second");
			assertThatThrownBy(() -> this.listeners.each((listener) -> raise((listener == this.one) ? first : second)))
				.isSameAs(first)
				.satisfies((thrown) -> assertThat(thrown.getSuppressed()).containsExactly(second));
		}
	}

	@Test
	void oneThatIsThrownTwiceKeepsNotItself() {
		IllegalStateException same = new IllegalStateException("same");
		assertThatThrownBy(() -> this.listeners.each((listener) -> raise(same))).isSameAs(same)
			.satisfies((thrown) -> assertThat(thrown.getSuppressed()).isEmpty());
	}

	private static void raise(Throwable thrown) {
		if (thrown instanceof Error error) {
			throw error;
		}
		throw (RuntimeException) thrown;
	}

}
