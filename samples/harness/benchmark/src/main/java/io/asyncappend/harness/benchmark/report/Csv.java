package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.run.Outcome;
import io.asyncappend.harness.benchmark.workload.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every measure of every run, one a line. */
final class Csv {

	private Csv() {
	}

	static List<String> of(List<Outcome> outcomes) {
		List<String> lines = new ArrayList<>();
		lines.add("group,work,size,threads,files,rate,buffer,contender,round,measure,value");
		for (Outcome outcome : outcomes) {
			Cell cell = outcome.cell();
			String run = String.join(",", cell.encode().replace(':', ','), outcome.contender().name(),
					String.valueOf(outcome.round()));
			for (Map.Entry<String, Double> measure : outcome.measures().entrySet()) {
				lines.add(run + "," + measure.getKey() + "," + measure.getValue());
			}
			if (outcome.notRun() != null) {
				lines.add(run + ",not run," + quoted(outcome.notRun()));
			}
			if (outcome.failure() != null) {
				lines.add(run + ",failed," + quoted(outcome.failure()));
			}
		}
		return lines;
	}

	private static String quoted(String text) {
		return '"' + text.replace("\"", "\"\"") + '"';
	}

}
