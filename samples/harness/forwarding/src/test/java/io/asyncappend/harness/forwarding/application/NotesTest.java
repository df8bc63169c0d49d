package io.asyncappend.harness.forwarding.application;

import io.asyncappend.LogGap;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What of that which was known as forwarded must be kept. */
class NotesTest {

	@TempDir
	private Path directory;

	private Notes notes;

	@BeforeEach
	void open() throws IOException {
		this.notes = new Notes(this.directory.resolve("notes"));
	}

	private void known(String lines) throws IOException {
		try (OutputStream history = this.notes.writeHistory()) {
			history.write(lines.getBytes(StandardCharsets.US_ASCII));
		}
	}

	@Test
	void whatWasKnownBeforeTheEndMustBeKept() throws IOException {
		known("100 10\n200 20\n300 30\n");
		this.notes.ended(299);
		assertThat(this.notes.kept()).isEqualTo(20);
		assertThat(new Notes(this.directory.resolve("notes")).kept()).isEqualTo(20);
	}

	@Test
	void aProcessThatKnewLessThanAnotherBeforeItKeepsNoLess() throws IOException {
		known("100 10\n");
		this.notes.ended(100);
		known("200 0\n300 5\n");
		this.notes.ended(250);
		assertThat(this.notes.kept()).isEqualTo(10);
	}

	@Test
	void nothingMustBeKeptOfAProcessThatKnewNothing() throws IOException {
		this.notes.ended(100);
		assertThat(this.notes.kept()).isZero();
	}

	@Test
	void recordsThatACrashCutAreKnownAndOtherGapsAreNoExcuse() throws IOException {
		assertThat(this.notes.cut()).isEmpty();
		this.notes.missing(new LogGap(10, 17, LogGap.Reason.CUT, "a crash"));
		this.notes.missing(new LogGap(20, 30, LogGap.Reason.DAMAGED, "an archive"));
		assertThat(new Notes(this.directory.resolve("notes")).cut()).isEqualTo(Map.of(10L, 17L));
	}

}
