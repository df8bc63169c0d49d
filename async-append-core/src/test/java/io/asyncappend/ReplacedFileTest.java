package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of the old file is told, though another one has taken its place. */
class ReplacedFileTest extends Faulty {

	private final FaultyFile next = new FaultyFile();

	private final IOException error = new IOException("Input/output error");

	private AsyncAppender used(boolean recreate) {
		this.file.named = true;
		this.next.named = true;
		this.file.next = this.next;
		AsyncAppender appender = open(AppenderOptions.builder().recreate(recreate));
		write(appender);
		return appender;
	}

	private static void write(AsyncAppender appender) {
		appender.append(bytes(10));
		appender.flush();
	}

	@Test
	void anErrorOfTheCloseReachesTheThreadThatReopens() {
		AsyncAppender appender = used(false);
		this.file.closeFault = this.error;
		assertThatThrownBy(appender::reopen).isInstanceOf(AppendException.class).hasCause(this.error);
		write(appender);
		assertThat(this.next.size()).isEqualTo(10);
		assertThat(this.file.closes).hasValue(1);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void anErrorOfTheCloseIsReportedWithTheLoss() {
		AsyncAppender appender = used(true);
		this.file.closeFault = this.error;
		this.file.change = FileLoss.of(FileLoss.Kind.DELETED, 0);
		await().until(() -> this.recorder.losses.size() == 1);
		assertThat(this.recorder.losses.get(0).recreateFailure()).containsSame(this.error);
		write(appender);
		assertThat(this.next.size()).isEqualTo(10);
	}

	@Test
	void aFileThatCannotBeReopenedIsStillLostInTheStatus() {
		AsyncAppender appender = used(false);
		this.file.change = FileLoss.of(FileLoss.Kind.DELETED, 0);
		await().until(() -> this.recorder.losses.size() == 1);
		FileLoss loss = new FileLoss(FileLoss.Kind.DELETED, 10, Optional.empty());
		assertThat(appender.status().trouble().fileLoss()).contains(loss);
		this.file.reopenFault = this.error;
		assertThatThrownBy(appender::reopen).isInstanceOf(AppendException.class).hasCause(this.error);
		assertThat(appender.status().trouble().fileLoss()).contains(loss);
		this.file.reopenFault = null;
		appender.reopen();
		assertThat(appender.status().trouble().fileLoss()).isEmpty();
	}

	@Test
	void aSecondLossIsReportedOnceThePathNamedTheFileAgain() {
		AtomicInteger seen = new AtomicInteger();
		FaultyFile watched = new FaultyFile() {

			@Override
			public FileLoss check() throws IOException {
				FileLoss change = super.check();
				seen.addAndGet((change == null) ? 1 : 0);
				return change;
			}

		};
		watched.named = true;
		AsyncAppender appender = this.factory.open("watched", watched, AppenderOptions.defaults());
		for (int losses = 1; losses <= 3; losses++) {
			int expected = losses;
			write(appender);
			watched.change = FileLoss.of(FileLoss.Kind.DELETED, 0);
			await().until(() -> this.recorder.losses.size() == expected);
			int before = seen.get();
			watched.change = null;
			write(appender);
			await().until(() -> seen.get() > before);
		}
		assertThat(this.recorder.losses).hasSize(3);
	}

	@Test
	void aLossIsReportedOnceAsLongAsItLasts() {
		AsyncAppender appender = used(false);
		AtomicInteger looks = new AtomicInteger();
		this.file.change = FileLoss.of(FileLoss.Kind.DELETED, 0);
		await().until(() -> this.recorder.losses.size() == 1);
		await().until(() -> {
			write(appender);
			return looks.incrementAndGet() > 300;
		});
		assertThat(this.recorder.losses).hasSize(1);
	}

}
