package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStorage;
import io.asyncappend.Rotation;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.archive.ArchiveHolds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What is done to archives is told, and stands in the status. */
@Timeout(60)
class RotatedFilesTest {

	@TempDir
	private Path directory;

	private final FaultyFile file = new FaultyFile();

	private BatchedAppender appender(Rotation rotation) {
		this.file.archivable = this.directory.resolve("log");
		return new BatchedAppender(AppenderOptions.builder().rotation(rotation), this.file);
	}

	private BatchedAppender appender() {
		return appender(Rotation.onDemand());
	}

	@Test
	void whatIsDoneToArchivesIsTold() {
		BatchedAppender appender = appender();
		Path archive = this.directory.resolve("log.1");
		appender.rotatedFiles.compressed(archive, 10);
		appender.rotatedFiles.leftOut(archive, "has 2 names");
		appender.rotatedFiles.deleted(archive, 10);
		assertThat(appender.recorder.compressed).containsExactly(archive);
		assertThat(appender.recorder.leftOut).containsExactly("log.1 has 2 names");
		assertThat(appender.recorder.deleted).containsExactly(archive);
	}

	@Test
	void whatCouldNotBeDoneStandsInTheStatusUntilItIs() {
		BatchedAppender appender = appender();
		IOException cause = new IOException("trouble");
		appender.rotatedFiles.failed(cause);
		assertThat(appender.recorder.rotationFailures).containsExactly(cause);
		assertThat(appender.status().trouble().rotationFailure()).contains(cause);
		assertThat(appender.state.lock.isLocked()).isFalse();
		appender.rotatedFiles.maintained();
		assertThat(appender.status().trouble().rotationFailure()).isEmpty();
		assertThat(appender.recorder.rotationFailures).hasSize(1);
	}

	@Test
	void archivesAreCounted() {
		BatchedAppender appender = appender();
		appender.rotatedFiles.counted(new AppenderStorage.Archives(3, 300));
		assertThat(appender.state.lock.isLocked()).isFalse();
		assertThat(appender.status().storage().archives()).contains(new AppenderStorage.Archives(3, 300));
	}

	@Test
	void onlyWhatRotatesByItselfIsSeenToAtTheOpening() {
		BatchedAppender asked = appender();
		asked.rotatedFiles.opened();
		assertThat(asked.archiveThreads).isZero();
		BatchedAppender automatic = appender(Rotation.builder().maxSize(4096).build());
		assertThat(automatic.archiveThreads).isZero();
		automatic.rotatedFiles.opened();
		assertThat(automatic.archiveThreads).isEqualTo(1);
	}

	@Test
	void aFileThatCannotBeRotatedHasNoArchives() throws IOException {
		BatchedAppender appender = new BatchedAppender(AppenderOptions.builder(), this.file);
		assertThat(appender.rotatedFiles.current()).isNull();
		assertThat(appender.rotatedFiles.archives()).isEmpty();
		assertThat(appender.rotatedFiles.rotated()).isNull();
		assertThat(appender.rotatedFiles.follow(this.file)).isFalse();
		assertThat(appender.archiveThreads).isZero();
	}

	@Test
	void archivesAreThoseOfThePlaceWhereTheFileLies() throws IOException {
		BatchedAppender appender = appender();
		Path archive = Files.writeString(this.directory.resolve("log-2026-11-26.1"), "x");
		Path other = Files.writeString(this.directory.resolve("other-2026-11-26.1"), "x");
		assertThat(appender.rotatedFiles.archives()).containsExactly(archive);
		assertThat(appender.rotatedFiles.follow(this.file)).isFalse();
		this.file.archivable = this.directory.resolve("other");
		assertThat(appender.rotatedFiles.follow(this.file)).isTrue();
		assertThat(appender.rotatedFiles.archives()).containsExactly(other);
		this.file.archivable = null;
		assertThat(appender.rotatedFiles.follow(this.file)).isFalse();
	}

