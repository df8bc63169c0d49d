package io.asyncappend.internal.buffer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What fits into the buffer to the byte, and what comes out of it piece by piece. */
@Timeout(60)
class RecordBufferTest {

	private static final byte[] LETTERS = "abcdefghijklmnopqrstuvwxyz".repeat(50).getBytes(StandardCharsets.US_ASCII);

	/** Records of these lengths, from the beginning of the letters each. */
	private static RecordBuffer buffer(int capacity, int firstSize, int... lengths) {
		RecordBuffer buffer = new RecordBuffer(capacity, firstSize, 0);
		for (int length : lengths) {
			buffer.put(LETTERS, 0, length);
		}
		return buffer;
	}

	private static String text(ByteBuffer bytes) {
		return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
	}

	/** As the thread that drains does, once it has them. */
	private static int release(RecordBuffer buffer, int bytes) {
		buffer.next(buffer.tail(), bytes);
		return buffer.release(bytes);
	}

	private static long tryPut(RecordBuffer buffer, int length) {
		return buffer.tryPut(LETTERS, 0, length);
	}

	@Test
	void anEmptyBufferGivesNothing() {
		RecordBuffer buffer = new RecordBuffer(64);
		assertThat(buffer.next(0, 10)).isNull();
		assertThat(buffer.nextRecords(0, 10)).isNull();
		assertThat(buffer.tail()).isZero();
		assertThat(buffer.records()).isZero();
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.LOCKED);
		buffer.seal();
		buffer.allowLockFree();
		assertThat(buffer.tailSnapshot()).isNegative();
		buffer.claim.set(0);
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.LOCKED);
	}

	@Test
	void thereIsRoomUpToTheLastByte() {
		RecordBuffer buffer = buffer(64, 64, 10);
		assertThat(buffer.hasRoom(54)).isTrue();
		assertThat(buffer.hasRoom(55)).isFalse();
		assertThat(buffer.hasRoom(64)).isFalse();
		// Beside the ring.
		assertThat(buffer.hasRoom(65)).isTrue();
		release(buffer, 10);
		assertThat(buffer.hasRoom(64)).isTrue();
		buffer.put(LETTERS, 0, 65);
		assertThat(buffer.hasRoom(1)).isFalse();
	}

	@Test
	void thereIsRoomForAsManyRecordsAsAClaimCanTell() {
		RecordBuffer buffer = new RecordBuffer(1000);
		buffer.claim.set(TailClaim.of(10, TailClaim.MAX_RECORDS - 1) | TailClaim.SEALED);
		assertThat(buffer.hasRoom(1)).isTrue();
		buffer.claim.set(TailClaim.of(10, TailClaim.MAX_RECORDS) | TailClaim.SEALED);
		assertThat(buffer.hasRoom(1)).isFalse();
	}

	@Test
	void aRecordOfTheWholeCapacityIsPutWithoutTheLock() {
		RecordBuffer buffer = buffer(64, 64, 1);
		release(buffer, 1);
		buffer.allowLockFree();
		assertThat(tryPut(buffer, 65)).isEqualTo(RecordBuffer.LOCKED);
		assertThat(tryPut(buffer, 64)).isEqualTo(65);
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.FULL);
		assertThat(text(buffer.next(65, 1000))).isEqualTo(new String(LETTERS, 0, 63, StandardCharsets.US_ASCII));
		release(buffer, 63);
		assertThat(text(buffer.next(65, 1000))).isEqualTo("l");
	}

	@Test
	void aRingThatHasToGrowTakesTheLock() {
		RecordBuffer buffer = buffer(128, 64, 1);
		buffer.allowLockFree();
		assertThat(tryPut(buffer, 63)).isEqualTo(64);
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.LOCKED);
		assertThat(tryPut(buffer, 65)).isEqualTo(RecordBuffer.FULL);
		buffer.seal();
		buffer.put(LETTERS, 0, 64);
		assertThat(buffer.ring.size).isEqualTo(128);
		assertThat(buffer.hasRoom(1)).isFalse();
	}

	@Test
	void soDoMoreRecordsThanTheRingCanMark() {
		RecordBuffer buffer = buffer(1000, 64, 1);
		buffer.allowLockFree();
		for (int i = 2; i <= 4; i++) {
			assertThat(tryPut(buffer, 1)).isEqualTo(i);
		}
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.LOCKED);
		buffer.seal();
		buffer.put(LETTERS, 1, 1);
		assertThat(buffer.ring.size).isEqualTo(64);
		assertThat(buffer.ring.slots()).isEqualTo(8);
		assertThat(text(buffer.next(5, 100))).isEqualTo("aaaab");
		assertThat(buffer.boundary(3)).isEqualTo(3);
		assertThat(release(buffer, 5)).isEqualTo(5);
	}

	@Test
	void marksOfRecordsPutUnderTheLockGrowInTime() {
		RecordBuffer buffer = buffer(1000, 64, 1, 2, 3, 4, 5, 6);
		assertThat(buffer.ring.slots()).isEqualTo(8);
		for (int i = 1; i <= 6; i++) {
			assertThat(buffer.nextBoundary() - buffer.head()).isEqualTo(i);
			assertThat(release(buffer, i)).isEqualTo(1);
		}
	}

	@Test
	void aBufferIsPutFromItsPositionToItsLimit() {
		RecordBuffer buffer = new RecordBuffer(8, 8, 0);
		ByteBuffer record = ByteBuffer.wrap(LETTERS, 2, 5);
		buffer.put(record);
		assertThat(record.position()).isEqualTo(2);
		assertThat(text(buffer.next(5, 100))).isEqualTo("cdefg");
		release(buffer, 5);
		// Over the end of the ring, and beside it.
		buffer.put(record);
		assertThat(text(buffer.nextRecords(10, 100))).isEqualTo("cdefg");
		release(buffer, 5);
		ByteBuffer large = ByteBuffer.wrap(LETTERS, 3, 9);
		buffer.put(large);
		assertThat(large.position()).isEqualTo(3);
		assertThat(text(buffer.next(19, 100))).isEqualTo("defghijkl");
		release(buffer, 9);
		buffer.put(ByteBuffer.wrap(LETTERS, 1, 8));
		assertThat(buffer.tail()).isEqualTo(27);
	}

	@Test
	void aRecordBesideTheRingComesAfterWhatIsInIt() {
		RecordBuffer buffer = buffer(8, 8, 3);
		buffer.put(LETTERS, 5, 9);
		assertThat(buffer.tail()).isEqualTo(12);
		assertThat(buffer.records()).isEqualTo(2);
		buffer.seal();
		buffer.allowLockFree();
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.LOCKED);
		assertThat(buffer.boundary(2)).isZero();
		assertThat(buffer.boundary(3)).isEqualTo(3);
		assertThat(buffer.boundary(11)).isEqualTo(3);
		assertThat(buffer.boundary(12)).isEqualTo(12);
		assertThat(text(buffer.next(12, 100))).isEqualTo("abc");
		assertThat(text(buffer.nextRecords(12, 100))).isEqualTo("abc");
		assertThat(release(buffer, 3)).isEqualTo(1);
		assertThat(buffer.records()).isEqualTo(1);
		assertThat(buffer.nextBoundary()).isEqualTo(12);
		assertThat(buffer.boundary(11)).isEqualTo(3);
		assertThat(text(buffer.nextRecords(12, 2))).isEqualTo("fghijklmn");
		assertThat(text(buffer.next(12, 4))).isEqualTo("fghi");
		assertThat(release(buffer, 4)).isZero();
		assertThat(buffer.partialRecordBytes()).isEqualTo(4);
		assertThat(buffer.nextBoundary()).isEqualTo(12);
		assertThat(text(buffer.next(12, 100))).isEqualTo("jklmn");
		assertThat(release(buffer, 5)).isEqualTo(1);
		assertThat(buffer.partialRecordBytes()).isZero();
		assertThat(buffer.records()).isZero();
		assertThat(buffer.head()).isEqualTo(12);
		assertThat(buffer.next(12, 100)).isNull();
		// Sealed as it was, and goes on behind it.
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.LOCKED);
		buffer.allowLockFree();
		assertThat(tryPut(buffer, 2)).isEqualTo(14);
		assertThat(buffer.nextBoundary()).isEqualTo(14);
	}

	@Test
	void wholeRecordsAreGivenAsManyAsFit() {
		RecordBuffer buffer = buffer(16, 16, 4, 4, 4);
		assertThat(buffer.nextRecords(12, 3).remaining()).isEqualTo(4);
		assertThat(buffer.nextRecords(12, 4).remaining()).isEqualTo(4);
		assertThat(buffer.nextRecords(12, 11).remaining()).isEqualTo(8);
		assertThat(buffer.nextRecords(12, 12).remaining()).isEqualTo(12);
		assertThat(buffer.nextRecords(8, 100).remaining()).isEqualTo(8);
		release(buffer, 12);
		buffer.put(LETTERS, 0, 2);
		buffer.put(LETTERS, 0, 4);
		buffer.put(LETTERS, 0, 3);
		// The first ends before the ring does, the second after.
		assertThat(text(buffer.nextRecords(21, 100))).isEqualTo("ab");
		release(buffer, 2);
		assertThat(text(buffer.nextRecords(21, 100))).isEqualTo("abcd");
		release(buffer, 4);
		assertThat(text(buffer.nextRecords(21, 100))).isEqualTo("abc");
	}

	@Test
	void aRecordThatIsBegunIsToldToTheByteThoughTheRingGrewBefore() {
		RecordBuffer buffer = buffer(1000, 16, 10);
		release(buffer, 10);
		buffer.put(LETTERS, 0, 100);
		assertThat(buffer.partialRecordBytes()).isZero();
		assertThat(release(buffer, 7)).isZero();
		assertThat(buffer.partialRecordBytes()).isEqualTo(7);
		assertThat(buffer.nextBoundary()).isEqualTo(110);
		assertThat(release(buffer, 93)).isEqualTo(1);
		assertThat(buffer.partialRecordBytes()).isZero();
	}

	@Test
	void whatIsDiscardedIsCountedAsBefore() {
		RecordBuffer buffer = buffer(8, 8, 3, 3);
		release(buffer, 4);
		buffer.put(LETTERS, 0, 20);
		buffer.discard();
		assertThat(buffer.head()).isEqualTo(4);
		assertThat(buffer.tail()).isEqualTo(26);
		assertThat(buffer.records()).isEqualTo(2);
		assertThat(buffer.partialRecordBytes()).isEqualTo(1);
		assertThat(buffer.ring).isNull();
		buffer.allowLockFree();
		assertThat(tryPut(buffer, 1)).isEqualTo(RecordBuffer.LOCKED);
		buffer.seal();
	}

	@Test
	void recordsGoOnBeyondWhatAClaimHolds() {
		RecordBuffer buffer = buffer(1 << 16, 1 << 16, 1);
		buffer.put(LETTERS, 0, 1);
		release(buffer, 2);
		long position = 2;
		while (position < TailClaim.MAX_RECORDS * 5 / 8) {
			buffer.allowLockFree();
			int put = 0;
			while (buffer.tryPut(LETTERS, 0, 1) > 0) {
				put++;
			}
			buffer.seal();
			if (buffer.hasRoom(1)) {
				buffer.put(LETTERS, 0, 1);
				put++;
			}
			buffer.next(buffer.tail(), 1);
			while (put > 0) {
				int length = buffer.next(buffer.tail(), put).remaining();
				assertThat(release(buffer, length)).isEqualTo(length);
				put -= length;
				position += length;
			}
		}
		assertThat(buffer.head()).isEqualTo(position);
		assertThat(buffer.records()).isZero();
	}

	@Test
	void aRecordThatCouldNotBeCopiedIsWaitedForNoMore() {
		RecordBuffer buffer = buffer(64, 64, 4);
		buffer.allowLockFree();
		assertThatThrownBy(() -> buffer.tryPut(new byte[2], 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
		assertThat(buffer.tail()).isEqualTo(8);
		buffer.seal();
		assertThatThrownBy(() -> buffer.next(8, 100)).isInstanceOf(IllegalStateException.class)
			.hasMessage("a record could not be copied")
			.hasCauseInstanceOf(IndexOutOfBoundsException.class);
		assertThatThrownBy(() -> buffer.boundary(8)).isInstanceOf(IllegalStateException.class);
		assertThatThrownBy(buffer::nextBoundary).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void aThreadThatWaitsForACopyKeepsItsInterrupt() throws Exception {
		RecordBuffer buffer = buffer(64, 64, 4);
		buffer.allowLockFree();
		long now = buffer.tailSnapshot();
		assertThat(buffer.claim.compareAndSet(now, TailClaim.next(now, 3))).isTrue();
		FutureTask<Boolean> sealing = new FutureTask<>(() -> {
			Thread.currentThread().interrupt();
			buffer.seal();
			return Thread.interrupted();
		});
		Thread thread = new Thread(sealing);
		thread.start();
		// Where it did not put the interrupt off it could not sleep.
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		buffer.ring.put(4, LETTERS, 0, 3);
		buffer.ring.end(1, 7);
		assertThat(sealing.get()).isTrue();
		FutureTask<Boolean> again = new FutureTask<>(() -> {
			buffer.seal();
			return Thread.interrupted();
		});
		new Thread(again).start();
		assertThat(again.get()).isFalse();
	}

	@Test
	void aClaimIsSealedAtAnyPosition() {
		TailClaim claim = new TailClaim();
		claim.seal();
		assertThat(claim.get()).isEqualTo(TailClaim.SEALED);
		claim.seal();
		assertThat(claim.get()).isEqualTo(TailClaim.SEALED);
		claim.set(TailClaim.of(7, 3));
		claim.seal();
		assertThat(claim.get()).isEqualTo(TailClaim.of(7, 3) | TailClaim.SEALED);
		assertThat(TailClaim.next(claim.get(), 5)).isEqualTo(TailClaim.of(12, 4) | TailClaim.SEALED);
		assertThat(TailClaim.next(TailClaim.of(7, 3), 5)).isEqualTo(TailClaim.of(12, 4));
	}

	@Test
	void moreMarksNeedNoMoreMemory() {
		RingMemory ring = RingMemory.of(64);
		assertThat(ring.slots()).isEqualTo(4);
		assertThat(RingMemory.of(8).slots()).isEqualTo(1);
		for (int i = 0; i < 4; i++) {
			ring.put(3 * i, LETTERS, 0, 3);
			ring.end(i, 3 * (i + 1));
		}
		RingMemory grown = ring.grown(64, 0, 12, 0, 4);
		assertThat(grown.slots()).isEqualTo(8);
		assertThat(ring.grown(64, 0, 12, 1000, 1004).slots()).isEqualTo(8);
		grown.put(12, LETTERS, 3, 3);
		assertThat(text(ring.read(12, 3))).isEqualTo("def");
		assertThat(ring.grown(65, 0, 12, 0, 4).slots()).isEqualTo(8);
		assertThat(ring.grown(1024, 0, 12, 0, 4).slots()).isEqualTo(64);
		assertThat(grown.grown(65, 0, 12, 0, 4).size).isEqualTo(128);
		assertThat(text(ring.grown(65, 2, 12, 0, 4).read(2, 10))).isEqualTo("cabcabcabc");
	}

	@Test
	void aRecordOverTheEndOfTheRingIsWholeInALargerOne() {
		RingMemory ring = RingMemory.of(64);
		ring.put(59, LETTERS, 0, 10);
		ring.end(0, 69);
		assertThat(text(ring.grown(128, 59, 69, 0, 1).read(59, 10))).isEqualTo("abcdefghij");
	}

}
