package io.asyncappend.spring.boot.properties;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties.DefaultRotation;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Defaults;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is taken where nothing is set is what the documented defaults come to, which the
 * binder makes of texts where one of them is set.
 */
class UnsetDefaultsTests {

	private final Binder nothing = new Binder();

	@Test
	void defaultsThatAreNotSetAreThoseThatAreDocumented() {
		assertThat(this.nothing.bindOrCreate("nothing", Bindable.of(Defaults.class))).isEqualTo(Defaults.UNSET);
		assertThat(this.nothing.bindOrCreate("nothing", Bindable.of(DefaultRotation.class)))
			.isEqualTo(DefaultRotation.UNSET);
	}

	@Test
	void nothingThatIsNotSetIsNull() {
		AsyncAppendProperties properties = this.nothing.bindOrCreate("nothing",
				Bindable.of(AsyncAppendProperties.class));
		assertThat(properties).hasNoNullFieldsOrProperties();
		assertThat(properties.shutdownTimeout()).hasSeconds(10);
		assertThat(properties.appenders()).isEmpty();
	}

}
