package io.asyncappend.internal.writer;

import io.asyncappend.Rotation;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.support.SettableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file is full at the end of a record: to the byte, and to the moment. */
class RotationTriggerTest {

	private static final Instant NOON = Instant.parse("2026-11-26T12:30:00Z");

	@TempDir
	private Path directory;

	private final AppenderState state = new AppenderState("log", 10_000);

	private final SettableClock clock = new SettableClock(NOON);

	private final Renamed file = new Renamed();

	private RotationTrigger trigger(Rotation.Builder rotation) {
		Rotation built = rotation.zone(ZoneOffset.UTC).build();
		return new RotationTrigger(built, archives(built, "log"), this.clock);
	}

	private ArchiveDirectory archives(Rotation rotation, String name) {
		return new ArchiveDirectory(this.directory.resolve(name), Look.UNKNOWN, rotation.naming(), this.clock);
	}

	/** Remembers its names. */
	private static final class Renamed extends FaultyFile {

		private final List<String> names = new ArrayList<>();

		private int taken;

		private boolean gone;

		private Instant modified = Instant.MIN;

		@Override
		public boolean archive(Path name) throws IOException {
			if (this.taken > 0) {
				this.taken--;
				throw new FileAlreadyExistsException(name.toString());
			}
			this.names.add(name.getFileName().toString());
			return !this.gone;
		}

		@Override
		public Instant modified() {
			return this.modified;
		}

		private Renamed with(int length) throws IOException {
			write(ByteBuffer.allocate(length));
			return this;
		}

	}

	private void accept(int... lengths) {
		this.state.lock.lock();
		try {
			for (int length : lengths) {
				this.state.accept(new byte[length], 0, length);
			}
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void wrote(int bytes) {
		this.state.lock.lock();
		try {
			this.state.next(this.state.accepted(), bytes);
			this.state.wrote(bytes);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private long limit(RotationTrigger trigger) {
		this.state.lock.lock();
		try {
			return trigger.limit(this.state, this.file, this.state.accepted());
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Test
	void onlyWhatRotatesByItselfIsLimited() {
		assertThat(trigger(Rotation.builder()).mayLimit).isFalse();
		assertThat(trigger(Rotation.builder().maxSize(4096)).mayLimit).isTrue();
		assertThat(trigger(Rotation.builder().every(Rotation.Period.DAY)).mayLimit).isTrue();
		accept(100);
		RotationTrigger unlimited = new RotationTrigger(Rotation.builder().maxSize(4096).build(), null, this.clock);
		accept(5000);
		assertThat(limit(unlimited)).isEqualTo(5100);
		assertThat(limit(trigger(Rotation.builder()))).isEqualTo(5100);
	}

	@Test
	void aFileIsFullToTheByte() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().maxSize(4096));
		accept(4000, 96, 1);
		assertThat(limit(trigger)).isEqualTo(4096);
		wrote(4000);
		this.file.with(4000);
		assertThat(limit(trigger)).isEqualTo(4096);
		wrote(96);
		this.file.with(96);
		assertThat(limit(trigger)).isEqualTo(4096);
		wrote(1);
		this.file.with(1);
		assertThat(limit(trigger)).isEqualTo(4097);
		accept(10);
		// Larger than it may be: a record is to be rotated before it.
		assertThat(limit(trigger)).isEqualTo(4097);
	}

	@Test
	void whatFitsExactlyIsNotLimited() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().maxSize(4096));
		this.file.with(1000);
		accept(3000, 96);
		assertThat(limit(trigger)).isEqualTo(3096);
		accept(1);
		assertThat(limit(trigger)).isEqualTo(3096);
	}

	@Test
	void aRecordThatIsLargerThanAFileHasOneForItself() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().maxSize(4096));
		accept(5000, 10);
		assertThat(limit(trigger)).isEqualTo(5000);
		this.file.with(1);
		assertThat(limit(trigger)).isZero();
	}

