package io.asyncappend;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AppenderOptionsTest {

	/** One change for each option. */
	private static final List<Function<AppenderOptions.Builder, AppenderOptions.Builder>> CHANGES = List.of(
			(options) -> options.bufferSize(4096), (options) -> options.backpressure(Backpressure.drop()),
			(options) -> options.sync(SyncPolicy.everyBatch()), (options) -> options.writeRetry(Duration.ofSeconds(1)),
			(options) -> options.permissions(PosixFilePermissions.fromString("rw-------")),
			(options) -> options.shared(true), (options) -> options.minFree(1),
			(options) -> options.tornTail(TornTail.leave()), (options) -> options.recreate(true),
			(options) -> options.foreignFile(ForeignFilePolicy.REFUSE),
			(options) -> options.rotation(Rotation.builder().keepFiles(3).build()));

	@Test
	void optionsAreEqualIfEachOfThemIs() {
		assertThat(AppenderOptions.builder().build()).isEqualTo(AppenderOptions.defaults())
			.hasSameHashCodeAs(AppenderOptions.defaults());
		CHANGES.forEach((change) -> {
			AppenderOptions changed = change.apply(AppenderOptions.builder()).build();
			assertThat(changed).isNotEqualTo(AppenderOptions.defaults());
			assertThat(changed.toBuilder().build()).isEqualTo(changed).hasSameHashCodeAs(changed);
		});
	}

	@Test
	void noOptionIsForgottenHere() {
		assertThat(Arrays.stream(AppenderOptions.class.getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()))
			.map(Field::getName)).hasSameSizeAs(CHANGES);
	}

}
