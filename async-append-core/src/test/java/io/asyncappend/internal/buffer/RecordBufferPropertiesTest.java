package io.asyncappend.internal.buffer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

import static org.assertj.core.api.Assertions.assertThat;

/** The ring does what a list of records would do. */
class RecordBufferPropertiesTest {

	private static final int CAPACITY = 100;

	/** Puts and takes: whether, and how many bytes. */
	@Provide
	Arbitrary<List<Tuple2<Boolean, Integer>>> steps() {
		Arbitrary<Integer> sizes = Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.integers().between(1, 40)),
				Tuple.of(2, Arbitraries.integers().between(90, 110)),
				Tuple.of(1, Arbitraries.integers().between(101, 300)));
		return Arbitraries.of(true, false)
			.flatMap((put) -> sizes.map((size) -> Tuple.of(put, size)))
			.list()
			.ofMaxSize(120);
	}

	@Property(tries = 500)
	void whatComesOutIsWhatWentIn(@ForAll("steps") List<Tuple2<Boolean, Integer>> steps, @ForAll boolean buffers,
			@ForAll @IntRange(min = 1, max = CAPACITY) int firstSize) {
		RecordBuffer buffer = new RecordBuffer(CAPACITY, firstSize, 0);
		ByteArrayOutputStream in = new ByteArrayOutputStream();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		List<Integer> ends = new ArrayList<>();
		for (Tuple2<Boolean, Integer> step : steps) {
			if (!step.get1()) {
				take(buffer, step.get2(), out, ends);
			}
			else if (buffer.hasRoom(step.get2())) {
				put(buffer, step.get2(), in, ends, buffers);
			}
			requireSame(buffer, in.size(), out.size(), ends);
		}
		while (buffer.head() < buffer.tail()) {
			take(buffer, 37, out, ends);
			requireSame(buffer, in.size(), out.size(), ends);
		}
		assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
		assertThat(buffer.hasRoom(CAPACITY)).isTrue();
	}

	/** As many as go in one piece, but one at least. */
	@Property(tries = 500)
	void recordsComeOutWhole(@ForAll("steps") List<Tuple2<Boolean, Integer>> steps,
			@ForAll @IntRange(min = 1, max = CAPACITY) int firstSize) {
		RecordBuffer buffer = new RecordBuffer(CAPACITY, firstSize, 0);
		ByteArrayOutputStream in = new ByteArrayOutputStream();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		List<Integer> ends = new ArrayList<>();
		for (Tuple2<Boolean, Integer> step : steps) {
			if (!step.get1()) {
				takeRecords(buffer, step.get2(), out, ends);
			}
			else if (buffer.hasRoom(step.get2())) {
				put(buffer, step.get2(), in, ends, false);
			}
			requireSame(buffer, in.size(), out.size(), ends);
		}
		while (takeRecords(buffer, 37, out, ends)) {
			requireSame(buffer, in.size(), out.size(), ends);
		}
		assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
	}

	private static boolean takeRecords(RecordBuffer buffer, int max, ByteArrayOutputStream out, List<Integer> ends) {
		ByteBuffer bytes = buffer.nextRecords(buffer.tail(), max);
		if (buffer.head() == buffer.tail()) {
			assertThat(bytes).isNull();
			return false;
		}
		int length = bytes.remaining();
		byte[] taken = new byte[length];
		bytes.get(taken);
		out.writeBytes(taken);
		assertThat(ends).contains(out.size());
		int ended = buffer.release(length);
		assertThat(ended).isPositive();
		assertThat(length <= max || ended == 1).isTrue();
		return true;
	}

	private static void put(RecordBuffer buffer, int length, ByteArrayOutputStream in, List<Integer> ends,
			boolean buffers) {
		byte[] record = new byte[length + 2];
		for (int i = 0; i < record.length; i++) {
			record[i] = (byte) (in.size() * 7 + i);
		}
		if (buffers) {
			ByteBuffer view = ByteBuffer.wrap(record, 1, length);
			buffer.put(view);
			assertThat(view.position()).isEqualTo(1);
		}
		else {
			buffer.put(record, 1, length);
		}
		in.write(record, 1, length);
		ends.add(in.size());
	}

	private static void take(RecordBuffer buffer, int max, ByteArrayOutputStream out, List<Integer> ends) {
		ByteBuffer bytes = buffer.next(buffer.tail(), max);
		if (buffer.head() == buffer.tail()) {
			assertThat(bytes).isNull();
			return;
		}
		assertThat(bytes.remaining()).isBetween(1, max);
		byte[] taken = new byte[(bytes.remaining() + 1) / 2];
		bytes.get(taken);
		out.writeBytes(taken);
		long ended = ends.stream().filter((end) -> end > out.size() - taken.length && end <= out.size()).count();
		assertThat(buffer.release(taken.length)).isEqualTo((int) ended);
	}

	private static void requireSame(RecordBuffer buffer, int in, int out, List<Integer> ends) {
		assertThat(buffer.tail()).isEqualTo(in);
		assertThat(buffer.head()).isEqualTo(out);
		assertThat(buffer.records()).isEqualTo(ends.stream().filter((end) -> end > out).count());
		if (in > out) {
			assertThat(buffer.nextBoundary())
				.isEqualTo(ends.stream().filter((end) -> end > out).mapToInt((end) -> end).min().orElseThrow());
		}
		if (buffer.partialRecordBytes() == 0) {
			for (int limit = out; limit <= in; limit += 1 + (in - out) / 5) {
				int to = limit;
				assertThat(buffer.boundary(limit))
					.isEqualTo(ends.stream().filter((end) -> end <= to).mapToInt((end) -> end).max().orElse(0));
			}
		}
		assertThat(buffer.partialRecordBytes())
			.isEqualTo(out - ends.stream().filter((end) -> end <= out).mapToInt((end) -> end).max().orElse(0));
	}

	/** Positions and numbers far beyond what a claim can hold. */
	@Property
	void aClaimTellsWhatCameSince(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 4) long position,
			@ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 4) long number,
			@ForAll @IntRange(min = 1, max = 1 << 30) int length, @ForAll boolean sealed) {
		long claim = TailClaim.of(position, number) | (sealed ? TailClaim.SEALED : 0);
		long next = TailClaim.next(claim, length);
		assertThat(TailClaim.bytesSince(claim, position)).isZero();
		assertThat(TailClaim.bytesSince(next, position)).isEqualTo(length);
		assertThat(TailClaim.recordsSince(next, number)).isEqualTo(1);
		assertThat(TailClaim.recordsSince(next, number + 1)).isZero();
		assertThat(next < 0).isEqualTo(sealed);
	}

	/** Whatever threads put at once comes out whole, and in the order of each. */
	@Property(tries = 20)
	void recordsOfManyThreadsComeOutWhole(@ForAll @IntRange(min = 1, max = 5) int threads,
			@ForAll @IntRange(min = 64, max = 5000) int capacity) throws Exception {
		RecordBuffer buffer = new RecordBuffer(capacity, 64, 0);
		ReentrantLock lock = new ReentrantLock(true);
		int count = 2000;
		List<Thread> producers = new ArrayList<>();
		for (int producer = 0; producer < threads; producer++) {
			byte number = (byte) producer;
			Thread thread = new Thread(() -> {
				for (int i = 0; i < count; i++) {
					byte[] record = new byte[6 + i % 50];
					Arrays.fill(record, number);
					ByteBuffer.wrap(record).putInt(i).put((byte) record.length);
					if (buffer.tryPut(record, 0, record.length) < 0) {
						putLocked(buffer, lock, record);
					}
				}
			});
			producers.add(thread);
			thread.start();
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		while (producers.stream().anyMatch(Thread::isAlive) || buffer.head() < buffer.tail()) {
			lock.lock();
			try {
				ByteBuffer bytes = buffer.next(buffer.tail(), 1000);
				if (bytes != null) {
					byte[] taken = new byte[bytes.remaining()];
					bytes.get(taken);
					out.writeBytes(taken);
					buffer.release(taken.length);
				}
			}
			finally {
				lock.unlock();
			}
		}
		requireWhole(out.toByteArray(), threads, count);
	}

	private static void putLocked(RecordBuffer buffer, ReentrantLock lock, byte[] record) {
		while (true) {
			lock.lock();
			try {
				buffer.seal();
				if (buffer.hasRoom(record.length)) {
					buffer.put(record, 0, record.length);
					buffer.allowLockFree();
					return;
				}
				buffer.allowLockFree();
			}
			finally {
				lock.unlock();
			}
		}
	}

	private static void requireWhole(byte[] all, int threads, int count) {
		int[] next = new int[threads];
		ByteBuffer in = ByteBuffer.wrap(all);
		while (in.hasRemaining()) {
			int number = in.getInt();
			byte[] rest = new byte[in.get() - 5];
			in.get(rest);
			int producer = rest[0];
			for (byte one : rest) {
				assertThat(one).isEqualTo((byte) producer);
			}
			assertThat(number).isEqualTo(next[producer]);
			next[producer]++;
		}
		assertThat(next).containsOnly(count);
	}

	@Property(tries = 200)
	void allowingLockFreeTwiceUndoesNoClaim() throws Exception {
		RecordBuffer buffer = new RecordBuffer(1 << 20);
		buffer.put(new byte[] { 1 }, 0, 1);
		buffer.allowLockFree();
		Thread allowing = new Thread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				buffer.allowLockFree();
			}
		});
		allowing.start();
		for (long position = 2; position < 4_000; position++) {
			long put = buffer.tryPut(new byte[] { 1 }, 0, 1);
			if (put != position) {
				allowing.interrupt();
				assertThat(put).isEqualTo(position);
			}
		}
		allowing.interrupt();
		allowing.join();
	}

	@Property(tries = 5)
	void aProducerWhoseStackIsOverHoldsUpNoOther() throws Exception {
		// Compiled, the way to say so wants more stack than what ran out of it.
		for (int i = 0; i < 3000; i++) {
			RecordBuffer buffer = new RecordBuffer(1 << 16);
			buffer.put(new byte[] { 1 }, 0, 1);
			buffer.allowLockFree();
			while (buffer.tryPut(new byte[100], 0, 100) > 0) {
				// Until it is full.
			}
		}
		for (int depth = 0; depth < 100; depth++) {
			RecordBuffer buffer = new RecordBuffer(1 << 20);
			buffer.put(new byte[] { 1 }, 0, 1);
			buffer.allowLockFree();
			int more = depth;
			Thread producer = new Thread(null, () -> putUntilTheStackIsOver(buffer, more), "deep", 1 << 16);
			producer.start();
			producer.join();
			// Hangs if it waits for a record that will never be complete.
			buffer.seal();
			assertThat(buffer.tail()).isEqualTo(buffer.records());
		}
	}

	private static void putUntilTheStackIsOver(RecordBuffer buffer, int more) {
		try {
			deeper(buffer, more);
		}
		catch (StackOverflowError ex) {
			// What it is about.
		}
	}

	private static void deeper(RecordBuffer buffer, int depth) {
		for (int i = 0; i < 1 + depth % 7; i++) {
			buffer.tryPut(new byte[] { 1 }, 0, 1);
		}
		deeper(buffer, depth + 1);
	}

	@Property(tries = 20)
	void whatIsAskedOfAMomentIsOfOneMoment() throws Exception {
		RecordBuffer buffer = new RecordBuffer(1 << 20);
		buffer.put(new byte[3], 0, 3);
		buffer.allowLockFree();
		Thread producer = new Thread(() -> {
			while (buffer.tryPut(new byte[3], 0, 3) > 0) {
				Thread.onSpinWait();
			}
		});
		producer.start();
		while (producer.isAlive()) {
			long snapshot = buffer.tailSnapshot();
			assertThat(buffer.tail(snapshot)).isEqualTo(3 * buffer.records(snapshot));
		}
		producer.join();
	}

}
