package io.asyncappend;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What a stream of the process does not have; nothing is appended to it here. */
class StandardStreamRefusalTest {

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	static Stream<Arguments> options() {
		return Stream.of(refused((options) -> options.sync(SyncPolicy.everyBatch()), "sync every-batch"),
				refused((options) -> options.sync(SyncPolicy.every(Duration.ofSeconds(1))), "sync every(PT1S)"),
				refused((options) -> options.rotation(Rotation.builder().maxSize(1000).build()), "rotat"),
				refused((options) -> options.minFree(1), "minFree 1"),
				refused((options) -> options.shared(true), "shared"),
				refused((options) -> options.recreate(true), "recreate"));
	}

	private static Arguments refused(UnaryOperator<AppenderOptions.Builder> change, String named) {
		return arguments(change.apply(AppenderOptions.builder()).build(), named);
	}

	@ParameterizedTest
	@MethodSource("options")
	void optionsThatNeedAFileAreRefused(AppenderOptions options, String named) {
		for (StandardStream stream : StandardStream.values()) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.factory.open("console", stream, options))
				.withMessageStartingWith("appender 'console' would write to " + stream + ", wh")
				.withMessageContaining(named);
		}
		// The name is free.
		this.factory.open("console", StandardStream.OUT);
	}

	static Stream<Arguments> calls() {
		return Stream.of(call(AsyncAppender::sync, "cannot be synced"),
				call((appender) -> appender.sync(Duration.ZERO), "cannot be synced"),
				call((appender) -> appender.appendDurably(new byte[1]), "cannot be appended to durably"),
				call((appender) -> appender.appendDurably(new byte[1], 0, 1), "cannot be appended to durably"),
				call((appender) -> appender.appendDurably(ByteBuffer.allocate(1)), "cannot be appended to durably"),
				call(AsyncAppender::reopen, "no path to open again"),
				call((appender) -> appender.reopen(Duration.ZERO), "no path to open again"),
				call(AsyncAppender::rotate, "no path to rotate"),
				call((appender) -> appender.rotate(Duration.ZERO), "no path to rotate"),
				call(AsyncAppender::files, "no path to read"));
	}

	private static Arguments call(Consumer<AsyncAppender> call, String reason) {
		return arguments(call, reason);
	}

	@ParameterizedTest
	@MethodSource("calls")
	void callsThatNeedAFileAreRefused(Consumer<AsyncAppender> call, String reason) {
		AsyncAppender appender = this.factory.open("console", StandardStream.ERR);
		assertThatThrownBy(() -> call.accept(appender)).isInstanceOf(UnsupportedOperationException.class)
			.hasMessageStartingWith("appender 'console' writes to standard error")
			.hasMessageContaining(reason);
		assertThat(appender.status().positions()).isEqualTo(AppenderStatus.Positions.ZERO);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void aStreamCannotBeReadBack() {
		AsyncAppender appender = this.factory.open("console", StandardStream.ERR);
		assertThatThrownBy(appender::reader).isInstanceOf(UnsupportedOperationException.class)
			.hasMessageContaining("it writes to standard error, so there is no file to find again");
		assertThat(appender.status().log()).isEmpty();
	}

	@Test
	void aStreamMayHaveManyAppendersAndNoArchives() {
		for (int i = 0; i < 3; i++) {
			AsyncAppender appender = this.factory.open("console" + i, StandardStream.OUT);
			assertThat(appender.archives()).isEmpty();
			assertThat(appender.status().engine()).isEqualTo("stdout");
			assertThat(appender.status().file()).isEmpty();
			assertThat(appender.status().storage()).isEqualTo(AppenderStorage.UNKNOWN);
		}
		this.factory.sync();
		this.factory.close();
		assertThat(System.out.checkError()).isFalse();
	}

	@Test
	void theNamesOfTheStreamsAreThoseOfTheProperties() {
		assertThat(StandardStream.OUT.shortName()).isEqualTo("stdout");
		assertThat(StandardStream.ERR.shortName()).isEqualTo("stderr");
		assertThat(StandardStream.OUT).hasToString("standard output");
		assertThat(StandardStream.ERR).hasToString("standard error");
	}

}
