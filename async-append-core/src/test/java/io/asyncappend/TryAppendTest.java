package io.asyncappend;

import io.asyncappend.internal.io.IoThread;
import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Appending where there is room, and else not. */
class TryAppendTest extends Faulty {

	static Backpressure[] everyPolicy() {
		return new Backpressure[] { Backpressure.block(), Backpressure.block(Duration.ofSeconds(50)),
				Backpressure.fail(), Backpressure.drop() };
	}

	@ParameterizedTest
	@MethodSource("everyPolicy")
	void neitherWaitsNorThrowsNorCounts(Backpressure backpressure) {
		AsyncAppender appender = open(smallest().backpressure(backpressure));
		stallWith(appender, 24);
		assertThat(appender.tryAppend(bytes(SMALLEST - 24))).isEqualTo(SMALLEST);
		assertThat(appender.tryAppend(bytes(1))).isEqualTo(AsyncAppender.DROPPED);
		assertThat(appender.status().dropped().records()).isZero();
		this.file.releaseWrites();
		appender.flush();
		assertThat(appender.tryAppend(bytes(1))).isEqualTo(SMALLEST + 1);
		appender.close();
		assertThat(this.file.size()).isEqualTo(SMALLEST + 1);
	}

	@Test
	void synchronousItIsWrittenWhenItReturns() {
		this.factory.disable();
		AsyncAppender appender = open(smallest());
		assertThat(appender.tryAppend(bytes(7))).isEqualTo(7);
		assertThat(this.file.size()).isEqualTo(7);
	}

	@Test
	void closedItThrows() {
		AsyncAppender appender = open(smallest());
		appender.close();
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> appender.tryAppend(bytes(1)));
	}

	@Test
	void aListenerCanTellThatItsThreadIsAnIoThread() {
		CompletableFuture<Boolean> told = new CompletableFuture<>();
		FileAppenderFactory listened = new FileAppenderFactory.Builder().listener(new AppendListener() {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				told.complete(IoThread.isCurrent());
			}

		}).build();
		listened.open("listened", this.file, AppenderOptions.defaults()).append(bytes(1));
		assertThat(told).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
		assertThat(IoThread.isCurrent()).isFalse();
		listened.close();
	}

}
