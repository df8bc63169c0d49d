package io.asyncappend.harness.forwarding.verify;

import io.asyncappend.harness.forwarding.application.Line;
import io.asyncappend.harness.forwarding.application.Notes;
import io.asyncappend.harness.forwarding.application.Promised;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each kind of violation is found, and nothing else is one. */
class VerifierTest {

	private static final UUID LOG = new UUID(1, 2);

	private static final int LENGTH = 9;

	private Verifier verifier = new Verifier(Set.of(), Map.of(), List.of(), false);

	/** The record of an index is the one of producer 0 with that number. */
	private static Message message(long index) {
		return message(index, 100);
	}

	private static Message message(long index, long millis) {
		return new Message(LOG, index, index * (LENGTH + 1), LENGTH, new Line(0, index), millis);
	}

	private Verdict verdict(long promised, Message... messages) {
		for (Message message : messages) {
			this.verifier.add(message);
		}
		return this.verifier.verdict(List.of(new Promised(0, 0, promised)));
	}

	private void violates(long promised, String what, Message... messages) {
		assertThat(verdict(promised, messages).violations()).anySatisfy((text) -> assertThat(text).contains(what));
	}

	@Test
	void allThatWasPromisedIsThere() {
		Verdict verdict = verdict(2, message(0), message(1), message(2));
		assertThat(verdict).isEqualTo(new Verdict(3, 0, 0, List.of()));
	}

	@Test
	void aLostRecordIsFoundAtTheEndAndInBetween() {
		violates(3, "lost 1 records", message(0), message(1));
		this.verifier = new Verifier(Set.of(), Map.of(), List.of(), false);
		violates(3, "index 1 should come", message(0), message(2));
	}

	@Test
	void aLostBeginningIsFound() {
		violates(3, "index 0 should come", message(1), message(2));
	}

	@Test
	void recordsOfNoPromiseMayBeMissing() {
		assertThat(verdict(1, message(0)).violations()).isEmpty();
	}

	@Test
	void aRecordThatComesAgainIsADuplicate() {
		Verdict verdict = verdict(3, message(0), message(1), message(0), message(1), message(2));
		assertThat(verdict).isEqualTo(new Verdict(3, 2, 0, List.of()));
	}

	@Test
	void twoRecordsOfOneIndexAreFound() {
		violates(2, "one index", message(0), message(1), new Message(LOG, 1, 10, LENGTH, new Line(0, 2), 100));
	}

	@Test
	void anotherPositionIsFound() {
		violates(2, "position 10 should", message(0), new Message(LOG, 1, 11, LENGTH, new Line(0, 1), 100));
		violates(2, "one index", message(0), new Message(LOG, 0, 1, LENGTH, new Line(0, 0), 100));
	}

	@Test
	void whatWasKnownAsForwardedMustNotComeAgain() {
		this.verifier = new Verifier(Set.of(), Map.of(),
				List.of(new Notes.Forwarded(50, 0), new Notes.Forwarded(200, 10)), false);
		violates(2, "known as forwarded", message(0), message(1), message(0, 201));
	}

	@Test
	void whatWasNotKnownAsForwardedMayComeAgain() {
		this.verifier = new Verifier(Set.of(), Map.of(),
				List.of(new Notes.Forwarded(50, 20), new Notes.Forwarded(100, 0), new Notes.Forwarded(200, 10)), false);
		assertThat(verdict(2, message(0), message(1), message(0, 200), message(1, 201)).violations()).isEmpty();
	}

	@Test
	void nothingComesAgainWhereItIsExactlyOnce() {
		this.verifier = new Verifier(Set.of(), Map.of(), List.of(), true);
		violates(2, "twice", message(0), message(1), message(1));
	}

	@Test
	void aRejectedRecordLeavesAGap() {
		this.verifier = new Verifier(Set.of(1L, 2L), Map.of(), List.of(), false);
		assertThat(verdict(1, message(0), message(3)).violations()).isEmpty();
		violates(1, "index 4 should", message(5));
	}

	@Test
	void theOrderOfAProducerIsKept() {
		violates(0, "order of its producer", message(0), new Message(LOG, 1, 10, LENGTH, new Line(0, 5), 100),
				new Message(LOG, 2, 20, LENGTH, new Line(0, 4), 100));
	}

	@Test
	void aTornRecordThatWasToldMayBeMissing() {
		Message next = new Message(LOG, 2, 17, LENGTH, new Line(0, 1), 100);
		this.verifier = new Verifier(Set.of(), Map.of(10L, 17L), List.of(), true);
		assertThat(verdict(2, message(0), next)).isEqualTo(new Verdict(2, 0, 1, List.of()));
		this.verifier = new Verifier(Set.of(), Map.of(11L, 17L), List.of(), true);
		violates(2, "index 1 should come", message(0), next);
		this.verifier = new Verifier(Set.of(), Map.of(10L, 16L), List.of(), true);
		violates(2, "position 16 should come", message(0), next);
	}

	@Test
	void aTornRecordIsCounted() {
		Message torn = new Message(LOG, 1, 10, 3, null, 100);
		Message next = new Message(LOG, 2, 14, LENGTH, new Line(0, 1), 100);
		assertThat(verdict(2, message(0), torn, next)).isEqualTo(new Verdict(3, 0, 1, List.of()));
	}

}
