package io.asyncappend.internal.file;

import io.asyncappend.FailureKind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Only what a second try may mend is tried again. */
class SpaceShortageTest {

	@ParameterizedTest
	@CsvSource({ "No space left on device, NO_SPACE", "write: No space left on device (ENOSPC), NO_SPACE",
			"Disk quota exceeded, QUOTA" })
	void aShortageIsToldByItsText(String message, FailureKind kind) {
		assertThat(SpaceShortage.of(new IOException(message), null)).contains(kind);
	}

	@Test
	void aLimitOfOurOwnIsAShortageOfItsOwn() {
		assertThat(SpaceShortage.of(new MinFreeException("less than 1 MB"), null)).contains(FailureKind.MIN_FREE);
	}

	@Test
	void aWriteThatNothingTellsOfIsNone() {
		assertThat(
				SpaceShortage.of(new IndeterminateWriteException("No space left on device", new IOException()), null))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Input/output error", "File too large", "Permission denied", "" })
	void anyOtherErrorIsNone(String message, @TempDir Path directory) {
		assertThat(SpaceShortage.of(new IOException(message), null)).isEmpty();
		assertThat(SpaceShortage.of(new IOException(message), directory.resolve("file"))).isEmpty();
		assertThat(SpaceShortage.of(new IOException((String) null), directory.resolve("none/file"))).isEmpty();
	}

}
