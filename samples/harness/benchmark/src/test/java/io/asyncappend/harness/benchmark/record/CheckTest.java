package io.asyncappend.harness.benchmark.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A check that finds nothing proves nothing, unless it finds what was done on purpose.
 */
class CheckTest {

	private static final int COUNT = 100;

	private static List<byte[]> records(int size) {
		Records one = new Records(0, size);
		Records two = new Records(1, size);
		List<byte[]> records = new ArrayList<>();
		for (int i = 0; i < COUNT; i++) {
			records.add(one.next().clone());
			records.add(two.next().clone());
		}
		return records;
	}

	private static Check check(List<byte[]> records, int size) {
		Check check = new Check(size, new long[] { COUNT, COUNT });
		records.forEach((record) -> check.read(record, 0, record.length));
		return check;
	}

	private static void assertFound(Check check, long lost, long corrupt, long misplaced) {
		assertThat(List.of(check.lost(), check.corrupt(), check.misplaced())).containsExactly(lost, corrupt, misplaced);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 31, 32, 128, 65536 })
	void findsNothingWrongWithAllRecordsInOrder(int size) {
		assertFound(check(records(size), size), 0, 0, 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 128 })
	void findsALostRecordInTheMiddleAndAtTheEnd(int size) {
		List<byte[]> records = records(size);
		records.remove(2 * COUNT - 1);
		records.remove(50);
		assertFound(check(records, size), 2, 0, 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 128 })
	void findsADoubledRecord(int size) {
		List<byte[]> records = records(size);
		records.add(51, records.get(50));
		assertFound(check(records, size), 0, 0, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 128 })
	void findsTwoRecordsOfOneProducerSwapped(int size) {
		List<byte[]> records = records(size);
		Collections.swap(records, 50, 52);
		assertFound(check(records, size), 1, 0, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 17, 40, 128, 1024 })
	void findsEveryFlippedByte(int size) {
		for (int i = 0; i < size; i++) {
			List<byte[]> records = records(size);
			records.get(50)[i] ^= 1;
			assertFound(check(records, size), 1, 1, 0);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 32, 128 })
	void findsARecordPutTogetherFromTwo(int size) {
		List<byte[]> records = records(size);
		byte[] torn = records.get(50);
		System.arraycopy(records.get(52), size / 2, torn, size / 2, size / 2);
		assertFound(check(records, size), 1, 1, 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 128 })
	void findsATornEnd(int size) {
		List<byte[]> records = records(size);
		records.set(2 * COUNT - 1, Arrays.copyOf(records.get(2 * COUNT - 1), size - 1));
		assertFound(check(records, size), 1, 1, 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 128 })
	void findsARecordThatWasNeverAppended(int size) {
		Records more = new Records(0, size);
		byte[] last = null;
		for (int i = 0; i <= COUNT; i++) {
			last = more.next();
		}
		List<byte[]> records = records(size);
		records.add(last);
		assertFound(check(records, size), 0, 1, 0);
	}

}
