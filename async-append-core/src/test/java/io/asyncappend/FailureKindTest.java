package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an appender met is told by kind, and how long it was degraded is counted. */
class FailureKindTest extends Faulty {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "No space left on device, NO_SPACE", "Disk quota exceeded, QUOTA" })
	void aShortageDegradesAndItsTimeIsCounted(String error, FailureKind kind) {
		AsyncAppender appender = open(smallest());
		for (int outage = 1; outage <= 3; outage++) {
			this.file.writeFault = (n) -> new IOException(error);
			appender.append(bytes(10));
			await().until(() -> appender.status().state() == AppenderStatus.State.DEGRADED);
			AppenderStatus degraded = appender.status();
			assertThat(degraded.trouble().failureKind()).contains(kind);
			assertThat(degraded.trouble().degradations()).isEqualTo(outage);
			await().until(() -> appender.status().trouble().degraded().compareTo(degraded.trouble().degraded()) > 0);
			this.file.writeFault = (n) -> null;
			appender.flush();
			AppenderStatus recovered = appender.status();
			assertThat(recovered.trouble().failureKind()).isEmpty();
			assertThat(recovered.trouble().degraded()).isGreaterThan(degraded.trouble().degraded())
				.isEqualTo(appender.status().trouble().degraded());
		}
	}

	@ParameterizedTest
	@CsvSource({ "No space left on device, NO_SPACE", "Disk quota exceeded, QUOTA", "Input/output error, WRITE" })
	void aWriteThatIsGivenUpFailsForItsKind(String error, FailureKind kind) {
		this.file.writeFault = (n) -> new IOException(error);
		AsyncAppender appender = open(smallest().writeRetry(Duration.ZERO));
		appender.append(bytes(10));
		await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		assertThat(appender.status().trouble().failureKind()).contains(kind);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Input/output error", "No space left on device", "Disk quota exceeded" })
	void aForceThatFailsIsOfOneKindWhateverItsError(String error) {
		this.file.forceFault = (n) -> new IOException(error);
		AsyncAppender appender = open(smallest());
		appender.append(bytes(10));
		assertThatThrownBy(appender::sync).isInstanceOf(AppenderFailedException.class);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.FORCE);
		assertThat(this.file.forces).hasValue(1);
	}

	@Test
	void anErrorOfTheLoopIsOfAnotherKind() {
		this.file.writeFault = (n) -> new StackOverflowError("on purpose");
		AsyncAppender appender = open(smallest());
		appender.append(bytes(10));
		await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.OTHER);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whereLessIsFreeThanIsToBeKeptNothingIsWritten(boolean enabled) {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		Path path = this.directory.resolve("file");
		AsyncAppender appender = this.factory.open("name", path,
				smallest().minFree(Long.MAX_VALUE / 2).writeRetry(Duration.ofMillis(100)).build());
		assertThatThrownBy(() -> {
			appender.append(bytes(10));
			appender.flush();
		}).isInstanceOf(AppenderFailedException.class).hasMessageContaining("(min-free)");
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.MIN_FREE);
		assertThat(this.recorder.degraded).hasSize(1);
		assertThat(path).isEmptyFile();
	}

	@Test
	void whereEnoughIsFreeAllIsWritten() {
		Path path = this.directory.resolve("file");
		AsyncAppender appender = this.factory.open("name", path, smallest().minFree(1).build());
		for (int i = 0; i < 100; i++) {
			appender.append(bytes(SMALLEST));
		}
		appender.close();
		assertThat(path).hasSize(100L * SMALLEST);
	}

}
