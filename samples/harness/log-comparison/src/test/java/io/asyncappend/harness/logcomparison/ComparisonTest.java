package io.asyncappend.harness.logcomparison;

import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import io.asyncappend.harness.logcomparison.situation.Kill;
import io.asyncappend.harness.logcomparison.situation.Scale;
import io.asyncappend.harness.logcomparison.situation.Steady;
import io.asyncappend.harness.logcomparison.situation.Termination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The short form: each contender logs, and this library keeps what it promises. */
@Timeout(120)
class ComparisonTest {

	private final Findings findings = new Findings();

	@ParameterizedTest
	@EnumSource
	void logsAndIsReadBack(Contender contender) throws Exception {
		new Steady().run(contender, Scale.brief(), this.findings);
		double[] lost = this.findings.of(Row.LOST, contender).get(0);
		assertThat(lost[2]).as("lines").isPositive();
		assertThat(lost[0]).as("lost lines").isLessThan(lost[2]);
		assertThat(this.findings.of(Row.INFO_CALL, contender).get(0)).as("microseconds").doesNotContain(0);
		assertThat(this.findings.violations()).isEmpty();
		assertThat(this.findings.table().get(2)).startsWith("| a call that logs an INFO");
	}

	@Test
	void noLineBeforeAnErrorIsLostByAKill() throws Exception {
		new Kill().run(Contender.ASYNC_APPEND, Scale.brief(), this.findings);
		assertThat(this.findings.of(Row.KILL, Contender.ASYNC_APPEND).get(0)[2]).as("lines").isPositive();
		assertThat(this.findings.violations()).isEmpty();
	}

	@Test
	void noLineIsLostBySigterm() throws Exception {
		new Termination().run(Contender.ASYNC_APPEND, Scale.brief(), this.findings);
		assertThat(this.findings.of(Row.TERMINATION, Contender.ASYNC_APPEND).get(0)[2]).as("lines").isPositive();
		assertThat(this.findings.violations()).isEmpty();
	}

}
