package io.asyncappend;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AppenderOptionsTest {

	/** One change for each option. */
	private static final List<Function<AppenderOptions.Builder, AppenderOptions.Builder>> CHANGES = List.of(
			(options) -> options.bufferSize(4096), (options) -> options.backpressure(Backpressure.drop()),
			(options) -> options.sync(SyncPolicy.everyBatch()), (options) -> options.writeRetry(Duration.ofSeconds(1)),
			(options) -> options.permissions(PosixFilePermissions.fromString("rw-------")),
			(options) -> options.shared(true), (options) -> options.minFree(1),
			(options) -> options.tornTail(TornTail.leave()), (options) -> options.recreate(true),
			(options) -> options.foreignFile(ForeignFilePolicy.REFUSE),
			(options) -> options.rotation(Rotation.builder().keepFiles(3).build()),
			(options) -> options.lastingPositions(false));

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
	void valuesOutsideTheirRangeAreNamed() {
		Map<Consumer<AppenderOptions.Builder>, String> refused = Map.of((options) -> options.bufferSize(1023),
				"buffer size must be from 1024 to 1073741824 bytes but is 1023",
				(options) -> options.bufferSize((1 << 30) + 1), "but is 1073741825",
				(options) -> options.writeRetry(Duration.ofNanos(-1)),
				"write retry must not be negative but is PT-0.000000001S", (options) -> options.minFree(-1),
				"minimum of free bytes must not be negative but is -1",
				(options) -> options.shared(true).rotation(Rotation.builder().maxSize(5).build()).build(),
				"a shared file cannot be rotated");
		refused.forEach((change, message) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> change.accept(AppenderOptions.builder()))
			.withMessageContaining(message));
	}

	@Test
	void constructorsCheckWhatTheirBuildersCheck() {
		AppenderOptions good = AppenderOptions.defaults();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new AppenderOptions(1023, good.backpressure(), good.sync(), good.writeRetry(),
					good.permissions(), good.shared(), good.minFree(), good.tornTail(), good.recreate(),
					good.foreignFile(), good.rotation(), true))
			.withMessageContaining("1023");
		Rotation rotation = Rotation.onDemand();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Rotation(rotation.maxSize(), rotation.period(), rotation.zone(), rotation.naming(),
					rotation.compress(), rotation.keepFiles(), rotation.keepFor(), rotation.keepSize(), -1,
					rotation.keepUntil(), rotation.keepUntilSize()))
			.withMessage("least number of files to keep must not be negative but is -1");
	}

	@Test
	void cursorsToWaitForAreChecked() {
		Rotation rotation = Rotation.builder().keepUntil(Set.of("b", "a")).keepUntilSize(5).build();
		assertThat(rotation.keepUntil()).containsExactly("a", "b");
		assertThat(rotation.isAutomatic()).isFalse();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> rotation.keepUntil().clear());
		for (String name : new String[] { "", " ", ".", "..", "a/b", "a\\b", "a\nb", "x".repeat(201) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> Rotation.builder().keepUntil(Set.of(name)))
				.withMessageStartingWith("a cursor's name must have 1 to 200 printable characters and no slash");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> Rotation.builder().keepUntilSize(-1))
			.withMessage("size of archives to keep for cursors must not be negative but is -1");
	}

	@Test
	void permissionsAreCopiedAndPrintedInTheirOrder() {
		Set<PosixFilePermission> given = new HashSet<>(PosixFilePermissions.fromString("rw-r-----"));
		AppenderOptions options = AppenderOptions.builder().permissions(given).build();
		given.clear();
		assertThat(options).isEqualTo(AppenderOptions.defaults());
		assertThat(options.toString()).contains("permissions=[OWNER_READ, OWNER_WRITE, GROUP_READ]");
		assertThatThrownBy(() -> options.permissions().clear()).isInstanceOf(UnsupportedOperationException.class);
	}

	@Test
	void noOptionIsForgottenHere() {
		assertThat(Arrays.stream(AppenderOptions.class.getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()))
			.map(Field::getName)).hasSameSizeAs(CHANGES);
	}

}
