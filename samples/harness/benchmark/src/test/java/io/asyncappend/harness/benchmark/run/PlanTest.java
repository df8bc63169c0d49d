package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.workload.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlanTest {

	@Test
	void anArgumentOfAnotherJvmSaysTheWholeCell() {
		for (Cell cell : Plan.cells(Plan.groups())) {
			assertThat(Cell.decode(cell.encode())).isEqualTo(cell);
		}
	}

	@Test
	void aNameStandsForAllPartsThatBeginSo() {
		assertThat(Plan.cells(List.of("w7"))).extracting(Cell::group)
			.contains("w7-producers", "w7-size", "w7-buffer", "w7-files");
		assertThatIllegalArgumentException().isThrownBy(() -> Plan.cells(List.of("w9"))).withMessageContaining("w9");
	}

	@Test
	void sizesCanBeWrittenShort() {
		assertThat(Arguments.parse("--bytes=2g").budget().bytes()).isEqualTo(2L << 30);
		assertThat(Arguments.parse("--bytes=300").budget().bytes()).isEqualTo(300);
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--fast"));
	}

}
