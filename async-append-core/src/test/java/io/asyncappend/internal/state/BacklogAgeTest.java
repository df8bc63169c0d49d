package io.asyncappend.internal.state;

import io.asyncappend.AppenderStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is on its way counts from when it was first seen, until all of that has arrived.
 */
class BacklogAgeTest {

	private final AppenderState state = new AppenderState("audit", 4096);

	@BeforeEach
	void lock() {
		this.state.lock.lock();
		this.state.seal();
	}

	@AfterEach
	void unlock() {
		this.state.lock.unlock();
	}

	private void accept(int bytes) {
		this.state.accept(new byte[bytes], 0, bytes);
	}

	private void write(int bytes) {
		assertThat(this.state.next(this.state.accepted(), bytes).remaining()).isEqualTo(bytes);
		this.state.wrote(bytes);
	}

	private void force() {
		this.state.forced(this.state.written(), this.state.writtenRecords(), 0);
	}

	private void see(long now) {
		this.state.seeBacklog(this.state.accepted(), now);
	}

	private void requireAges(long now, long unwritten, long undurable) {
		assertThat(this.state.age(now))
			.isEqualTo(new AppenderStatus.Age(Duration.ofNanos(unwritten), Duration.ofNanos(undurable)));
	}

	@Test
	void nothingOnItsWayHasNoAge() {
		see(100);
		requireAges(200, 0, 0);
		accept(10);
		write(10);
		force();
		see(300);
		requireAges(400, 0, 0);
	}

	@Test
	void whatWasSeenCountsFromThen() {
		accept(10);
		requireAges(50, 0, 0);
		see(100);
		requireAges(100, 0, 0);
		requireAges(170, 70, 70);
		write(10);
		requireAges(180, 0, 80);
		force();
		requireAges(190, 0, 0);
	}

	@Test
	void aPartOfItIsAsOldAsAllOfIt() {
		accept(10);
		accept(10);
		see(100);
		write(19);
		force();
		requireAges(170, 70, 70);
		write(1);
		requireAges(180, 0, 80);
	}

	@Test
	void anotherLookMakesNothingYounger() {
		accept(10);
		see(100);
		accept(10);
		see(150);
		requireAges(170, 70, 70);
	}

	@Test
	void whatCameLaterCountsFromTheLookAfterTheFirstHasArrived() {
		accept(10);
		see(100);
		accept(10);
		see(150);
		write(10);
		force();
		requireAges(170, 0, 0);
		see(180);
		write(5);
		requireAges(190, 10, 10);
	}

	@Test
	void anUndurableRecordIsNoYoungerThanTheOldestUnwritten() {
		accept(10);
		write(10);
		see(100);
		accept(10);
		see(150);
		force();
		see(200);
		requireAges(250, 100, 100);
	}

	@Test
	void aClockMayBeNegativeAndOverflow() {
		accept(10);
		see(Long.MAX_VALUE - 5);
		requireAges(Long.MIN_VALUE + 4, 10, 10);
	}

}
