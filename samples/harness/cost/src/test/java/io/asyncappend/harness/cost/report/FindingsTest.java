package io.asyncappend.harness.cost.report;

import io.asyncappend.harness.cost.application.Usage;
import io.asyncappend.harness.cost.contender.Contender;
import io.asyncappend.harness.cost.contender.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FindingsTest {

	private final List<Contender> contenders = Table.TOMCAT.contenders();

	private final Findings findings = new Findings(Table.TOMCAT);

	private void round(int none, int ours) {
		this.findings.add(this.contenders.get(0), 1000, 2, new Usage(none * 1_000_000L, none * 2000L));
		this.findings.add(this.contenders.get(1), 2000, 2, new Usage(2 * ours * 1_000_000L, ours * 4000L));
	}

	@Test
	void differencesAreThoseOfARound() {
		round(10, 12);
		round(30, 31);
		round(20, 25);
		this.findings.missing(this.contenders.get(1), 0);
		assertThat(this.findings.lines()).first().asString().startsWith("| Tomcat | requests/s | CPU, µs a request |");
		assertThat(this.findings.lines()).endsWith("| none | 500 | 20.0 |  | 40 |  |  |",
				"| async-append, pattern | 1,000 | 25.0 | 2.0 | 50 | 4 | 0 |");
		assertThat(this.findings.violations()).isEmpty();
	}

	@Test
	void aMissingLineOfOursIsAViolation() {
		round(1, 1);
		this.findings.missing(this.contenders.get(1), 3);
		this.findings.missing(this.contenders.get(4), 5);
		assertThat(this.findings.violations()).containsExactly("Tomcat, async-append, pattern: 3 lines are missing");
	}

	@Test
	void eachTableBeginsWithoutALogAndHasOursAndAnother() {
		for (Table table : Table.values()) {
			assertThat(table.contenders().get(0).logs()).isFalse();
			assertThat(table.contenders()).anyMatch(Contender::isOurs)
				.anyMatch((contender) -> contender.logs() && !contender.isOurs())
				.doesNotHaveDuplicates();
		}
	}

}