	@Test
	void aRecordThatIsBegunIsEndedInItsFile() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().maxSize(4096));
		accept(100, 100);
		wrote(50);
		this.file.with(5000);
		assertThat(limit(trigger)).isEqualTo(100);
		wrote(50);
		assertThat(limit(trigger)).isEqualTo(100);
	}

	@Test
	void aPeriodThatIsOverEndsTheFile() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().every(Rotation.Period.HOUR));
		accept(10, 10);
		assertThat(limit(trigger)).isEqualTo(20);
		wrote(10);
		this.file.with(10);
		this.clock.now = Instant.parse("2026-11-26T12:59:59.999Z");
		assertThat(limit(trigger)).isEqualTo(20);
		this.clock.now = Instant.parse("2026-11-26T13:00:00Z");
		assertThat(limit(trigger)).isEqualTo(10);
		assertThat(trigger.archive(this.file)).hasFileName("log-2026-11-26T12.1");
	}

	@Test
	void anEmptyFileBelongsToThePeriodOfItsFirstRecord() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().every(Rotation.Period.HOUR));
		accept(10, 10);
		assertThat(limit(trigger)).isEqualTo(20);
		this.clock.now = Instant.parse("2026-11-26T13:00:00Z");
		assertThat(limit(trigger)).isEqualTo(20);
		wrote(10);
		this.file.with(10);
		assertThat(limit(trigger)).isEqualTo(20);
		assertThat(trigger.archive(this.file)).hasFileName("log-2026-11-26T13.1");
	}

	@Test
	void aFileThatWasThereBelongsToThePeriodItWasWrittenIn() throws IOException {
		this.file.modified = Instant.parse("2026-11-26T11:59:59Z");
		this.file.with(10);
		accept(10);
		assertThat(limit(trigger(Rotation.builder().every(Rotation.Period.HOUR)))).isZero();
		assertThat(limit(trigger(Rotation.builder().every(Rotation.Period.DAY)))).isEqualTo(10);
		RotationTrigger asked = trigger(Rotation.builder().every(Rotation.Period.HOUR));
		assertThat(asked.archive(this.file)).hasFileName("log-2026-11-26T11.1");
	}

	@Test
	void aFileFromTheFutureBelongsToThePeriodOfNow() throws IOException {
		this.file.modified = NOON.plusSeconds(100_000);
		this.file.with(10);
		accept(10);
		RotationTrigger trigger = trigger(Rotation.builder().every(Rotation.Period.HOUR));
		assertThat(limit(trigger)).isEqualTo(10);
		assertThat(trigger.archive(this.file)).hasFileName("log-2026-11-26T12.1");
	}

	@Test
	void onDemandTheMomentIsTheNameAndTheNameIsGivenOnce() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder());
		assertThat(trigger.isNeeded(this.file)).isFalse();
		assertThat(trigger.isNeeded(this.file.with(1))).isTrue();
		Path name = trigger.archive(this.file);
		assertThat(name).hasFileName("log-2026-11-26T12-30-00.1");
		assertThat(trigger.archive(this.file)).isEqualTo(name);
		assertThat(this.file.names).hasSize(1);
		assertThat(trigger.mayLimit).isTrue();
		assertThat(trigger.isNeeded(new FaultyFile())).isTrue();
		accept(10);
		// No record goes to what is an archive by now.
		assertThat(limit(trigger)).isZero();
		assertThat(trigger.succeeded()).isTrue();
		assertThat(trigger.mayLimit).isFalse();
		assertThat(trigger.succeeded()).isFalse();
		assertThat(limit(trigger)).isEqualTo(10);
		assertThat(trigger.archive(this.file)).hasFileName("log-2026-11-26T12-30-00.2");
	}

	@Test
	void aFileThatHasItsNameAgainIsNotLimited() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder());
		trigger.restored();
		trigger.archive(this.file.with(1));
		trigger.restored();
		assertThat(trigger.mayLimit).isFalse();
		accept(10);
		assertThat(limit(trigger)).isEqualTo(10);
	}

	@Test
	void namesThatAreTakenArePassedOver() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder());
		this.file.taken = 3;
		assertThat(trigger.archive(this.file.with(1))).hasFileName("log-2026-11-26T12-30-00.4");
		trigger.succeeded();
		this.file.taken = 100;
		assertThat(trigger.archive(this.file)).isNotNull();
		trigger.succeeded();
		this.file.taken = 101;
		assertThatThrownBy(() -> trigger.archive(this.file)).isInstanceOf(FileAlreadyExistsException.class);
		assertThat(this.file.taken).isZero();
	}

	@Test
	void aFileThatOthersTookAwayHasNoName() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder());
		this.file.gone = true;
		assertThat(trigger.archive(this.file.with(1))).isNull();
		assertThat(trigger.mayLimit).isFalse();
		assertThat(trigger.succeeded()).isFalse();
	}

	@Test
	void aRotationThatFailedIsNotTriedWithEachRecord() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().maxSize(4096));
		this.file.with(5000);
		accept(10);
		assertThat(limit(trigger)).isZero();
		for (int i = 0; i < 10; i++) {
			// The pauses grow, to a minute.
			trigger.failed();
		}
		assertThat(limit(trigger)).isEqualTo(10);
		trigger.succeeded();
		assertThat(limit(trigger)).isZero();
	}

	@Test
	void aRotationThatFailedIsTriedAgain() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().maxSize(4096));
		this.file.with(5000);
		accept(10);
		trigger.failed();
		// After a second.
		Awaitility.await().until(() -> limit(trigger) == 0);
	}

	@Test
	void archivesAreNamedByOthersOnceTheFileLiesElsewhere() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder());
		trigger.moved(archives(Rotation.onDemand(), "other"));
		assertThat(trigger.archive(this.file.with(1))).hasFileName("other-2026-11-26T12-30-00.1");
	}

	@Test
	void aNewFileAfterTheClockWasSetBackHasAPeriodOfItsOwn() throws IOException {
		RotationTrigger trigger = trigger(Rotation.builder().every(Rotation.Period.HOUR));
		accept(10);
		assertThat(limit(trigger)).isEqualTo(10);
		this.clock.now = Instant.parse("2026-11-26T10:30:00Z");
		this.state.lock.lock();
		try {
			Renamed another = new Renamed();
			assertThat(trigger.limit(this.state, another, 10)).isEqualTo(10);
			another.with(5);
			this.clock.now = Instant.parse("2026-11-26T11:00:00Z");
			assertThat(trigger.limit(this.state, another, 10)).isZero();
		}
		finally {
			this.state.lock.unlock();
		}
	}

}
