package io.asyncappend.harness.reliability.verify;

import io.asyncappend.harness.reliability.verify.Finding.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files that are wrong in every way, each found out for what it is. */
class VerifierTest {

	private static final int LENGTH = 100;

	@TempDir
	private Path directory;

	private AckTable acks;

	private final ByteArrayOutputStream content = new ByteArrayOutputStream();

	@BeforeEach
	void open() throws IOException {
		this.acks = new AckTable(this.directory.resolve("acks"), 2);
	}

	@AfterEach
	void close() throws IOException {
		this.acks.close();
	}

	/** Two producers, ten records each, all appended and durable. */
	private void promiseTen() {
		for (int producer = 0; producer < 2; producer++) {
			this.acks.attempt(producer, 9);
			this.acks.acknowledge(producer, 9, Promised.DURABLE);
		}
	}

	private void records(int from, int to) {
		for (int sequence = from; sequence < to; sequence++) {
			record(0, sequence);
			record(1, sequence);
		}
	}

	private void record(int producer, long sequence) {
		this.content.writeBytes(RecordFormat.record(producer, sequence, LENGTH));
	}

	private void part(int producer, long sequence, int from, int to) {
		this.content.writeBytes(Arrays.copyOfRange(RecordFormat.record(producer, sequence, LENGTH), from, to));
	}

	private Verdict verify(Tail tail) throws IOException {
		return verify(Promised.DURABLE, tail, this.content.toByteArray());
	}

	private Verdict verify(Promised promised, Tail tail, byte[]... contents) throws IOException {
		List<Path> files = Stream.iterate(0, (i) -> i + 1)
			.limit(contents.length)
			.map((i) -> this.directory.resolve("file" + i))
			.toList();
		for (int i = 0; i < contents.length; i++) {
			Files.write(files.get(i), contents[i]);
		}
		Acknowledgements now = Acknowledgements.read(this.directory.resolve("acks"));
		return new Verifier(now, now, promised, tail).verify(files);
	}

	private static List<Kind> kinds(Verdict verdict) {
		return verdict.findings().stream().map(Finding::kind).toList();
	}

