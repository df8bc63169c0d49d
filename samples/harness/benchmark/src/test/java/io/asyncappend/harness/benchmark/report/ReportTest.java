package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.run.Outcome;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReportTest {

	private static final Cell ONE = Cell.of("w1", Work.APPEND, 128, 1);

	private static final Cell TWO = Cell.of("w1", Work.APPEND, 128, 2);

	@TempDir
	private Path directory;

	private static Outcome outcome(String contender, Cell cell, int round, double speed, double lost) {
		return new Outcome(Catalog.find(contender), cell, round,
				Map.of("mb_per_s", speed, "appended", 1000.0, "lost", lost, "corrupt", 0.0, "misplaced", 0.0), null,
				null);
	}

	private static List<Outcome> outcomes() {
		List<Outcome> outcomes = new ArrayList<>();
		for (Cell cell : List.of(ONE, TWO)) {
			for (int round = 0; round < 3; round++) {
				outcomes.add(outcome("async-append", cell, round, 1200 + 100 * round, 0));
				outcomes.add(outcome("agrona-ring", cell, round, 1000 - 100 * round, 0));
				outcomes.add(outcome("log4j2-disruptor4", cell, round, 5000, 7));
				outcomes.add(outcome("limit", cell, round, 9000, 0));
				outcomes.add(new Outcome(Catalog.find("artemis-aio"), cell, round, Map.of(), "no libaio", null));
				outcomes.add(new Outcome(Catalog.find("artemis-mapped"), cell, round, Map.of(), null, "SIGBUS"));
			}
		}
		return outcomes;
	}

	@Test
	void ratiosAreOfMediansWithTheLeastAndGreatestOfTheRounds() {
		Spread ratio = new Results(outcomes()).ratio(ONE, "async-append", "agrona-ring", "mb_per_s");
		assertThat(ratio).isEqualTo(new Spread(1300.0 / 900, 1.2, 1400.0 / 800));
	}

	@Test
	void aPeerThatLosesRecordsIsNotTheBestAndNeitherIsTheLimit() {
		assertThat(new Results(outcomes()).bestPeer(ONE, "mb_per_s", true)).map(Catalog.Entry::name)
			.contains("agrona-ring");
	}

	@Test
	void theTableNamesLossesFailuresAndWhatDidNotRun() throws Exception {
		List<String> lines = Report.write(outcomes(), "command", this.directory);
		assertThat(lines).anyMatch((line) -> line.startsWith("| Log4j2, Disruptor 4 |") && line.contains("lost 7"));
		assertThat(lines).anyMatch((line) -> line.contains("not run: no libaio"));
		assertThat(lines).anyMatch((line) -> line.contains("failed: SIGBUS"));
		assertThat(lines).anyMatch((line) -> line.contains("async-append ÷ best peer (Agrona ring"));
		assertThat(Files.readAllLines(this.directory.resolve("runs.csv")))
			.contains("w1,APPEND,128,1,1,0,1048576,async-append,0,mb_per_s,1200.0")
			.anyMatch((line) -> line.endsWith("artemis-aio,0,not run,\"no libaio\""));
		assertThat(Files.readAllLines(this.directory.resolve("medians.csv")))
			.contains("w1,APPEND,128,1,1,0,1048576,async-append,mb_per_s,1300");
	}

	@Test
	void picturesAreDrawnOfTheMediansThatWereWritten() throws Exception {
		Report.write(outcomes(), "command", this.directory);

		assertThat(Report.draw(this.directory)).containsExactly("w1-producers-128.svg");
		assertThat(this.directory.resolve("w1-producers-128.svg")).content()
			.contains("<title>Append to flush: 128 B, 1 to 2 threads</title>")
			.doesNotContain("NaN", "Infinity");
	}

	@Test
	void goalsAreMetOrMissed() {
		assertThat(Goals.of(new Results(outcomes())))
			.contains("| w1: append to flush, 128 B, 1 thread | async-append ÷ Agrona ring ≥ 1.20 "
					+ "| 1.44 (1.20–1.75) | met |")
			.noneMatch((line) -> line.contains("limit"));
	}

	@Test
	void mediansThatCannotBeDrawnAreNamed() throws Exception {
		Path file = this.directory.resolve("medians.csv");
		assertThatIllegalArgumentException().isThrownBy(() -> Report.draw(this.directory))
			.withMessage("there is no " + file);

		Files.writeString(file, "something else\n");
		assertThatIllegalArgumentException().isThrownBy(() -> Report.draw(this.directory))
			.withMessageStartingWith(file + ", line 1: ");
	}

}
