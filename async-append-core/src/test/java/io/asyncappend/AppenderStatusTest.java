package io.asyncappend;

import io.asyncappend.AppenderStatus.Age;
import io.asyncappend.AppenderStatus.Dropped;
import io.asyncappend.AppenderStatus.Positions;
import io.asyncappend.AppenderStatus.Records;
import io.asyncappend.AppenderStorage.Archives;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AppenderStatusTest {

	@Test
	void everyPartIsSetByItsName() {
		IOException failure = new IOException("failure");
		IOException rotationFailure = new IOException("rotation");
		IOException logFailure = new IOException("log");
		FileLoss loss = FileLoss.of(FileLoss.Kind.DELETED, 9);
		AppenderTrouble trouble = AppenderTrouble.builder()
			.failure(FailureKind.FORCE, failure)
			.degradations(1)
			.degraded(Duration.ofSeconds(2))
			.tornBytes(3)
			.tornTailBytes(4)
			.fileLoss(loss)
			.rotationFailure(rotationFailure)
			.logFailure(logFailure)
			.build();
		assertThat(trouble).isEqualTo(new AppenderTrouble(Optional.of(failure), Optional.of(FailureKind.FORCE), 1,
				Duration.ofSeconds(2), 3, 4, Optional.of(loss), Optional.of(rotationFailure), Optional.of(logFailure)));
		LogStatus log = LogStatus.opened(UUID.randomUUID(), LogStatus.Origin.CONTINUED, "", 90, 9).at(20, 10);
		AppenderStorage storage = new AppenderStorage(OptionalLong.of(8), Optional.of(new Archives(1, 9)));
		AppenderStatus status = AppenderStatus.builder("audit")
			.file(Path.of("audit.log"))
			.state(AppenderStatus.State.FAILED)
			.mode(AppenderStatus.Mode.SYNCHRONOUS)
			.fallbackReason("no thread")
			.engine("memory")
			.positions(new Positions(300, 200, 100))
			.records(new Records(30, 20, 10))
			.age(new Age(Duration.ofMillis(6), Duration.ofMillis(7)))
			.dropped(new Dropped(5, 50))
			.storage(storage)
			.trouble(trouble)
			.log(log)
			.build();
		assertThat(status)
			.isEqualTo(new AppenderStatus("audit", Optional.of(Path.of("audit.log")), AppenderStatus.State.FAILED,
					AppenderStatus.Mode.SYNCHRONOUS, Optional.of("no thread"), "memory", new Positions(300, 200, 100),
					new Records(30, 20, 10), new Age(Duration.ofMillis(6), Duration.ofMillis(7)), new Dropped(5, 50),
					storage, trouble, Optional.of(log), Optional.empty()));
		assertThat(status.opened()).isEqualTo(90);
		assertThat(status.queuedRecords()).isEqualTo(10);
		assertThat(status.queuedBytes()).isEqualTo(100);
		assertThat(status.unsyncedBytes()).isEqualTo(100);
	}

	@Test
	void aBuilderStartsFromAnOpenAppenderWithoutTrouble() {
		AppenderStatus status = AppenderStatus.builder("audit").build();
		assertThat(status.state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(status.positions()).isEqualTo(new Positions(0, 0, 0));
		assertThat(status.age()).isEqualTo(new Age(Duration.ZERO, Duration.ZERO));
		assertThat(status.storage()).isEqualTo(new AppenderStorage(OptionalLong.empty(), Optional.empty()));
		assertThat(status.trouble()).isEqualTo(AppenderTrouble.NONE);
		assertThat(status.trouble().failure()).isEmpty();
		assertThat(status.log()).isEmpty();
		assertThat(status.opened()).isZero();
	}

	@Test
	void swappedCountsAreRefused() {
		refused(() -> new Positions(2, 3, 1),
				"positions must be accepted >= written >= durable >= 0 but are 2, 3 and 1");
		refused(() -> new Positions(3, 1, 2), "3, 1 and 2");
		refused(() -> new Positions(1, 1, -1), "1, 1 and -1");
		refused(() -> new Records(1, 2, 0), "records must be accepted >= written >= durable >= 0 but are 1, 2 and 0");
		refused(() -> new Records(2, 1, 2), "2, 1 and 2");
		refused(() -> new Records(1, 1, -1), "1, 1 and -1");
		refused(() -> new Dropped(2, 1), "dropped must be bytes >= records >= 0 but are 1 and 2");
		refused(() -> new Dropped(-1, 1), "1 and -1");
	}

	@Test
	void indexesOfALogThatAreNotInOrderAreRefused() {
		LogStatus log = LogStatus.opened(UUID.randomUUID(), LogStatus.Origin.NEW, "", 90, 9);
		assertThat(log.at(9, 9)).isEqualTo(log);
		refused(() -> log.at(9, 8), "indexes must be written >= durable >= opened >= 0 but are 9, 8 and 9");
		refused(() -> log.at(10, 11), "10, 11 and 9");
		refused(() -> LogStatus.opened(log.id(), log.origin(), "", -1, 0), "opened at position -1");
	}

	@Test
	void negativeAgesAndSizesAreRefused() {
		refused(() -> new Age(Duration.ofMillis(-1), Duration.ZERO), "ages must not be negative but are PT-0.001S and");
		refused(() -> new Age(Duration.ZERO, Duration.ofMillis(-1)), "PT0S and PT-0.001S");
		refused(() -> new AppenderStorage(OptionalLong.of(-1), Optional.empty()),
				"free bytes must not be negative but are -1");
		refused(() -> new Archives(-1, 0), "archives must not be negative but are -1 files of 0 bytes");
		refused(() -> new Archives(0, -1), "0 files of -1 bytes");
	}

	@Test
	void negativeTroubleIsRefusedAndNamed() {
		refused(() -> AppenderTrouble.builder().degradations(-1).build(), "number of degradations");
		refused(() -> AppenderTrouble.builder().degraded(Duration.ofNanos(-1)).build(), "PT-0.000000001S");
		refused(() -> AppenderTrouble.builder().tornBytes(-1).build(), "torn bytes must not be negative but is -1");
		refused(() -> AppenderTrouble.builder().tornTailBytes(-2).build(), "bytes of a torn tail");
	}

	@Test
	void aFailureHasAKindAndAKindAFailure() {
		refused(() -> new AppenderTrouble(Optional.of(new IOException("x")), Optional.empty(), 0, Duration.ZERO, 0, 0,
				Optional.empty(), Optional.empty(), Optional.empty()), "a failure has a kind");
		refused(() -> new AppenderTrouble(Optional.empty(), Optional.of(FailureKind.WRITE), 0, Duration.ZERO, 0, 0,
				Optional.empty(), Optional.empty(), Optional.empty()), "a failure has a kind");
	}

	private static void refused(ThrowingCallable made, String message) {
		assertThatIllegalArgumentException().isThrownBy(made).withMessageContaining(message);
	}

}
