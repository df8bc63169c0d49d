package io.asyncappend.internal.cursor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each entry that was handed out is known until it is acknowledged, and no other. */
class HandedOutTest {

	private final HandedOut handedOut = new HandedOut(100);

	@Test
	void entriesAreKnownFromTheirEndsUntilAcknowledged() {
		for (int i = 1; i <= 1000; i++) {
			this.handedOut.addRecord(100 + 3 * i, i - 1);
		}
		assertThat(this.handedOut.last()).isEqualTo(3100);
		for (int i = 1; i <= 1000; i++) {
			assertThat(this.handedOut.contains(100 + 3 * i)).isTrue();
			assertThat(this.handedOut.contains(101 + 3 * i)).isFalse();
			assertThat(this.handedOut.index(100 + 3 * i, 0)).isEqualTo(i);
		}
		assertThat(this.handedOut.contains(100)).isFalse();
		this.handedOut.acknowledged(100 + 3 * 999);
		assertThat(this.handedOut.contains(100 + 3 * 999)).isFalse();
		assertThat(this.handedOut.contains(3100)).isTrue();
		this.handedOut.acknowledged(3100);
		assertThat(this.handedOut.contains(3100)).isFalse();
		this.handedOut.addRecord(3200, 1000);
		assertThat(this.handedOut.index(3200, 0)).isEqualTo(1001);
	}

	@Test
	void manyRoundsNeedNoMoreRoom() {
		long end = 100;
		for (int round = 0; round < 10_000; round++) {
			this.handedOut.addRecord(++end, round);
			this.handedOut.addRecord(++end, round);
			this.handedOut.acknowledged(end - 1);
			assertThat(this.handedOut.contains(end)).isTrue();
			this.handedOut.acknowledged(end);
		}
	}

	@Test
	void whatIsHandedOutAgainIsNotAddedAgain() {
		this.handedOut.addRecord(110, 0);
		this.handedOut.addRecord(120, 1);
		this.handedOut.addRecord(110, 0);
		assertThat(this.handedOut.addGap(120)).isFalse();
		assertThat(this.handedOut.last()).isEqualTo(120);
		this.handedOut.acknowledged(110);
		assertThat(this.handedOut.contains(120)).isTrue();
	}

	@Test
	void theRecordsOfAGapAreKnownByTheRecordAfterIt() {
		this.handedOut.addRecord(110, 4);
		assertThat(this.handedOut.addGap(120)).isTrue();
		assertThat(this.handedOut.addGap(130)).isTrue();
		assertThat(this.handedOut.index(130, 3)).isEqualTo(5);
		this.handedOut.addRecord(140, 9);
		assertThat(this.handedOut.index(130, 3)).isEqualTo(9);
		assertThat(this.handedOut.index(110, 3)).isEqualTo(5);
	}

	@Test
	void aGapAtTheBeginningHasTheRecordsThatAreKnown() {
		this.handedOut.addGap(120);
		assertThat(this.handedOut.index(120, 3)).isEqualTo(3);
	}

}
