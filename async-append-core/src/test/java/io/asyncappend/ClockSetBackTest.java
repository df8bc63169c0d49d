package io.asyncappend;

import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is done to the clock, and however often the process ends meanwhile, a reader
 * begins not later than with the first record that was written after a time.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "files are known by the numbers of Unix")
class ClockSetBackTest {

	private static final int HOUR = 3600;

	@TempDir
	private Path directory;

	private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T09:15:00Z"));

	/** When each record was written, and where it begins. */
	private final List<Instant> times = new ArrayList<>();

	private final List<Long> positions = new ArrayList<>();

	private int archives;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	@BeforeEach
	void begin() {
		open();
		append();
		appendLater();
		pass(20);
		append();
	}

	private void open() {
		this.factory = new FileAppenderFactory.Builder().clock(this.clock).build();
		this.appender = this.factory.open("log", file(),
				AppenderOptions.builder().rotation(Rotation.onDemand()).build());
	}

	@AfterEach
	void close() {
		this.factory.close();
	}

	private Path file() {
		return this.directory.resolve("log");
	}

	private void pass(int seconds) {
		this.clock.now = this.clock.now.plusSeconds(seconds);
	}

	private void append() {
		this.times.add(this.clock.now);
		byte[] record = (this.times.size() + "\n").getBytes(StandardCharsets.US_ASCII);
		this.positions.add(this.appender.append(record) - record.length);
		this.appender.flush();
	}

	/** After a while that is long enough for a mark. */
	private void appendLater() {
		pass(31);
		append();
	}

	/** The file was written when the last record was, by the clock of that time. */
	private void restart() throws IOException {
		restart(null);
	}

	private void restart(Path renamed) throws IOException {
		this.factory.close();
		if (Files.size(file()) > 0) {
			Files.setLastModifiedTime(file(), FileTime.from(this.times.get(this.times.size() - 1)));
		}
		if (renamed != null) {
			Files.move(file(), renamed);
		}
		open();
		assertThat(this.appender.status().log().orElseThrow().origin()).isEqualTo(LogStatus.Origin.CONTINUED);
	}

	/** It ended between the two steps of a rotation. */
	private void interruptRotation() throws IOException {
		restart(this.directory.resolve("log-2020-01-01T00-00-00." + ++this.archives));
	}

	private long position(Instant after) {
		try (LogReader reader = this.appender.reader().after(after).open()) {
			return reader.position();
		}
	}

	private void requireAllIsFound() {
		for (int i = 0; i < this.times.size(); i++) {
			// The clock tells milliseconds.
			assertThat(position(this.times.get(i).minusMillis(1))).as("record %d at %s", i, this.times.get(i))
				.isLessThanOrEqualTo(this.positions.get(i));
		}
	}

	@Test
	void whatWasWrittenBeforeTheClockWasSetBackIsFound() {
		pass(-2 * HOUR);
		append();
		appendLater();
		appendLater();
		requireAllIsFound();
	}

	@Test
	void whatWasWrittenTwoRestartsAgoIsFound() throws IOException {
		pass(-2 * HOUR);
		append();
		restart();
		append();
		restart();
		appendLater();
		requireAllIsFound();
	}

	@Test
	void whatWasWrittenBeforeRestartsWithAnEarlierClockIsFound() throws IOException {
		pass(-2 * HOUR);
		restart();
		append();
		requireAllIsFound();
		restart();
		appendLater();
		requireAllIsFound();
	}

	@Test
	void whatARotationThatWasInterruptedHasRenamedIsFound() throws IOException {
		pass(-2 * HOUR);
		interruptRotation();
		append();
		appendLater();
		requireAllIsFound();
	}

	@Test
	void aClockThatIsSetBackLittleByLittleHidesNothing() throws IOException {
		for (int i = 0; i < 40; i++) {
			this.clock.now = this.clock.now.minusMillis(900);
			append();
		}
		restart();
		appendLater();
		requireAllIsFound();
	}

	@Test
	void marksGoOnWhereTheClockWasSetBack() {
		pass(-2 * HOUR);
		append();
		for (int i = 0; i < 400; i++) {
			appendLater();
		}
		requireAllIsFound();
		Instant last = this.times.get(this.times.size() - 1);
		assertThat(position(last)).as("once the clock has caught up, little is read again")
			.isGreaterThanOrEqualTo(this.positions.get(this.positions.size() - 3));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void whateverIsDoneToTheClockNothingIsHidden(long seed) throws IOException {
		Random random = new Random(seed);
		for (int step = 0; step < 150; step++) {
			pass(random.nextInt((random.nextInt(4) == 0) ? 60 : 12));
			switch (random.nextInt(16)) {
				case 0 -> pass(-random.nextInt(2 * HOUR));
				case 1 -> this.clock.now = this.clock.now.minusMillis(random.nextInt(2000));
				case 2 -> pass(random.nextInt(HOUR));
				case 3 -> restart();
				case 4 -> {
					if (Files.size(file()) > 0) {
						interruptRotation();
					}
				}
				case 5 -> this.appender.rotate();
				default -> append();
			}
		}
		requireAllIsFound();
	}

}
