package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.run.Plan;
import io.asyncappend.harness.benchmark.workload.Cell;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MediansTest {

	private static final Path RESULTS = Path.of("results");

	private static final String HEADER = "group,work,size,threads,files,rate,buffer,contender,measure,median";

	private static List<String> checkedIn() throws IOException {
		return Files.readAllLines(RESULTS.resolve("medians.csv"));
	}

	@Test
	void linesAreParsedToTheSameLines() throws Exception {
		assertThat(Medians.parse(checkedIn()).lines()).isEqualTo(checkedIn());
	}

	@Test
	void lineThatCannotBeUnderstoodIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Medians.parse(List.of())).withMessageContaining("line 1");
		for (String line : List.of("w1,APPEND,128", "w1,APPEND,128,1,1,0,1048576,nothing,mb_per_s,1",
				"w1,SLEEP,128,1,1,0,1048576,limit,mb_per_s,1", "w1,APPEND,128,1,1,0,1048576,limit,mb_per_s,fast",
				"w1,APPEND,128 B,1,1,0,1048576,limit,mb_per_s,1")) {
			assertThatIllegalArgumentException().isThrownBy(() -> Medians.parse(List.of(HEADER, line)))
				.withMessageStartingWith("line 2, '" + line + "': ");
		}
	}

	/** The pictures say what the tables beside them say. */
	@Test
	void checkedInMediansAreThoseOfTheCheckedInTables() throws Exception {
		Map<String, String> tables = tables();
		List<String> different = new ArrayList<>();
		int compared = 0;
		for (String group : Plan.groups()) {
			Medians medians = Medians.parse(checkedIn());
			for (Cell cell : medians.cells(group)) {
				for (Catalog.Entry contender : medians.contenders(List.of(cell))) {
					for (Map.Entry<String, String> column : Columns.of(cell).entrySet()) {
						double median = medians.of(cell, contender, column.getValue());
						if (!Double.isNaN(median)) {
							String key = key(cell, contender.title(), column.getKey());
							String inTable = tables.get(key);
							compared++;
							if (inTable == null || !inTable.startsWith(Spread.number(median) + " (")) {
								different.add(key + ": " + median + ", in the table " + inTable);
							}
						}
					}
				}
			}
		}
		assertThat(compared).isGreaterThan(200);
		assertThat(different).isEmpty();
	}

	/** The text of each field of the tables, by cell, contender and column. */
	private static Map<String, String> tables() throws IOException {
		Map<String, Cell> cells = new HashMap<>();
		Plan.cells(Plan.groups()).forEach((cell) -> cells.put("**" + cell.group() + ": " + cell.title() + "**", cell));
		Map<String, String> tables = new HashMap<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(RESULTS, "w*.md")) {
			for (Path file : files) {
				Cell cell = null;
				for (String line : Files.readAllLines(file)) {
					cell = line.startsWith("**") ? cells.get(line) : cell;
					if (cell != null && line.startsWith("| ") && !line.startsWith("| |")) {
						List<String> columns = List.copyOf(Columns.of(cell).keySet());
						String[] fields = Arrays.stream(line.split("\\|")).map(String::trim).toArray(String[]::new);
						for (int i = 0; i < columns.size() && i + 2 < fields.length; i++) {
							tables.put(key(cell, fields[1], columns.get(i)), fields[i + 2]);
						}
					}
				}
			}
		}
		return tables;
	}

	private static String key(Cell cell, String contender, String column) {
		return cell.group() + ": " + cell.title() + ", " + contender + ", " + column;
	}

}
