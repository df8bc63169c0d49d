package io.asyncappend.harness.reliability.verify;

import io.asyncappend.harness.reliability.verify.Finding.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Files with torn records and holes, in the middle and at their end. */
class VerifierTornTest extends VerifierFixture {

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 4, 12, 25, 33, 39, 45, 70, LENGTH - 2, LENGTH - 1 })
	void aFlippedBitAnywhere(int at) throws IOException {
		promiseTen();
		records(0, 10);
		byte[] bytes = this.content.toByteArray();
		bytes[8 * LENGTH + at] ^= 1;
		// Without its newline a record takes the next one with it.
		int lost = (at == LENGTH - 1) ? 2 : 1;
		List<Kind> kinds = kinds(verify(Promised.DURABLE, Tail.WHOLE, bytes));
		assertThat(kinds).hasSize(1 + lost).startsWith(Kind.TORN).contains(Kind.LOST);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 40, LENGTH - 1 })
	void aTornRecordThatTheNextOneIsJoinedOnto(int length) throws IOException {
		promiseTen();
		records(0, 5);
		part(0, 5, 0, length);
		record(1, 5);
		records(6, 10);
		assertThat(kinds(verify(Tail.CUT))).containsExactly(Kind.TORN, Kind.LOST, Kind.LOST);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, LENGTH, 4096, 3 << 20 })
	void aHole(int length) throws IOException {
		promiseTen();
		records(0, 5);
		this.content.writeBytes(new byte[length]);
		records(5, 10);
		assertThat(kinds(verify(Tail.CUT))).containsExactly(Kind.TORN, Kind.LOST);
		assertThat(kinds(verify(Tail.ANY))).hasSize(10).containsOnly(Kind.LOST);
	}

	@Test
	void aHoleInPlaceOfRecords() throws IOException {
		promiseTen();
		records(0, 5);
		this.content.writeBytes(new byte[4 * LENGTH]);
		records(7, 10);
		assertThat(kinds(verify(Tail.CUT))).contains(Kind.TORN, Kind.LOST);
	}

	@Test
	void aHoleAtTheEndIsNotTheBeginningOfARecord() throws IOException {
		promiseTen();
		records(0, 10);
		this.content.writeBytes(new byte[50]);
		assertThat(kinds(verify(Tail.CUT))).containsExactly(Kind.TORN);
		assertThat(verify(Tail.ANY).ok()).isTrue();
		assertThat(verify(Tail.ANY).tornBytes()).isEqualTo(50);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 5, 21, 30, 39, 40, 41, LENGTH - 1 })
	void aRecordCutAtTheEnd(int length) throws IOException {
		promiseTen();
		records(0, 10);
		this.acks.attempt(0, 10);
		part(0, 10, 0, length);
		assertThat(kinds(verify(Tail.WHOLE))).containsExactly(Kind.TORN);
		assertThat(verify(Tail.CUT).ok()).isTrue();
		assertThat(verify(Tail.CUT).tornBytes()).isEqualTo(length);
		this.acks.acknowledge(0, 10, Promised.DURABLE);
		assertThat(kinds(verify(Tail.CUT))).containsExactly(Kind.LOST);
	}

	@Test
	void theEndOfARecordWithoutItsBeginning() throws IOException {
		promiseTen();
		records(0, 10);
		part(0, 10, 50, LENGTH);
		assertThat(kinds(verify(Tail.CUT))).containsExactly(Kind.TORN);
	}

	@Test
	void anythingAtTheEndButOnlyThere() throws IOException {
		promiseTen();
		records(0, 9);
		this.content.writeBytes("page that was left\n".getBytes());
		records(9, 10);
		assertThat(kinds(verify(Tail.ANY))).containsExactly(Kind.LOST, Kind.LOST);
	}

	@Test
	void recordsGoOnFromFileToFileButOnlyWhole() throws IOException {
		promiseTen();
		records(0, 10);
		byte[] all = this.content.toByteArray();
		int cut = 7 * LENGTH;
		assertThat(verify(Promised.DURABLE, Tail.CUT, Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length))
			.ok()).isTrue();
		assertThat(kinds(verify(Promised.DURABLE, Tail.ANY, Arrays.copyOf(all, cut + 10),
				Arrays.copyOfRange(all, cut + 10, all.length))))
			.contains(Kind.TORN, Kind.LOST);
		assertThat(kinds(
				verify(Promised.DURABLE, Tail.CUT, Arrays.copyOfRange(all, cut, all.length), Arrays.copyOf(all, cut))))
			.hasSize(7)
			.containsOnly(Kind.ORDER);
	}

}
