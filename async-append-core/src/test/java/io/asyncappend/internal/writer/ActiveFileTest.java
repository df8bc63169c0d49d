package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.FileLoss;
import io.asyncappend.Rotation;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.support.ConditionWaiter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** One file ends where the next begins: with a whole record, forced, told once. */
@Timeout(60)
class ActiveFileTest {

	private static final IOException TROUBLE = new IOException("trouble");

	@TempDir
	private Path directory;

	private final Named file = named();

	private final Named next = named();

	/** Has a path, and remembers the names that it got as an archive. */
	private static final class Named extends FaultyFile {

		final List<String> archives = new ArrayList<>();

		IOException archiveFault;

		Runnable onArchive = () -> {
		};

		Runnable onReopen = () -> {
		};

		boolean emptied;

		boolean gone;

		long torn;

		String foreign;

		boolean locked;

		@Override
		public boolean archive(Path name) throws IOException {
			this.onArchive.run();
			raise(this.archiveFault);
			this.archives.add(name.getFileName().toString());
			return !this.gone;
		}

		@Override
		public AppendFile reopen() throws IOException {
			this.onReopen.run();
			return super.reopen();
		}

		@Override
		public long length() {
			return this.emptied ? 0 : super.length();
		}

		@Override
		public long tornTail() {
			return this.torn;
		}

		@Override
		public Optional<String> foreign() {
			return Optional.ofNullable(this.foreign);
		}

		@Override
		public boolean isLockedByOthers() {
			return this.locked;
		}

	}

	private static Named named() {
		Named file = new Named();
		file.named = true;
		return file;
	}

	private BatchedAppender appender(AppenderOptions.Builder options) {
		this.file.next = this.next;
		this.file.archivable = this.directory.resolve("log");
		this.next.archivable = this.file.archivable;
		return new BatchedAppender(options, this.file);
	}

	private BatchedAppender recreating() {
		return appender(AppenderOptions.builder().recreate(true));
	}

	private static FileLoss loss(FileLoss.Kind kind, long bytes) {
		return FileLoss.of(kind, bytes);
	}

	private static long askReopen(BatchedAppender appender) {
		return appender.locked(appender.pending.reopen()::ask);
	}

	private static long askRotation(BatchedAppender appender) {
		return appender.locked(appender.pending.rotation()::ask);
	}

	/** The error with which all that was asked for is served. */
	private static IOException error(PendingWork.Request request, long ticket) {
		assertThat(request.isServed(ticket)).isTrue();
		return request.error();
	}

	private static void lookAndBatch(BatchedAppender appender) {
		appender.lookAgain();
		appender.batch();
	}

	@Test
	void aFileThatIsGoneIsRecreatedForTheNextRecord() {
		BatchedAppender appender = recreating();
		appender.accept(10);
		appender.batch();
		this.file.change = loss(FileLoss.Kind.DELETED, 0);
		appender.accept(5);
		lookAndBatch(appender);
		FileLoss loss = loss(FileLoss.Kind.DELETED, 10);
		assertThat(appender.recorder.losses).containsExactly(loss);
		assertThat(appender.status().trouble().fileLoss()).contains(loss);
		assertThat(this.file.forced()).isEqualTo(10);
		assertThat(this.file.closes).hasValue(1);
		assertThat(this.next.size()).isEqualTo(5);
		assertThat(this.next.forces).hasValue(0);
		assertThat(appender.durable()).isEqualTo(10);
		assertThat(appender.status().records().durable()).isEqualTo(1);
		assertThat(appender.recorder.syncs).hasValue(1);
		assertThat(appender.recorder.reopened).containsExactly(Path.of("faulty").toAbsolutePath());
		// Counted from what is in the file that is there now.
		this.next.change = loss(FileLoss.Kind.REPLACED, 0);
		lookAndBatch(appender);
		assertThat(appender.recorder.losses).last().isEqualTo(loss(FileLoss.Kind.REPLACED, 5));
	}

