package io.asyncappend.harness.benchmark;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.run.Arguments;
import io.asyncappend.harness.benchmark.run.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What continuous integration runs of the benchmark: each contender is correct, or named.
 */
class ShortFormTest {

	private static final boolean HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;

	@TempDir
	private Path directory;

	@Test
	void everyContenderIsCorrectOrItSaysWhatIsWrong() throws Exception {
		List<Outcome> outcomes = Benchmark.run(Arguments.parse("--short", "--directory=" + this.directory), "");
		assertThat(outcomes).filteredOn(Outcome::fault).extracting(Outcome::text).isEmpty();
		assertThat(outcomes).extracting((outcome) -> outcome.contender().name())
			.containsAll(Catalog.entries().stream().map(Catalog.Entry::name).toList());
		assertThat(outcomes).filteredOn((outcome) -> !outcome.contender().peer())
			.allMatch((outcome) -> outcome.ran() || (outcome.cell().work().virtual() && !HAS_VIRTUAL_THREADS));
		assertThat(this.directory).as("what the runs wrote is deleted").isEmptyDirectory();
	}

}
