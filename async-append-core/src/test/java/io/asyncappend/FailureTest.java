package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A failure is final, everybody who waits learns of it, and nothing is acknowledged after
 * it.
 */
class FailureTest extends Faulty {

	private final IOException broken = new IOException("Input/output error");

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFailedForceIsFinalAndFailsEveryWaiter(boolean enabled) throws Exception {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		AsyncAppender appender = open(AppenderOptions.builder());
		appender.append(bytes(10));
		this.file.forceFault = (n) -> (n == 1) ? this.broken : null;
		this.file.stallForces();
		List<Crew.Member<?>> waiters = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			waiters.add(Crew.run(appender::sync));
			waiters.add(Crew.run(() -> appender.appendDurably(bytes(10)).get(60, TimeUnit.SECONDS)));
		}
		untilStalled();
		await().until(() -> waiters.stream().allMatch((waiter) -> waiter.isWaiting()));
		this.file.releaseForces();
		for (Crew.Member<?> waiter : waiters) {
			Throwable failure = failure(waiter);
			assertThat(failure).isInstanceOf(AppenderFailedException.class).hasRootCause(this.broken);
		}
		assertThatThrownBy(appender::sync).isInstanceOf(AppenderFailedException.class).hasCause(this.broken);
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class);
		assertThatThrownBy(() -> appender.append(bytes(1))).isInstanceOf(AppenderFailedException.class);
		assertThatThrownBy(() -> appender.appendDurably(bytes(1))).isInstanceOf(AppenderFailedException.class);
		assertThat(this.file.forces).hasValue(1);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.FAILED);
		assertThat(appender.status().positions().durable()).isZero();
		assertThat(appender.status().trouble().failure()).containsSame(this.broken);
		assertThat(this.recorder.failed).containsExactly(this.broken);
		assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class).hasCause(this.broken);
		assertThat(this.file.closes).hasValue(1);
		assertThat(this.file.twoAtOnce).isFalse();
	}

	private static Throwable failure(Crew.Member<?> waiter) throws Exception {
		try {
			waiter.join();
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (AppendException ex) {
			return ex;
		}
		return null;
	}

	@Test
	void aWaiterLearnsTheCauseThoughACloseFollowsTheFailureAtOnce() throws Exception {
		for (int round = 0; round < 50; round++) {
			FaultyFile file = new FaultyFile();
			file.forceFault = (n) -> this.broken;
			AsyncAppender appender = this.factory.open("round-" + round, file, AppenderOptions.defaults());
			appender.append(bytes(10));
			file.stallForces();
			List<Crew.Member<?>> waiters = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				waiters.add(Crew.run(appender::sync));
			}
			CompletableFuture<Long> receipt = appender.appendDurably(bytes(10));
			await().until(() -> file.stalled.get() == 1 && waiters.stream().allMatch((waiter) -> waiter.isWaiting()));
			Crew.Member<Void> closer = Crew.run(appender::close);
			await().until(closer::isWaiting);
			file.releaseForces();
			for (Crew.Member<?> waiter : waiters) {
				assertThat(failure(waiter)).isInstanceOf(AppenderFailedException.class).hasCause(this.broken);
			}
			assertThat(closer.failure()).isInstanceOf(AppenderFailedException.class).hasCause(this.broken);
			assertThatThrownBy(() -> receipt.get(30, TimeUnit.SECONDS)).hasRootCause(this.broken);
		}
	}

	@Test
	void closeEndsAfterAFailureUnderAnUrgentWaiter() throws Exception {
		this.file.writeFault = (n) -> this.broken;
		AsyncAppender appender = open(AppenderOptions.builder());
		stallWith(appender, 10);
		Crew.Member<Void> flusher = Crew.run(appender::flush);
		await().until(flusher::isWaiting);
		this.file.releaseWrites();
		assertThat(flusher.failure()).isInstanceOf(AppenderFailedException.class).hasCause(this.broken);
		Crew.Member<Void> closer = Crew.run(appender::close);
		assertThat(closer.failure()).isInstanceOf(AppenderFailedException.class)
			.hasMessageContaining("1 accepted record (10 bytes) is not written");
		assertThat(this.file.closes).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anErrorInAWriteFailsTheAppender(boolean enabled) {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		OutOfMemoryError error = new OutOfMemoryError("on purpose");
		this.file.writeFault = (n) -> error;
		AsyncAppender appender = open(AppenderOptions.builder());
		assertThatThrownBy(() -> {
			appender.append(bytes(10));
			appender.flush();
		}).isInstanceOf(AppenderFailedException.class).hasRootCause(error);
		assertThat(appender.status().trouble().failure()).containsSame(error);
		await().until(() -> this.recorder.failed.equals(List.of(error)));
	}

	@Test
	void anErrorInAForceFailsTheAppender() {
		StackOverflowError error = new StackOverflowError("on purpose");
		this.file.forceFault = (n) -> error;
		AsyncAppender appender = open(AppenderOptions.builder());
		CompletableFuture<Long> receipt = appender.appendDurably(bytes(10));
		assertThatThrownBy(() -> receipt.get(30, TimeUnit.SECONDS)).hasRootCause(error);
		assertThat(appender.status().positions().written()).isEqualTo(10);
		assertThat(appender.status().positions().durable()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anErrorInTheCloseOfTheFileIsReportedAndEndsTheAppender(boolean enabled) throws Exception {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		this.file.closeFault = new InternalError("on purpose");
		AsyncAppender appender = open(AppenderOptions.builder());
		appender.append(bytes(10));
		assertThat(Crew.run(appender::close).failure()).isInstanceOf(AppendException.class)
			.hasRootCause(this.file.closeFault);
		assertThat(this.file.closes).hasValue(1);
		assertThat(this.file.size()).isEqualTo(10);
		assertThat(this.factory.appenders()).isEmpty();
	}

	@Test
	void theBytesOfAnUnfinishedRecordAreCounted() {
		this.file.shortest = 7;
		this.file.writeFault = (n) -> {
			this.file.bytesBeforeFault = 31 - this.file.size();
			return (this.file.bytesBeforeFault < 7) ? this.broken : null;
		};
		AsyncAppender appender = open(AppenderOptions.builder());
		this.file.stallWrites();
		appender.append(bytes(10));
		appender.append(bytes(15));
		appender.append(bytes(20));
		this.file.releaseWrites();
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class)
			.hasMessageContaining("the file ends with 6 bytes of an unfinished record");
		AppenderStatus status = appender.status();
		assertThat(status.positions().written()).isEqualTo(31).isEqualTo(this.file.size());
		assertThat(status.trouble().tornBytes()).isEqualTo(6);
		assertThat(status.queuedBytes()).isEqualTo(14);
		assertThat(status.queuedRecords()).isEqualTo(1);
		assertThat(status.records().written()).isEqualTo(2);
	}

	@Test
	void aFileThatTakesNothingFailsInsteadOfSpinningForEver() {
		this.file.shortest = 0;
		AsyncAppender appender = open(AppenderOptions.builder());
		appender.append(bytes(10));
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class)
			.hasMessageContaining("took no byte");
	}

	@Test
	void aFileThatTakesAByteNowAndThenTakesAllInOneTurn() {
		this.file.writeFault = (n) -> {
			this.file.shortest = n % 2;
			return null;
		};
		AsyncAppender appender = open(AppenderOptions.builder());
		appender.append(bytes(2500));
		appender.flush();
		assertThat(this.file.writes).hasValue(4999);
		assertThat(this.file.size()).isEqualTo(2500);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void enablingAFailedAppenderWithAQueueLeavesNothingBehind() {
		this.file.writeFault = (n) -> this.broken;
		AsyncAppender appender = open(AppenderOptions.builder());
		appender.append(bytes(10));
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class);
		this.factory.enable();
		this.factory.disable();
		this.factory.enable();
		await().until(() -> this.factory.threads() == 0);
		assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class);
	}

	@Test
	void aFailureWhoseTextThrowsIsReported() {
		RuntimeException hostile = new IllegalStateException() {

			private static final long serialVersionUID = 1L;

			@Override
			public String toString() {
				throw new IllegalArgumentException("not even that");
			}

		};
		this.factory = new FileAppenderFactory.Builder().listener(new AppendListener() {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				throw hostile;
			}

		}).build();
		AsyncAppender appender = this.factory.open("hostile", this.file, AppenderOptions.defaults());
		appender.append(new byte[10]);
		await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		for (ThrowableAssert.ThrowingCallable call : List.<ThrowableAssert.ThrowingCallable>of(appender::sync,
				() -> appender.append(new byte[1]), appender::close)) {
			assertThatThrownBy(call).isInstanceOf(AppenderFailedException.class)
				.hasMessageContaining(hostile.getClass().getName())
				.hasRootCause(hostile);
		}
	}

	@Test
	void aFailureWhoseTextNeedsTooMuchMemoryIsReportedWithoutIt() {
		Error hostile = new Error() {

			private static final long serialVersionUID = 1L;

			@Override
			public String getMessage() {
				throw new OutOfMemoryError("Requested array size exceeds VM limit");
			}

		};
		this.file.forceFault = (n) -> hostile;
		AsyncAppender appender = open(smallest());
		List<CompletableFuture<Long>> futures = new ArrayList<>();
		futures.add(appender.appendDurably(bytes(10)));
		await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		await().until(() -> futures.stream().allMatch(CompletableFuture::isDone));
		assertThat(futures)
			.allSatisfy((future) -> assertThatThrownBy(future::join).hasCauseInstanceOf(AppenderFailedException.class)
				.hasMessageContaining(hostile.getClass().getName())
				.hasRootCause(hostile));
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class).hasRootCause(hostile);
	}

}
