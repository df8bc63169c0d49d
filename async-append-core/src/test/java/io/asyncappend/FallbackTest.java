package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Where no thread can be had the appender is synchronous, says so, and nothing hangs. */
@Timeout(60)
class FallbackTest {

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private volatile boolean noThreads = true;

	private final FileAppenderFactory factory = new FileAppenderFactory.Builder().listener(this.recorder)
		.build((thread) -> {
			if (this.noThreads) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			thread.start();
		});

	@AfterEach
	void close() {
		this.factory.close();
	}

	private AsyncAppender open() {
		return this.factory.open("fallen-back", this.directory.resolve("file"));
	}

	@Test
	void closeOfAnUnusedAppenderEnds() throws Exception {
		AsyncAppender appender = open();
		Crew.run(appender::close).join();
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
	}

	@Test
	void reopenOfAnUnusedAppenderEnds() throws Exception {
		AsyncAppender appender = open();
		Crew.run(appender::reopen).join();
		Crew.run(appender::close).join();
	}

	@Test
	void syncEndsWhenTheThreadsAreGone() throws Exception {
		this.noThreads = false;
		AsyncAppender appender = open();
		appender.append(new byte[10]);
		appender.flush();
		Faulty.await().until(() -> this.factory.threads() == 0);
		this.noThreads = true;
		// With a limit, as who waits without one does not need a thread.
		Crew.run(() -> appender.sync(Duration.ofSeconds(10))).join();
		assertThat(appender.status().positions().durable()).isEqualTo(10);
		assertThat(appender.status().mode()).isEqualTo(AppenderStatus.Mode.SYNCHRONOUS);
	}

	@Test
	void itSaysWhyAndTriesAgainWhenEnabled() {
		AsyncAppender appender = open();
		assertThat(appender.append(new byte[10])).isEqualTo(10);
		assertThat(appender.status().positions().written()).isEqualTo(10);
		assertThat(appender.status().fallbackReason()).get()
			.asString()
			.contains("no I/O thread could be started", "unable to create native thread");
		assertThat(this.recorder.fallbacks).containsExactly(appender.status().fallbackReason().orElseThrow());
		this.noThreads = false;
		this.factory.enable();
		assertThat(appender.status().mode()).isEqualTo(AppenderStatus.Mode.ASYNCHRONOUS);
		assertThat(appender.status().fallbackReason()).isEmpty();
		appender.append(new byte[10]);
		appender.flush();
		assertThat(this.factory.threads()).isEqualTo(1);
		assertThat(appender.status().mode()).isEqualTo(AppenderStatus.Mode.ASYNCHRONOUS);
	}

	@Test
	void anAcceptedRecordIsWrittenWithoutMemoryForTheFallbackReason() throws Exception {
		FileAppenderFactory starved = new FileAppenderFactory.Builder().build((thread) -> {
			throw new Error() {

				private static final long serialVersionUID = 1L;

				@Override
				public String toString() {
					throw new OutOfMemoryError("Java heap space");
				}

			};
		});
		AsyncAppender appender = starved.open("starved", this.directory.resolve("starved"));
		assertThat(appender.append(new byte[10])).isEqualTo(10);
		Crew.run(appender::sync).join();
		assertThat(appender.status().positions().durable()).isEqualTo(10);
		assertThat(appender.status().fallbackReason()).contains("no memory to schedule the I/O thread");
		Crew.run(starved::close).join();
	}

}