	@Test
	void theArchivesThatAreSeenToAreThoseOfTheFile() {
		BatchedAppender appender = appender(Rotation.builder().maxSize(4096).compress(true).build());
		writeArchive("log-2026-11-26.1");
		writeArchive("other-2026-11-26.1");
		assertThat(appender.rotatedFiles.rotated()).isNull();
		this.file.archivable = this.directory.resolve("other");
		appender.rotatedFiles.follow(this.file);
		assertThat(appender.rotatedFiles.rotated()).isNull();
		// As that of both, and twice of the second, in one go.
		assertThat(appender.rotatedFiles.rotated()).isNull();
		appender.runArchiveThread();
		assertThat(appender.recorder.compressed).containsExactly(this.directory.resolve("log-2026-11-26.1.gz"),
				this.directory.resolve("other-2026-11-26.1.gz"));
		assertThat(appender.recorder.rotationFailures).isEmpty();
	}

	@Test
	void archivesStayForWhatNeedsThemOnceTheirMaintenanceWaits() {
		Rotation rotation = Rotation.builder().maxSize(4096).keepFiles(1).build();
		writeArchive("log-2026-11-25.1");
		writeArchive("log-2026-11-26.1");
		BatchedAppender kept = appender(rotation);
		assertThat(kept.rotatedFiles.rotated()).isNull();
		kept.rotatedFiles.keepFor(new ArchiveHolds() {

			@Override
			public int free(List<Path> archives) {
				return 0;
			}

			@Override
			public boolean isAny() {
				return true;
			}

			@Override
			public boolean overrun(Path archive) {
				return true;
			}

		});
		kept.runArchiveThread();
		assertThat(kept.recorder.deleted).isEmpty();
		BatchedAppender alone = appender(rotation);
		assertThat(alone.rotatedFiles.rotated()).isNull();
		alone.runArchiveThread();
		assertThat(alone.recorder.deleted).containsExactly(this.directory.resolve("log-2026-11-25.1"));
	}

	/** Is on disk under the name of an archive as well, and cannot be opened again. */
	private final class Renamed extends FaultyFile {

		private final boolean gone;

		private Renamed(boolean gone) {
			this.gone = gone;
			this.named = true;
			this.archivable = RotatedFilesTest.this.directory.resolve("log");
			this.reopenFault = new IOException("trouble");
		}

		@Override
		public boolean archive(Path name) {
			writeArchive(name.getFileName().toString());
			return !this.gone;
		}

	}

	private BatchedAppender rotated(Renamed renamed) {
		BatchedAppender appender = new BatchedAppender(
				AppenderOptions.builder().rotation(Rotation.builder().compress(true).build()), renamed);
		appender.accept(10);
		appender.locking(appender.pending.rotation()::ask);
		appender.batch();
		assertThat(appender.recorder.rotationFailures).containsExactly((IOException) renamed.reopenFault);
		appender.rotatedFiles.rotated();
		appender.runArchiveThread();
		renamed.reopenFault = null;
		return appender;
	}

	@Test
	void anArchiveThatIsStillWrittenIsLeftAlone() {
		Renamed renamed = new Renamed(false);
		BatchedAppender appender = rotated(renamed);
		assertThat(appender.recorder.compressed).isEmpty();
		renamed.next = new Renamed(false);
		appender.locking(appender.pending.rotation()::ask);
		appender.batch();
		appender.runArchiveThread();
		assertThat(appender.recorder.compressed).hasSize(1);
	}

	@Test
	void aNameThatTheFileHasNoMoreMayBeThatOfAnArchive() {
		BatchedAppender appender = rotated(new Renamed(false));
		appender.locking(appender.pending.reopen()::ask);
		appender.batch();
		appender.rotatedFiles.rotated();
		appender.runArchiveThread();
		assertThat(appender.recorder.compressed).hasSize(1);
	}

	@Test
	void aNameThatWasNotGivenMayBeThatOfAnArchive() {
		assertThat(rotated(new Renamed(true)).recorder.compressed).hasSize(1);
	}

	private void writeArchive(String name) {
		try {
			Files.writeString(this.directory.resolve(name), "content");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
