package io.asyncappend.buffer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** The ring and its marks do what a list of records and a set of bits would do. */
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
		RecordBuffer buffer = new RecordBuffer(CAPACITY, firstSize);
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
		assertThat(buffer.torn())
			.isEqualTo(out - ends.stream().filter((end) -> end <= out).mapToInt((end) -> end).max().orElse(0));
	}

	@Property(tries = 500)
	void marksAreASetOfBits(@ForAll List<@IntRange(max = 199) Integer> marks, @ForAll @IntRange(max = 200) int one,
			@ForAll @IntRange(max = 200) int other) {
		RecordEnds ends = new RecordEnds(200);
		BitSet model = new BitSet(200);
		for (int mark : marks) {
			ends.mark(mark);
			model.set(mark);
		}
		int from = Math.min(one, other);
		int to = Math.max(one, other);
		int first = model.nextSetBit(from);
		assertThat(ends.first(from, to)).isEqualTo((first < to) ? first : -1);
		int last = (to == 0) ? -1 : model.previousSetBit(to - 1);
		assertThat(ends.last(from, to)).isEqualTo((last >= from) ? last : -1);
		assertThat(ends.clear(from, to)).isEqualTo(model.get(from, to).cardinality());
		model.clear(from, to);
		assertThat(ends.last(0, 200)).isEqualTo(model.previousSetBit(199));
		assertThat(ends.clear(0, 200)).isEqualTo(model.cardinality());
	}

}
