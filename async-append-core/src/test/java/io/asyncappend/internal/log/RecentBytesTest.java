package io.asyncappend.internal.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The last bytes are known however they came. */
class RecentBytesTest {

	@Test
	void theBytesBeforeAPlaceAreTheLastThatWereAdded() {
		Random random = new Random(7);
		byte[] all = new byte[20_000];
		random.nextBytes(all);
		RecentBytes recent = new RecentBytes();
		int end = 0;
		while (end < all.length - 3000) {
			int length = random.nextInt(random.nextBoolean() ? 50 : 3000);
			recent.add(ByteBuffer.wrap(all), end, end + length);
			end += length;
			int distance = random.nextInt(RecentBytes.REACH);
			int most = random.nextInt(RecentBytes.SIZE - distance) + 1;
			int expected = Math.max(0, Math.min(most, end - distance));
			assertThat(recent.before(distance, most)).isEqualTo(
					(expected == 0) ? Fingerprint.NONE : Fingerprint.of(all, end - distance - expected, expected));
			assertThat(end == 0 || recent.endsWith(all[end - 1])).isTrue();
		}
	}

	@Test
	void afterAnotherFileTookThePlaceNothingIsKnown() {
		RecentBytes recent = new RecentBytes();
		byte[] bytes = new byte[10];
		Arrays.fill(bytes, (byte) 1);
		recent.add(ByteBuffer.wrap(bytes), 0, 10);
		assertThat(recent.endsWith((byte) 0)).isFalse();
		recent.clear();
		assertThat(recent.before(0, RecentBytes.SIZE)).isEqualTo(Fingerprint.NONE);
		assertThat(recent.endsWith((byte) 0)).isTrue();
	}

}
