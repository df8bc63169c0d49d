package io.asyncappend.internal.log;

import io.asyncappend.support.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** When a place is noted, and how it is dated, whatever the clock does. */
class LogIndexTest {

	@TempDir
	private Path directory;

	private final SettableClock clock = new SettableClock(Instant.EPOCH);

	private LogIndex index(long opened, long time) throws IOException {
		this.clock.now = Instant.ofEpochMilli(time);
		return new LogIndex(UUID.randomUUID(), this.directory.toRealPath().resolve("app.log"), null, opened,
				this.clock);
	}

	private boolean isMarkDue(LogIndex index, long position, long time) {
		this.clock.now = Instant.ofEpochMilli(time);
		return index.isMarkDue(position);
	}

	@Test
	void aMarkIsDueAfterAMegabyteOrHalfAMinute() throws IOException {
		LogIndex index = index(10, 100);
		assertThat(isMarkDue(index, 10, 1_000_000)).isFalse();
		index = index(10, 100);
		assertThat(isMarkDue(index, 11, 30_099)).isFalse();
		assertThat(isMarkDue(index, 9 + (1 << 20), 30_099)).isFalse();
		assertThat(isMarkDue(index, 10 + (1 << 20), 30_099)).isTrue();
		assertThat(isMarkDue(index, 11, 30_100)).isTrue();
		index.add(SparseIndexTest.mark(20, 1, 30_100));
		assertThat(isMarkDue(index, 21, 60_099)).isFalse();
		assertThat(isMarkDue(index, 21, 60_100)).isTrue();
		index.close();
	}

	@Test
	void aMarkIsDueAtOnceWhereTheClockIsSetBack() throws IOException {
		LogIndex index = index(0, 5000);
		assertThat(isMarkDue(index, 1, 6999)).isFalse();
		assertThat(isMarkDue(index, 1, 6000)).as("set back by less than a second").isFalse();
		assertThat(isMarkDue(index, 1, 5999)).isTrue();
		assertThat(isMarkDue(index, 0, 5999)).as("nothing is written").isFalse();
		assertThat(index.date()).isEqualTo(6999);
		assertThat(index.isSetBack()).isTrue();
		index.add(SparseIndexTest.mark(10, 1, index.date()));
		assertThat(index.isSetBack()).isFalse();
		assertThat(isMarkDue(index, 11, 5999)).as("once").isFalse();
		assertThat(isMarkDue(index, 11, 5998)).as("set back further").isTrue();
		assertThat(index.isSetBack()).as("what is written is dated").isFalse();
		assertThat(isMarkDue(index, 11, 35_998)).as("half a minute of the clock as it is now").isFalse();
		assertThat(isMarkDue(index, 11, 35_999)).isTrue();
		assertThat(isMarkDue(index, 11, 34_998)).as("set back again").isTrue();
		assertThat(index.isSetBack()).isTrue();
		index.close();
	}

	@Test
	void whatAFileHeldIsDatedByWhenItWasWrittenLast() throws IOException {
		LogIndex index = index(10, 5000);
		index.found(FileTime.fromMillis(4000));
		assertThat(index.date()).as("file systems round down").isEqualTo(7000);
		assertThat(isMarkDue(index, 11, 5000)).isFalse();
		index.found(FileTime.fromMillis(60_000));
		assertThat(index.date()).isEqualTo(63_000);
		assertThat(isMarkDue(index, 11, 5000)).as("the clock was set back since").isTrue();
		index.found(FileTime.fromMillis(Long.MAX_VALUE));
		assertThat(index.date()).isEqualTo(Long.MAX_VALUE);
		index = index(10, 5000);
		index.found(FileTime.from(Instant.MIN));
		assertThat(index.date()).isEqualTo(5000);
	}

	@Test
	void aClockThatIsSetBackEndsThePauseAfterAnError() throws IOException {
		LogIndex index = index(0, 100_000);
		assertThat(isMarkDue(index, 1, 130_000)).isTrue();
		index.pause();
		assertThat(isMarkDue(index, 1, 130_999)).isFalse();
		assertThat(isMarkDue(index, 1, 131_000)).isTrue();
		assertThat(isMarkDue(index, 1, 60_000)).isTrue();
	}

}
