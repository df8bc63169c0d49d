package io.asyncappend.internal.file;

import io.asyncappend.FileLoss;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.concurrent.Deadline;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A loss is told once it is sure, with what it took, and once. */
class ExternalChangeWatchTest {

	private final ExternalChangeWatch watch = new ExternalChangeWatch();

	private final FaultyFile file = new FaultyFile();

	private FileLoss look(FileLoss change, long written, boolean atOnce) throws IOException {
		this.file.change = change;
		return this.watch.look(this.file, written, atOnce);
	}

	private static FileLoss deleted(long bytes) {
		return FileLoss.of(FileLoss.Kind.DELETED, bytes);
	}

	private static FileLoss replaced(long bytes) {
		return FileLoss.of(FileLoss.Kind.REPLACED, bytes);
	}

	@Test
	void anAppenderThatIsNotUsedNeedsNoTimer() throws IOException {
		assertThat(this.watch.untilDue()).isEqualTo(Deadline.NEVER);
		this.watch.used();
		assertThat(this.watch.untilDue()).isBetween(0L, TimeUnit.MILLISECONDS.toNanos(250));
		this.watch.lookAgain();
		assertThat(this.watch.isDue()).isTrue();
		look(null, 0, false);
		assertThat(this.watch.untilDue()).isBetween(0L, TimeUnit.MILLISECONDS.toNanos(250));
	}

	@Test
	void norDoesOneThatWasNeverUsed() throws IOException {
		look(null, 0, false);
		assertThat(this.watch.untilDue()).isEqualTo(Deadline.NEVER);
	}

	@Test
	void aLookIsNotDueAtOnce() {
		// Again, where this thread did not run for long in between.
		Awaitility.await().until(() -> !new ExternalChangeWatch().isDue());
		Awaitility.await().until(() -> {
			ExternalChangeWatch used = new ExternalChangeWatch();
			used.used();
			return used.untilDue() > 0;
		});
	}

	@Test
	void theNextLookIsDueAfterAnInterval() {
		// Again, where this thread did not run for long in between.
		Awaitility.await().until(() -> {
			this.watch.lookAgain();
			this.watch.used();
			assertThat(this.watch.untilDue()).isZero();
			look(null, 0, false);
			return this.watch.untilDue() > 0;
		});
	}

	@Test
	void aNameThatIsGoneIsALossTheSecondTime() throws IOException {
		assertThat(look(null, 10, false)).isNull();
		assertThat(look(deleted(0), 15, false)).isNull();
		assertThat(look(deleted(0), 17, false)).isEqualTo(deleted(7));
		assertThat(look(deleted(0), 20, false)).isEqualTo(deleted(10));
		assertThat(look(replaced(0), 21, false)).isNull();
		assertThat(look(replaced(0), 22, false)).isEqualTo(replaced(12));
		assertThat(look(null, 30, false)).isNull();
		assertThat(look(replaced(0), 31, false)).isNull();
		assertThat(look(replaced(0), 32, false)).isEqualTo(replaced(2));
	}

	@Test
	void orTheFirstTimeIfNoTimeIsToBeLost() throws IOException {
		this.watch.named(10);
		assertThat(look(deleted(0), 15, true)).isEqualTo(deleted(5));
	}

	@Test
	void whatWasCutIsALossAtOnce() throws IOException {
		FileLoss cut = FileLoss.of(FileLoss.Kind.TRUNCATED, 3);
		assertThat(look(cut, 10, false)).isEqualTo(cut);
		assertThat(look(deleted(0), 15, true)).isEqualTo(deleted(5));
	}

	@Test
	void aLossIsNewsOnceUntilThePathNamesTheFileAgain() {
		FileLoss cut = FileLoss.of(FileLoss.Kind.TRUNCATED, 3);
		assertThat(this.watch.isNews(cut)).isTrue();
		assertThat(this.watch.isNews(cut)).isTrue();
		assertThat(this.watch.isNews(deleted(1))).isTrue();
		assertThat(this.watch.isNews(deleted(1))).isFalse();
		assertThat(this.watch.isNews(replaced(1))).isFalse();
		assertThat(this.watch.isNews(cut)).isTrue();
		this.watch.named(0);
		assertThat(this.watch.isNews(deleted(1))).isTrue();
	}

}
