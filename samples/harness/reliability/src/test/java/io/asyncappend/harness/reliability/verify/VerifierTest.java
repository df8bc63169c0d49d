package io.asyncappend.harness.reliability.verify;

import io.asyncappend.harness.reliability.verify.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files whose records are missing, doubled, swapped or too many. */
class VerifierTest extends VerifierFixture {

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
	void recordBeforeOneThatIsThereIsMissedWithoutAPromise() throws IOException {
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

	@Test
	void aRecordThatWasNeverAppended() throws IOException {
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
