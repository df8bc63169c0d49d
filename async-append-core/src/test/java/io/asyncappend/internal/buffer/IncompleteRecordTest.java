package io.asyncappend.internal.buffer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A record whose place is claimed by a thread that is still copying it has an end for the
 * thread that drains: where it will end, not what an older record left in its place.
 */
@Timeout(60)
class IncompleteRecordTest {

	/** So that copying it takes long after its place was claimed. */
	private static final int LENGTH = 1 << 20;

	private static final int TIMES = 200;

	@Test
	void theNextBoundaryIsItsEnd() {
		requireEnd(RecordBuffer::nextBoundary);
	}

	@Test
	void theLastBoundaryIsItsEnd() {
		requireEnd((buffer) -> buffer.boundary(buffer.tail()));
	}

	@Test
	void whatIsReadOfItIsComplete() {
		byte[] record = new byte[LENGTH];
		requireEnd((buffer) -> {
			ByteBuffer bytes = buffer.next(buffer.tail(), LENGTH);
			assertThat(bytes.get(bytes.limit() - 1)).isEqualTo((byte) (buffer.tail() / LENGTH));
			return buffer.tail();
		}, record);
	}

	private static void requireEnd(ToLongFunction<RecordBuffer> end) {
		requireEnd(end, new byte[LENGTH]);
	}

	private static void requireEnd(ToLongFunction<RecordBuffer> end, byte[] record) {
		RecordBuffer buffer = new RecordBuffer(2 * LENGTH, 2 * LENGTH, 0);
		buffer.put(record, 0, LENGTH);
		buffer.release(buffer.next(buffer.tail(), LENGTH).remaining());
		buffer.allowLockFree();
		for (int i = 2; i <= TIMES; i++) {
			long before = buffer.tail();
			Arrays.fill(record, (byte) i);
			CompletableFuture<Long> put = CompletableFuture.supplyAsync(() -> buffer.tryPut(record, 0, LENGTH));
			while (buffer.tail() == before) {
				Thread.onSpinWait();
			}
			assertThat(end.applyAsLong(buffer)).isEqualTo(before + LENGTH);
			assertThat(put.join()).isEqualTo(before + LENGTH);
			buffer.release(buffer.next(buffer.tail(), LENGTH).remaining());
		}
	}

}
