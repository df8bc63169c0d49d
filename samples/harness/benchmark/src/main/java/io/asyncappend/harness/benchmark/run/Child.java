package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Budget;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Run;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts a fresh JVM for a run, in a directory of its own that is deleted afterwards. */
final class Child {

	/** What a run may take beside the time that is measured. */
	private static final int PATIENCE_SECONDS = 120;

	/** Enough heap for every contender, and none of it taken while time is measured. */
	private static final List<String> MEASURED = List.of("-Xms1g", "-Xmx1g");

	/** What starts and ends soon. */
	private static final List<String> CHECKED = List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private Child() {
	}

	static Outcome run(Catalog.Entry contender, Cell cell, int round, Budget budget, Path temporary, boolean measured)
			throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory(temporary, "benchmark-");
		Path output = Files.createTempFile(temporary, "benchmark-", ".out");
		try {
			Process process = new ProcessBuilder(command(contender, cell, budget, directory, measured))
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			long limit = PATIENCE_SECONDS + (long) (10 * budget.seconds());
			boolean ended = process.waitFor(limit, TimeUnit.SECONDS);
			if (!ended) {
				process.destroyForcibly().waitFor();
			}
			List<String> lines = Files.readAllLines(output, java.nio.charset.StandardCharsets.ISO_8859_1);
			String failure = ended ? failure(process.exitValue(), lines) : "no end after " + limit + " s";
			return outcome(contender, cell, round, lines, failure);
		}
		finally {
			delete(directory);
			Files.delete(output);
		}
	}

	private static List<String> command(Catalog.Entry contender, Cell cell, Budget budget, Path directory,
			boolean measured) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(measured ? MEASURED : CHECKED);
		command.addAll(List.of("-XX:+PerfDisableSharedMem", "-XX:-CreateCoredumpOnCrash",
				"-XX:ErrorFile=" + directory.resolve("hs_err"),
				"-Djava.library.path=" + beside("native").resolve(Path.of("lib", "linux-x86_64"))));
		if (Runtime.version().feature() >= 24) {
			command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
		}
		command.addAll(contender.flags());
		command.addAll(List.of("-cp", classPath(contender), Run.class.getName(), contender.name(), cell.encode(),
				String.valueOf(budget.seconds()), String.valueOf(budget.bytes()), directory.toString(),
				String.valueOf(measured)));
		return command;
	}

	private static String classPath(Catalog.Entry contender) {
		// Surefire hides the real class path behind a jar that it deletes.
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		if (contender.disruptor() == null) {
			return classPath;
		}
		return beside("disruptor").resolve(contender.disruptor()) + File.pathSeparator + classPath;
	}

	/** What the build puts beside the classes, or beside the jar. */
	private static Path beside(String name) {
		try {
			Path classes = Path.of(Child.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			return classes.resolveSibling(name);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String failure(int exit, List<String> lines) {
		if (exit == 0) {
			return null;
		}
		// The exception, or what the JVM says when it dies of a signal.
		String why = lines.stream()
			.filter((line) -> line.startsWith("Exception in") || line.matches("#\\s+SIG.*")
					|| line.startsWith("Caused by") || line.startsWith("Error:") || line.startsWith("Unrecognized"))
			.reduce((first, last) -> last.startsWith("Caused by") ? first + "; " + last : first)
			.orElse(lines.isEmpty() ? "no word" : lines.get(lines.size() - 1));
		return "exit " + exit + ", " + why;
	}

	private static Outcome outcome(Catalog.Entry contender, Cell cell, int round, List<String> lines, String failure) {
		Map<String, Double> measures = new LinkedHashMap<>();
		String notRun = null;
		boolean done = false;
		for (String line : lines) {
			if (line.startsWith(Run.MEASURE)) {
				String[] parts = line.split(" ");
				measures.put(parts[1], Double.valueOf(parts[2]));
			}
			else if (line.startsWith(Run.MISSING)) {
				notRun = line.substring(Run.MISSING.length());
			}
			done |= line.equals(Run.DONE);
		}
		if (failure == null && notRun == null && !done) {
			failure = "it ended before it was done";
		}
		return new Outcome(contender, cell, round, measures, notRun, failure);
	}

	static void delete(Path directory) throws IOException {
		Files.walkFileTree(directory, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.delete(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, IOException error) throws IOException {
				Files.delete(visited);
				return FileVisitResult.CONTINUE;
			}

		});
	}

}