	@Test
	void whatIsDurableIsNotForcedAgain() {
		BatchedAppender appender = recreating();
		appender.accept(10);
		appender.sync();
		appender.batch();
		this.file.change = loss(FileLoss.Kind.DELETED, 0);
		lookAndBatch(appender);
		assertThat(this.file.forces).hasValue(1);
		assertThat(this.file.closes).hasValue(1);
	}

	@Test
	void aFileThatCannotBeRecreatedIsWrittenAndToldOfOnce() {
		BatchedAppender appender = recreating();
		this.file.change = loss(FileLoss.Kind.REPLACED, 0);
		this.file.reopenFault = TROUBLE;
		appender.accept(10);
		lookAndBatch(appender);
		FileLoss loss = new FileLoss(FileLoss.Kind.REPLACED, 0, Optional.of(TROUBLE));
		assertThat(appender.recorder.losses).containsExactly(loss);
		assertThat(appender.status().trouble().fileLoss()).contains(loss);
		assertThat(appender.recorder.reopened).isEmpty();
		assertThat(this.file.size()).isEqualTo(10);
		IOException another = new IOException("another");
		this.file.reopenFault = another;
		lookAndBatch(appender);
		assertThat(appender.recorder.losses).hasSize(1);
		assertThat(appender.status().trouble().fileLoss())
			.contains(new FileLoss(FileLoss.Kind.REPLACED, 10, Optional.of(another)));
		assertThat(this.file.closes).hasValue(0);
	}

	@Test
	void aFileThatIsCutIsTheFileStill() {
		BatchedAppender appender = recreating();
		this.file.change = loss(FileLoss.Kind.TRUNCATED, 7);
		lookAndBatch(appender);
		lookAndBatch(appender);
		assertThat(appender.recorder.losses).containsExactly(this.file.change, this.file.change);
		assertThat(this.file.reopens).hasValue(0);
		this.file.change = null;
		lookAndBatch(appender);
		assertThat(appender.recorder.losses).hasSize(2);
		// Until it is opened again.
		assertThat(appender.status().trouble().fileLoss()).isPresent();
	}

