package io.asyncappend.internal.state;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which records there is room for while others are not forwarded. */
class ForwardBacklogTest {

	private final ForwardBacklog backlog = new ForwardBacklog(100, false, 1000);

	@Test
	void asMuchFitsAsTheLimitSays() {
		assertThat(this.backlog.fits(1000, 100)).isTrue();
		assertThat(this.backlog.fits(1099, 1)).isTrue();
		assertThat(this.backlog.isReached()).isFalse();
		assertThat(this.backlog.fits(1099, 2)).isFalse();
		assertThat(this.backlog.isReached()).isTrue();
	}

	@Test
	void aLargerRecordFitsOnceAllIsForwarded() {
		assertThat(this.backlog.fits(1000, 101)).isTrue();
		assertThat(this.backlog.fits(1001, 101)).isFalse();
		assertThat(this.backlog.forwarded(1001)).isTrue();
		assertThat(this.backlog.fits(1001, 101)).isTrue();
	}

	@Test
	void itIsReachedUntilATenthIsFreeAndTheLargestRecordFits() {
		assertThat(this.backlog.fits(1100, 50)).isFalse();
		this.backlog.forwarded(1009);
		this.backlog.released(1100);
		assertThat(this.backlog.isReached()).isTrue();
		this.backlog.forwarded(1049);
		this.backlog.released(1100);
		assertThat(this.backlog.isReached()).isTrue();
		this.backlog.forwarded(1050);
		this.backlog.released(1100);
		assertThat(this.backlog.isReached()).isFalse();
		assertThat(this.backlog.forwarded(1051)).isFalse();
	}

	@Test
	void whatIsForwardedNeverGoesBack() {
		this.backlog.forwarded(1050);
		this.backlog.forwarded(1020);
		assertThat(this.backlog.fits(1150, 1)).isFalse();
		assertThat(this.backlog.fits(1149, 1)).isTrue();
	}

	@Test
	void itIsNearWhereTheBufferMightGoBeyond() {
		assertThat(this.backlog.isNear(1040, 60)).isFalse();
		assertThat(this.backlog.isNear(1040, 61)).isTrue();
		assertThat(new ForwardBacklog(Long.MAX_VALUE, false, 0).isNear(Long.MAX_VALUE / 2, Integer.MAX_VALUE))
			.isFalse();
	}

}
