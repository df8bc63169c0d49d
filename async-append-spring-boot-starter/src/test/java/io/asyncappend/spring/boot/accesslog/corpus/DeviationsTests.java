package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Via;
import io.asyncappend.spring.boot.accesslog.corpus.RunningServer.Observation;
import io.asyncappend.spring.boot.testing.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A race is told, a fault is red.
 */
class DeviationsTests {

	private static final Observation EXPECTED = observation("\"GET / HTTP/1.1\" 200 4");

	private static final Observation ANOTHER = observation("\"GET / HTTP/1.1\" 500 4");

	private final Map<CorpusEntry, Map<TestServer, Observation>> observed = new LinkedHashMap<>();

	private int held;

	@Test
	void whatIsAsExpectedIsNotHeldAgain() throws Exception {
		observed(1, EXPECTED);
		Deviations deviations = again(ANOTHER);
		assertThat(this.held).isZero();
		assertThat(deviations.races()).isEmpty();
		assertThat(deviations.faults()).isEmpty();
	}

	@Test
	void aDeviationThatDoesNotComeAgainIsARace() throws Exception {
		observed(1, ANOTHER);
		Deviations deviations = again(EXPECTED);
		assertThat(this.held).isEqualTo(1);
		assertThat(deviations.races()).singleElement().asString().contains("entry 0 via http", "500 4");
		assertThat(deviations.faults()).isEmpty();
		assertThat(this.observed.values()).containsExactly(Map.of(TestServer.JETTY, EXPECTED));
	}

	@Test
	void aDeviationThatComesTwiceIsARaceYet() throws Exception {
		observed(1, ANOTHER);
		Deviations deviations = again(ANOTHER, EXPECTED);
		assertThat(this.held).isEqualTo(2);
		assertThat(deviations.races()).isNotEmpty();
		assertThat(deviations.faults()).isEmpty();
	}

	@Test
	void aDeviationThatComesEachTimeIsAFault() throws Exception {
		observed(1, ANOTHER);
		Deviations deviations = again(ANOTHER, ANOTHER, EXPECTED);
		assertThat(this.held).isEqualTo(2);
		assertThat(deviations.races()).isEmpty();
		assertThat(deviations.faults()).isNotEmpty().first().asString().contains("entry 0 via http", "500 4");
	}

	@Test
	void manyDeviationsAreFaultsAtOnce() throws Exception {
		observed(Deviations.MOST + 1, ANOTHER);
		Deviations deviations = again(EXPECTED);
		assertThat(this.held).isZero();
		assertThat(deviations.faults()).hasSizeGreaterThan(Deviations.MOST);
	}

	private void observed(int entries, Observation observation) {
		for (int i = 0; i < entries; i++) {
			CorpusEntry entry = new CorpusEntry("entry " + i, Via.HTTP, Then.READ, "", EXPECTED.lines(), Map.of(),
					Map.of());
			this.observed.put(entry, new EnumMap<>(Map.of(TestServer.JETTY, observation)));
		}
	}

	private Deviations again(Observation... observations) throws Exception {
		return new Deviations(this.observed, (entry, server) -> observations[this.held++]);
	}

	private static Observation observation(String line) {
		return new Observation(new ArrayList<>(List.of(line)), List.of(line), List.of(LineOf.sent(line)));
	}

}