	@Test
	void aFileThatIsNotToBeRecreatedIsToldOfAtTheSecondLook() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		this.file.change = loss(FileLoss.Kind.DELETED, 0);
		appender.accept(10);
		lookAndBatch(appender);
		assertThat(appender.recorder.losses).isEmpty();
		for (int i = 0; i < 2; i++) {
			lookAndBatch(appender);
			assertThat(appender.recorder.losses).containsExactly(loss(FileLoss.Kind.DELETED, 10));
		}
		assertThat(this.file.reopens).hasValue(0);
		long ticket = askReopen(appender);
		appender.batch();
		assertThat(error(appender.pending.reopen(), ticket)).isNull();
		assertThat(appender.status().trouble().fileLoss()).isEmpty();
	}

	@Test
	void aRecordThatIsBegunIsEndedInTheFileThatIsGone() {
		BatchedAppender appender = appender(
				AppenderOptions.builder().recreate(true).writeRetry(Duration.ofMinutes(10)));
		this.file.bytesBeforeFault = 4;
		this.file.writeFault = (n) -> (n == 1) ? new IOException(FaultyFile.NO_SPACE) : null;
		appender.accept(10);
		appender.batch();
		this.file.change = loss(FileLoss.Kind.DELETED, 0);
		appender.accept(5);
		long ticket = askReopen(appender);
		Awaitility.await().until(() -> appender.locked(appender.pending::untilRetry) == 0);
		lookAndBatch(appender);
		assertThat(this.file.size()).isEqualTo(10);
		assertThat(appender.recorder.losses).containsExactly(loss(FileLoss.Kind.DELETED, 10));
		assertThat(appender.pending.reopen().isServed(ticket)).isFalse();
		assertThat(appender.recorder.recovered).hasValue(0);
		this.next.next = this.next;
		appender.batch();
		assertThat(this.file.size()).isEqualTo(10);
		assertThat(this.file.forced()).isEqualTo(10);
		assertThat(this.next.size()).isEqualTo(5);
		assertThat(appender.recorder.losses).hasSize(1);
		assertThat(appender.recorder.recovered).hasValue(1);
		assertThat(appender.pending.reopen().isServed(ticket)).isTrue();
	}

	@Test
	void aReopenServesAllThatAskedAndNothingElse() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		askReopen(appender);
		long ticket = askReopen(appender);
		appender.accept(10);
		assertThat(appender.batch()).isTrue();
		assertThat(error(appender.pending.reopen(), ticket)).isNull();
		assertThat(this.file.reopens).hasValue(1);
		assertThat(this.file.archives).isEmpty();
		assertThat(this.file.forced()).isEqualTo(10);
		assertThat(this.file.forces).hasValue(1);
		assertThat(this.file.closes).hasValue(1);
		assertThat(appender.durable()).isEqualTo(10);
		assertThat(appender.recorder.reopened).hasSize(1);
		assertThat(appender.batch()).isFalse();
		assertThat(this.next.reopens).hasValue(0);
	}

	@Test
	void aReopenThatFailsIsServedWithTheCause() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		this.file.reopenFault = TROUBLE;
		long ticket = askReopen(appender);
		assertThat(appender.batch()).isTrue();
		assertThat(error(appender.pending.reopen(), ticket)).isSameAs(TROUBLE);
		assertThat(appender.recorder.reopened).isEmpty();
		assertThat(this.file.closes).hasValue(0);
		// Why the old one could not be closed is told as well.
		this.file.reopenFault = null;
		IOException atClose = new IOException("at the close");
		this.file.closeFault = atClose;
		ticket = askReopen(appender);
		appender.batch();
		assertThat(error(appender.pending.reopen(), ticket)).isSameAs(atClose);
		assertThat(appender.writer.file()).isSameAs(this.next);
	}

	@Test
	void aReopenThatFailsLeavesTheLossOfTheFile() {
		BatchedAppender appender = recreating();
		this.file.change = loss(FileLoss.Kind.DELETED, 0);
		this.file.reopenFault = TROUBLE;
		lookAndBatch(appender);
		askReopen(appender);
		appender.batch();
		assertThat(appender.status().trouble().fileLoss()).isPresent();
	}

	@Test
	void whatSpeaksAgainstTheNextFileIsTold() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		this.next.torn = 7;
		this.next.foreign = "has 2 names";
		this.next.locked = true;
		askReopen(appender);
		appender.batch();
		assertThat(appender.recorder.tornTails).containsExactly(7L);
		assertThat(appender.recorder.foreign).containsExactly("has 2 names");
		assertThat(appender.recorder.lockedByOthers).hasValue(1);
	}

	@Test
	void theSameFileIsNotClosed() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		this.file.next = null;
		this.file.torn = 7;
		long ticket = askReopen(appender);
		appender.batch();
		assertThat(error(appender.pending.reopen(), ticket)).isNull();
		assertThat(this.file.closes).hasValue(0);
		assertThat(appender.recorder.tornTails).isEmpty();
		assertThat(appender.recorder.reopened).hasSize(1);
	}

	@Test
	void aThreadThatAskedForAReopenIsWokenBeforeTheRotation() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		List<ConditionWaiter> waiting = new ArrayList<>();
		this.file.onReopen = () -> waiting
			.add(ConditionWaiter.start(appender.state.lock, appender.state.waiters::awaitMove));
		askReopen(appender);
		askRotation(appender);
		appender.accept(10);
		this.file.next = null;
		this.file.onArchive = () -> {
			try {
				waiting.get(0).join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			this.file.next = this.next;
		};
		appender.batch();
		assertThat(this.file.archives).hasSize(1);
	}

	@Test
	void aRotationMakesAnArchiveThatIsForced() {
		BatchedAppender appender = recreating();
		appender.accept(10);
		appender.batch();
		long ticket = askRotation(appender);
		assertThat(appender.batch()).isTrue();
		assertThat(error(appender.pending.rotation(), ticket)).isNull();
		assertThat(this.file.archives).containsExactly("log-2026-11-26T12-30-00.1");
		assertThat(this.file.forced()).isEqualTo(10);
		assertThat(this.file.closes).hasValue(1);
		assertThat(appender.durable()).isEqualTo(10);
		assertThat(appender.recorder.rotated).containsExactly(this.directory.resolve("log-2026-11-26T12-30-00.1"));
		assertThat(appender.recorder.rotatedBytes).isEqualTo(10);
		assertThat(appender.recorder.reopened).isEmpty();
		assertThat(appender.recorder.rotationFailures).isEmpty();
		assertThat(appender.archiveThreads).isEqualTo(1);
		appender.accept(5);
		appender.batch();
		this.next.change = loss(FileLoss.Kind.TRUNCATED, 5);
		lookAndBatch(appender);
		this.next.change = loss(FileLoss.Kind.DELETED, 0);
		lookAndBatch(appender);
		assertThat(appender.recorder.losses).last().isEqualTo(loss(FileLoss.Kind.DELETED, 0));
	}

	@Test
	void anEmptyFileIsNotRotated() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		long ticket = askRotation(appender);
		assertThat(appender.batch()).isTrue();
		assertThat(error(appender.pending.rotation(), ticket)).isNull();
		assertThat(this.file.archives).isEmpty();
		assertThat(this.file.reopens).hasValue(0);
	}

	@Test
	void whatWasWrittenToAFileThatOthersEmptiedIsForced() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		appender.accept(10);
		appender.batch();
		this.file.emptied = true;
		askRotation(appender);
		appender.batch();
		assertThat(this.file.archives).isEmpty();
		assertThat(appender.durable()).isEqualTo(10);
	}

	@Test
	void whatIsAskedForWithASyncIsForcedOnce() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		appender.accept(10);
		appender.sync();
		askRotation(appender);
		appender.batch();
		assertThat(this.file.forces).hasValue(1);
		assertThat(this.file.archives).hasSize(1);
	}

	@Test
	void aFileThatOthersTookAwayIsReopenedAndNoArchive() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		this.file.gone = true;
		appender.accept(10);
		askRotation(appender);
		appender.batch();
		assertThat(appender.recorder.rotated).isEmpty();
		assertThat(appender.recorder.reopened).hasSize(1);
		assertThat(this.file.closes).hasValue(1);
		assertThat(appender.archiveThreads).isZero();
	}

	@Test
	void aRotationThatFailsIsServedWithTheCauseAndToldOf() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		this.file.archiveFault = TROUBLE;
		appender.accept(10);
		long ticket = askRotation(appender);
		assertThat(appender.batch()).isTrue();
		assertThat(error(appender.pending.rotation(), ticket)).isSameAs(TROUBLE);
		assertThat(appender.recorder.rotationFailures).containsExactly(TROUBLE);
		assertThat(appender.status().trouble().rotationFailure()).contains(TROUBLE);
		assertThat(appender.writer.file()).isSameAs(this.file);
		this.file.archiveFault = null;
		ticket = askRotation(appender);
		appender.batch();
		assertThat(error(appender.pending.rotation(), ticket)).isNull();
		assertThat(appender.status().trouble().rotationFailure()).isEmpty();
		assertThat(appender.recorder.rotationFailures).hasSize(1);
	}

	@Test
	void anArchiveThatHasItsNameBackIsTheFileAgain() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		appender.accept(10);
		this.file.next = null;
		long ticket = askRotation(appender);
		appender.batch();
		assertThat(error(appender.pending.rotation(), ticket)).hasMessage("the file was given its name back");
		assertThat(appender.recorder.rotated).isEmpty();
		assertThat(this.file.closes).hasValue(0);
		this.file.next = this.next;
		askRotation(appender);
		appender.batch();
		assertThat(this.file.archives).hasSize(2);
		assertThat(appender.recorder.rotated).hasSize(1);
	}

	@Test
	void anArchiveThatAReopenFindsInItsPlaceIsTheFileAgain() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		appender.accept(10);
		this.file.reopenFault = TROUBLE;
		askRotation(appender);
		appender.batch();
		assertThat(this.file.archives).hasSize(1);
		this.file.reopenFault = null;
		this.file.next = null;
		askReopen(appender);
		appender.batch();
		this.file.next = this.next;
		askRotation(appender);
		appender.batch();
		assertThat(this.file.archives).hasSize(2);
	}

	@Test
	void troubleWithTheOldFileIsNoneOfTheRotation() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		appender.accept(10);
		this.file.closeFault = TROUBLE;
		appender.poor = true;
		long ticket = askRotation(appender);
		appender.batch();
		assertThat(error(appender.pending.rotation(), ticket)).isNull();
		assertThat(appender.recorder.rotated).hasSize(1);
		assertThat(appender.recorder.rotationFailures).containsExactly(TROUBLE);
		// The archive thread could not be started, which lasts.
		assertThat(appender.status().trouble().rotationFailure())
			.hasValueSatisfying((cause) -> assertThat(cause).hasMessage("no thread can be started to see to archives"));
	}

	@Test
	void archivesThatCannotBeSeenToAreTold() {
		BatchedAppender appender = appender(AppenderOptions.builder());
		appender.accept(10);
		appender.poor = true;
		askRotation(appender);
		appender.batch();
		assertThat(appender.recorder.rotationFailures).singleElement()
			.satisfies((cause) -> assertThat(cause).hasMessage("no thread can be started to see to archives"));
	}

	@Test
	void aFullFileGivesPlaceToTheNextWithinABatch() {
		BatchedAppender appender = appender(
				AppenderOptions.builder().recreate(true).rotation(Rotation.builder().maxSize(4096).build()));
		this.file.change = loss(FileLoss.Kind.TRUNCATED, 1);
		appender.lookAgain();
		appender.accept(4000, 90, 300);
		appender.batch();
		assertThat(this.file.forced()).isEqualTo(4090);
		assertThat(this.next.size()).isEqualTo(300);
		assertThat(appender.written()).isEqualTo(4390);
		assertThat(appender.durable()).isEqualTo(4090);
		assertThat(appender.recorder.writtenBytes).hasValue(4390);
		assertThat(appender.recorder.writeNanos).isPositive();
		assertThat(appender.recorder.rotated).hasSize(1);
		assertThat(appender.recorder.rotatedBytes).isEqualTo(4090);
		// A new file has lost nothing yet.
		assertThat(appender.status().trouble().fileLoss()).isEmpty();
		this.next.change = loss(FileLoss.Kind.DELETED, 0);
		lookAndBatch(appender);
		assertThat(appender.recorder.losses).last().isEqualTo(loss(FileLoss.Kind.DELETED, 300));
	}

	@Test
	void aFullFileThatCannotBeRotatedIsWritten() {
		BatchedAppender appender = appender(
				AppenderOptions.builder().rotation(Rotation.builder().maxSize(4096).build()));
		this.file.archiveFault = TROUBLE;
		appender.accept(4000, 300);
		appender.batch();
		assertThat(this.file.size()).isEqualTo(4300);
		assertThat(appender.recorder.rotationFailures).containsExactly(TROUBLE);
		assertThat(appender.status().trouble().rotationFailure()).contains(TROUBLE);
	}

	@Test
	void archivesFollowALinkThatLeadsElsewhere() {
		for (Rotation rotation : List.of(Rotation.onDemand(), Rotation.builder().maxSize(4096).build())) {
			Named other = named();
			other.archivable = this.directory.resolve("other");
			other.next = this.next;
			BatchedAppender appender = appender(AppenderOptions.builder().rotation(rotation));
			this.file.next = other;
			askReopen(appender);
			appender.batch();
			assertThat(appender.archiveThreads).isEqualTo(rotation.isAutomatic() ? 1 : 0);
			appender.accept(10);
			askRotation(appender);
			appender.batch();
			assertThat(other.archives).containsExactly("other-2026-11-26T12-30-00.1");
		}
	}

}