	@ParameterizedTest
	@EnumSource
	void aRightFileIsRight(Tail tail) throws IOException {
		promiseTen();
		records(0, 10);
		Verdict verdict = verify(tail);
		assertThat(verdict.ok()).as(verdict.toString()).isTrue();
		assertThat(verdict.records()).isEqualTo(20);
		assertThat(verdict.bytes()).isEqualTo(20 * LENGTH);
		assertThat(verdict.tornBytes()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void anEmptyFileHasLostAll(Tail tail) throws IOException {
		promiseTen();
		assertThat(kinds(verify(tail))).hasSize(20).containsOnly(Kind.LOST);
	}

	@Test
	void aFileThatIsNotThereIsNoEmptyFile() throws IOException {
		Acknowledgements now = Acknowledgements.read(this.directory.resolve("acks"));
		assertThatThrownBy(
				() -> new Verifier(now, now, Promised.DURABLE, Tail.ANY).verify(this.directory.resolve("gone")))
			.isInstanceOf(IOException.class);
	}

	@Test
	void aTableThatIsNotThereOrCutIsNoEmptyTable() throws IOException {
		assertThatThrownBy(() -> Acknowledgements.read(this.directory.resolve("gone")))
			.isInstanceOf(NoSuchFileException.class);
		Path acks = this.directory.resolve("acks");
		Path cut = Files.write(this.directory.resolve("cut"), Arrays.copyOf(Files.readAllBytes(acks), 100));
		assertThatThrownBy(() -> Acknowledgements.read(cut)).isInstanceOf(IOException.class);
	}

	@ParameterizedTest
	@EnumSource
	void theLastPromisedRecordIsMissed(Tail tail) throws IOException {
		promiseTen();
		records(0, 9);
		record(1, 9);
		assertThat(kinds(verify(tail))).containsExactly(Kind.LOST);
	}

	@ParameterizedTest
	@EnumSource
	void aRecordInTheMiddleIsMissed(Tail tail) throws IOException {
		promiseTen();
		records(0, 5);
		record(0, 5);
		records(6, 10);
		assertThat(kinds(verify(tail))).containsExactly(Kind.LOST);
	}

	@Test
	void aRecordBeforeOneThatIsThereIsMissedThoughNobodyPromisedIt() throws IOException {
		this.acks.attempt(0, 9);
		record(0, 0);
		record(0, 2);
		assertThat(kinds(verify(Tail.ANY))).containsExactly(Kind.LOST);
	}

	@Test
	void whatWasPromisedLessNeedNotBeThere() throws IOException {
		this.acks.attempt(0, 9);
		this.acks.acknowledge(0, 9, Promised.WRITTEN);
		this.acks.acknowledge(0, 4, Promised.DURABLE);
		for (int i = 0; i < 5; i++) {
			record(0, i);
		}
		assertThat(verify(Tail.WHOLE).ok()).isTrue();
		assertThat(kinds(verify(Promised.WRITTEN, Tail.WHOLE, this.content.toByteArray()))).hasSize(5)
			.containsOnly(Kind.LOST);
	}

	@Test
	void twoSwappedRecordsOfOneProducer() throws IOException {
		promiseTen();
		records(0, 4);
		record(0, 5);
		record(0, 4);
		record(1, 4);
		record(1, 5);
		records(6, 10);
		assertThat(kinds(verify(Tail.WHOLE))).containsExactly(Kind.ORDER);
	}

	@Test
	void aRecordTwice() throws IOException {
		promiseTen();
		records(0, 10);
		record(1, 3);
		assertThat(kinds(verify(Tail.WHOLE))).containsExactly(Kind.DOUBLE);
	}

	@Test
	void aBatchTwice() throws IOException {
		promiseTen();
		records(0, 6);
		records(4, 10);
		assertThat(kinds(verify(Tail.WHOLE))).hasSize(4).containsOnly(Kind.DOUBLE);
	}

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
	void aRecordThatNobodyAppended() throws IOException {
		promiseTen();
		records(0, 11);
		assertThat(kinds(verify(Tail.WHOLE))).containsExactly(Kind.EXTRA, Kind.EXTRA);
	}

	@Test
	void aProducerThatDoesNotExist() throws IOException {
		promiseTen();
		records(0, 10);
		record(2, 0);
		assertThat(kinds(verify(Tail.WHOLE))).containsExactly(Kind.EXTRA);
	}

	@Test
	void aRefusedRecordMustNotBeThere() throws IOException {
		promiseTen();
		this.acks.refuse(1, 5, "no room");
		records(0, 5);
		record(0, 5);
		records(6, 10);
		assertThat(verify(Tail.WHOLE).ok()).isTrue();
		this.content.reset();
		records(0, 10);
		assertThat(kinds(verify(Tail.WHOLE))).containsExactly(Kind.EXTRA);
	}

	@Test
	void aFailedRecordMayBeThereOrNot() throws IOException {
		promiseTen();
		this.acks.fail(1, 5, "an error\nin two lines");
		records(0, 5);
		record(0, 5);
		records(6, 10);
		assertThat(verify(Tail.WHOLE).ok()).isTrue();
		this.content.reset();
		records(0, 10);
		assertThat(verify(Tail.WHOLE).ok()).isTrue();
	}

	@Test
	void anAcknowledgementForARecordThatNeverWas() throws IOException {
		promiseTen();
		records(0, 10);
		this.acks.acknowledge(0, 10, Promised.DURABLE);
		assertThat(kinds(verify(Tail.ANY))).containsExactly(Kind.LOST);
	}

	@Test
	void acknowledgementsOfTheFaultItselfMayBeEitherWay() throws IOException {
		promiseTen();
		Acknowledgements before = Acknowledgements.read(this.directory.resolve("acks"));
		this.acks.attempt(0, 11);
		this.acks.acknowledge(0, 11, Promised.DURABLE);
		Acknowledgements after = Acknowledgements.read(this.directory.resolve("acks"));
		records(0, 10);
		record(0, 10);
		Path file = Files.write(this.directory.resolve("file"), this.content.toByteArray());
		assertThat(new Verifier(before, after, Promised.DURABLE, Tail.WHOLE).verify(file).ok()).isTrue();
		assertThat(kinds(new Verifier(after, after, Promised.DURABLE, Tail.WHOLE).verify(file)))
			.containsExactly(Kind.LOST);
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

	@Test
	void recordsOfEverySizeAcrossChunks() throws IOException {
		for (int i = 0; i < 300; i++) {
			int length = (i % 60 == 7) ? (3 << 20) + i : RecordFormat.MIN_LENGTH + i * 31;
			this.content.writeBytes(RecordFormat.record(0, i, length));
		}
		this.acks.attempt(0, 299);
		this.acks.acknowledge(0, 299, Promised.WRITTEN);
		Verdict verdict = verify(Promised.WRITTEN, Tail.WHOLE, this.content.toByteArray());
		assertThat(verdict.ok()).as(verdict.toString()).isTrue();
		assertThat(verdict.records()).isEqualTo(300);
		assertThat(verdict.bytes()).isEqualTo(this.content.size());
	}

	@Test
	void moreIsCountedThanTold() throws IOException {
		this.acks.attempt(0, 999);
		this.acks.acknowledge(0, 999, Promised.WRITTEN);
		Verdict verdict = verify(Promised.WRITTEN, Tail.WHOLE, new byte[0]);
		assertThat(verdict.wrong()).isEqualTo(1000);
		assertThat(verdict.findings()).hasSizeLessThan(1000);
	}

}
