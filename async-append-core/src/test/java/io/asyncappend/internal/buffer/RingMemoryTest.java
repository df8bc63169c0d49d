package io.asyncappend.internal.buffer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The ring at the ends of what an int can tell, and while it is replaced. */
@Timeout(60)
class RingMemoryTest {

	private static final byte[] RECORD = "abcdefghij".getBytes(StandardCharsets.US_ASCII);

	@Test
	void aSizeIsTheNextPowerOfTwo() {
		assertThat(RingMemory.powerOfTwo(1)).isEqualTo(1);
		assertThat(RingMemory.powerOfTwo(3)).isEqualTo(4);
		assertThat(RingMemory.powerOfTwo(4)).isEqualTo(4);
		assertThat(RingMemory.powerOfTwo((1 << 29) + 1)).isEqualTo(1 << 30);
		assertThat(RingMemory.powerOfTwo((1 << 30) - 1)).isEqualTo(1 << 30);
		assertThat(RingMemory.powerOfTwo(1 << 30)).isEqualTo(1 << 30);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1L << 30, 1L << 31, 1L << 32, 1L << 36, 1L << 62 })
	void positionsAndNumbersMayBeLargerThanAnInt(long around) {
		RingMemory ring = RingMemory.of(64);
		long start = around - 5;
		ring.put(start, RECORD, 0, 10);
		ring.end(around - 1, start + 10);
		ring.put(start + 10, ByteBuffer.wrap(RECORD), 0, 10);
		ring.end(around, start + 20);
		assertThat(ring.end(around - 1)).isEqualTo(start + 10);
		assertThat(ring.firstEndAfter(around - 1, around + 1, start)).isEqualTo(around - 1);
		assertThat(ring.firstEndAfter(around - 1, around + 1, start + 10)).isEqualTo(around);
		assertThat(ring.firstEndAfter(around - 1, around + 1, start + 20)).isEqualTo(around + 1);
		assertThat(read(ring, start, 20)).isEqualTo("abcdefghijabcdefghij");
		RingMemory grown = ring.grown(128, start, start + 20, around - 1, around + 1);
		assertThat(read(grown, start, 20)).isEqualTo("abcdefghijabcdefghij");
		assertThat(grown.end(around - 1)).isEqualTo(start + 10);
		assertThat(grown.end(around)).isEqualTo(start + 20);
	}

	private static String read(RingMemory ring, long from, int length) {
		StringBuilder text = new StringBuilder();
		for (long position = from; position < from + length;) {
			ByteBuffer bytes = ring.read(position, (int) (from + length - position));
			position += bytes.remaining();
			text.append(StandardCharsets.US_ASCII.decode(bytes));
		}
		return text.toString();
	}

	@Test
	void sealingWaitsForARecordThatIsBeingCopied() throws Exception {
		RecordBuffer buffer = new RecordBuffer(1024, 16, 0);
		buffer.put(RECORD, 0, 4);
		buffer.allowLockFree();
		// As tryPut does, which copies now.
		long now = buffer.tailSnapshot();
		assertThat(buffer.claim.compareAndSet(now, TailClaim.next(now, 10))).isTrue();
		AtomicBoolean copied = new AtomicBoolean();
		AtomicBoolean early = new AtomicBoolean();
		Thread growing = new Thread(() -> {
			buffer.seal();
			early.set(!copied.get());
			buffer.put(new byte[100], 0, 100);
		});
		growing.start();
		Awaitility.await()
			.until(() -> growing.getState() == Thread.State.TIMED_WAITING
					|| growing.getState() == Thread.State.TERMINATED);
		buffer.ring.put(4, RECORD, 0, 10);
		copied.set(true);
		buffer.ring.end(1, 14);
		growing.join();
		assertThat(early).isFalse();
		assertThat(buffer.records()).isEqualTo(3);
		ByteBuffer bytes = buffer.next(buffer.tail(), 1024);
		assertThat(StandardCharsets.US_ASCII.decode(bytes.slice(0, 14)).toString()).isEqualTo("abcdabcdefghij");
	}

}
