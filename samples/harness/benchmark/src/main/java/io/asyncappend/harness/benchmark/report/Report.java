package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.run.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what was found: a table and CSVs, then pictures of these. */
public final class Report {

	private static final String MEDIANS = "medians.csv";

	private Report() {
	}

	/**
	 * Writes the table and the CSVs to a directory.
	 * @param outcomes of all runs
	 * @param command how they were started
	 * @param output the directory, created if missing
	 * @return the lines of the table
	 * @throws IOException if it cannot be written
	 */
	public static List<String> write(List<Outcome> outcomes, String command, Path output) throws IOException {
		Files.createDirectories(output);
		Results results = new Results(outcomes);
		List<String> lines = new ArrayList<>(Table.of(results));
		lines.addAll(Goals.of(results));
		lines.add("");
		lines.add("Medians (least–greatest); the ratios are those of the medians, and the least and greatest of the "
				+ "rounds. Every run in a JVM of its own, contenders in turns, every file read back and checked.");
		lines.add("");
		lines.add(machine() + "; `" + command + "`");
		lines.add("");
		lines.add(versions());
		Files.write(output.resolve("table.md"), lines);
		Files.write(output.resolve("runs.csv"), Csv.of(outcomes));
		Files.write(output.resolve(MEDIANS), Medians.of(results).lines());
		return lines;
	}

	/**
	 * Draws pictures of the medians that {@link #write} has left in a directory. Needs a
	 * font on the machine.
	 * @param directory with {@code medians.csv}; the pictures are written to it
	 * @return the names of the pictures
	 * @throws IOException if the medians cannot be read or a picture cannot be written
	 * @throws IllegalArgumentException if there are no medians or they cannot be
	 * understood
	 */
	public static List<String> draw(Path directory) throws IOException {
		Path file = directory.resolve(MEDIANS);
		if (!Files.exists(file)) {
			throw new IllegalArgumentException("there is no " + file);
		}
		Map<String, String> pictures;
		try {
			pictures = Pictures.of(Medians.parse(Files.readAllLines(file)));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(file + ", " + ex.getMessage(), ex);
		}
		for (Map.Entry<String, String> picture : pictures.entrySet()) {
			Files.writeString(directory.resolve(picture.getKey()), picture.getValue());
		}
		return List.copyOf(pictures.keySet());
	}

	private static String machine() {
		return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
				+ System.getProperty("os.version") + ", " + System.getProperty("java.vm.name") + " " + Runtime.version()
				+ ", " + LocalDate.now();
	}

	private static String versions() throws IOException {
		Properties versions = new Properties();
		try (InputStream file = Report.class.getResourceAsStream("/versions.properties")) {
			versions.load(file);
		}
		return new TreeMap<>(versions).entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining(", "));
	}

}
