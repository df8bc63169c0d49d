package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever is thrown at whatever step of the loop, the appender fails with it, who waits
 * is released, nothing is acknowledged any more, and the I/O threads serve the others.
 */
class InjectionTest extends Faulty {

	/** A step of the loop that can throw. */
	enum Step {

		WRITE, FORCE, CHECK, REOPEN, ON_WRITE, ON_SYNC, ON_DEGRADED, ON_RECOVERED, ON_REOPEN, ON_FILE_LOST

	}

	private volatile Step step;

	private volatile Throwable thrown;

	static List<Arguments> cases() {
		List<Arguments> cases = new ArrayList<>();
		for (Step step : Step.values()) {
			for (boolean enabled : new boolean[] { true, false }) {
				cases.add(Arguments.of(step, enabled, new OutOfMemoryError("on purpose")));
				cases.add(Arguments.of(step, enabled, new LinkageError("on purpose")));
			}
		}
		return cases;
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whatIsThrownFailsTheAppenderAndReleasesItsWaiters(Step step, boolean enabled, Error error) throws Exception {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(new Throwing()).build();
		this.step = step;
		this.thrown = error;
		this.file.named = true;
		prepare(step, error);
		// What is recreated is told of at once, though others reopen all the time.
		AsyncAppender appender = open(smallest().recreate(step == Step.ON_FILE_LOST));
		List<Crew.Member<?>> waiters = new ArrayList<>();
		List<CompletableFuture<Long>> receipts = new ArrayList<>();
		waiters.add(Crew.run(() -> untilFailed(() -> {
			appender.append(bytes(10));
			appender.flush(Duration.ofSeconds(30));
		})));
		waiters.add(Crew.run(() -> untilFailed(() -> {
			appender.append(bytes(10));
			appender.sync();
		})));
		waiters.add(Crew.run(() -> untilFailed(() -> receipts.add(appender.appendDurably(bytes(10))))));
		waiters.add(Crew.run(() -> untilFailed(appender::reopen)));
		for (Crew.Member<?> waiter : waiters) {
			waiter.join();
		}
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.FAILED);
		assertThat(appender.status().trouble().failure()).containsSame(error);
		await().until(() -> receipts.stream().allMatch(CompletableFuture::isDone));
		long durable = appender.status().positions().durable();
		this.step = null;
		this.file.writeFault = (n) -> null;
		this.file.forceFault = (n) -> null;
		assertThatThrownBy(() -> appender.appendDurably(bytes(1))).isInstanceOf(AppenderFailedException.class)
			.hasRootCause(error);
		assertThatThrownBy(() -> appender.sync()).isInstanceOf(AppenderFailedException.class).hasRootCause(error);
		assertThatThrownBy(() -> appender.close()).isInstanceOf(AppenderFailedException.class).hasRootCause(error);
		assertThat(appender.status().positions().durable()).isEqualTo(durable);
		assertThat(this.file.closes).hasValue(1);
		assertThat(this.file.twoAtOnce).isFalse();
		AsyncAppender other = this.factory.open("other", new FaultyFile(), AppenderOptions.defaults());
		assertThat(other.appendDurably(bytes(5)).get(30, TimeUnit.SECONDS)).isEqualTo(5);
	}

	private void prepare(Step step, Error error) {
		switch (step) {
			case WRITE -> this.file.writeFault = (n) -> (n > 2) ? error : null;
			case FORCE -> this.file.forceFault = (n) -> (n > 2) ? error : null;
			case CHECK -> this.file.checkFault = error;
			case REOPEN -> this.file.reopenFault = error;
			case ON_DEGRADED, ON_RECOVERED ->
				this.file.writeFault = (n) -> (n == 3) ? new IOException(FaultyFile.NO_SPACE) : null;
			case ON_FILE_LOST -> this.file.change = FileLoss.of(FileLoss.Kind.DELETED, 0);
			default -> {
			}
		}
	}

	private static void untilFailed(Runnable work) {
		try {
			while (true) {
				work.run();
			}
		}
		catch (AppenderFailedException ex) {
			return;
		}
	}

	private void raise(Step at) {
		if (this.step == at && this.thrown instanceof Error error) {
			throw error;
		}
	}

	/** Throws at one of its events. */
	private final class Throwing implements AppendListener {

		@Override
		public void onWrite(AsyncAppender appender, long bytes, long nanos) {
			raise(Step.ON_WRITE);
		}

		@Override
		public void onSync(AsyncAppender appender, long nanos) {
			raise(Step.ON_SYNC);
		}

		@Override
		public void onDegraded(AsyncAppender appender, IOException cause) {
			raise(Step.ON_DEGRADED);
		}

		@Override
		public void onRecovered(AsyncAppender appender) {
			raise(Step.ON_RECOVERED);
		}

		@Override
		public void onReopen(AsyncAppender appender, Path file) {
			raise(Step.ON_REOPEN);
		}

		@Override
		public void onFileLost(AsyncAppender appender, FileLoss loss) {
			raise(Step.ON_FILE_LOST);
		}

	}

}
