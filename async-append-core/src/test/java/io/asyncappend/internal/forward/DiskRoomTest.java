package io.asyncappend.internal.forward;

import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The limit or the end of the disk, whichever comes first. */
class DiskRoomTest {

	private final AtomicLong clock = new AtomicLong();

	private final FakeLog log = new FakeLog(Path.of("."));

	private DiskRoom room(long limit, ForwardOptions.OnDiskLimit action) {
		return new DiskRoom(this.log, ForwardOptions.builder().diskLimit(limit).onDiskLimit(action).build(),
				this.clock::get);
	}

	/** Of 10 bytes in 10 seconds. */
	private Optional<Duration> untilFull(DiskRoom room) {
		room.look(0);
		this.log.add("123456789");
		this.clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
		return room.status(0).untilFull();
	}

	@Test
	void theLimitComesFirst() {
		this.log.freeBytes = OptionalLong.of(1_000_000);
		assertThat(untilFull(room(40, ForwardOptions.OnDiskLimit.BLOCK))).contains(Duration.ofSeconds(30));
	}

	@Test
	void theEndOfTheDiskComesFirst() {
		this.log.freeBytes = OptionalLong.of(20);
		assertThat(untilFull(room(4000, ForwardOptions.OnDiskLimit.BLOCK))).contains(Duration.ofSeconds(20));
	}

	@Test
	void withoutALimitTheDiskCounts() {
		DiskRoom room = room(0, ForwardOptions.OnDiskLimit.FAIL);
		assertThat(untilFull(room)).isEmpty();
		this.log.freeBytes = OptionalLong.of(5);
		assertThat(room.status(0).untilFull()).contains(Duration.ofSeconds(5));
		this.log.freeBytes = OptionalLong.of(0);
		assertThat(room.status(0).untilFull()).contains(Duration.ZERO);
	}

	@Test
	void whatIsForwardedDoesNotCount() {
		DiskRoom room = room(40, ForwardOptions.OnDiskLimit.BLOCK);
		untilFull(room);
		assertThat(room.status(10).untilFull()).isEmpty();
		assertThat(room.status(20))
			.isEqualTo(new ForwardStatus.Disk(40, ForwardOptions.OnDiskLimit.BLOCK, false, Optional.empty(), 0));
	}

	@Test
	void itIsFullAtTheLimit() {
		DiskRoom room = room(10, ForwardOptions.OnDiskLimit.DROP_OLDEST);
		assertThat(untilFull(room)).contains(Duration.ZERO);
		assertThat(room.status(0).reached()).isTrue();
		assertThat(room.lastStatus().reached()).isFalse();
	}

}
