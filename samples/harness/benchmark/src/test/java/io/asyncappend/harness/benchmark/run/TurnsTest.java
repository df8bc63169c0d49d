package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Budget;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Work;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Contenders take turns in one JVM, and leave nothing behind. */
class TurnsTest {

	@TempDir
	private Path directory;

	@Test
	void eachHasItsFiguresAndTheFirstIsHeldAgainstAll() throws Exception {
		Turns turns = new Turns(List.of(Catalog.find("async-append"), Catalog.find("limit")), 1,
				new Budget(10, 1 << 20), this.directory);
		String figures = "[0-9,]+; %s; [0-9.]+";
		assertThat(turns.row(Cell.of("w1", Work.APPEND, 1024, 2))).matches("\\| append to flush, 1 KiB, 2 threads \\| "
				+ figures.formatted("1.00") + " \\| " + figures.formatted("[0-9.]+") + " \\|");
		assertThat(turns.head()).hasSize(2).first().asString().contains("| async-append | limit |");
		assertThat(this.directory).isEmptyDirectory();
	}

}
