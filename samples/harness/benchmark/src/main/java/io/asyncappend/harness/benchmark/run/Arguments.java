package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Budget;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The command line.
 *
 * @param shortForm whether to check correctness alone
 * @param workloads which parts
 * @param contenders to run
 * @param rounds how often each runs in each cell
 * @param budget of each run
 * @param output directory for the table, the CSV and the pictures
 * @param temporary directory for the files that are appended to
 */
public record Arguments(boolean shortForm, List<String> workloads, List<Catalog.Entry> contenders, int rounds,
		Budget budget, Path output, Path temporary) {

	/** What can be said on the command line. */
	public static final String USAGE = """
			java -jar benchmark.jar [--short] [--workloads=w1,w2,...] [--contenders=a,b,...] [--rounds=5]
			    [--seconds=3] [--bytes=1g] [--output=target/benchmark] [--directory=.]
			java -jar benchmark.jar turns --workloads=w1 --contenders=a,b,... [--rounds=5] [--seconds=3] [--bytes=1g]
			    [--directory=.] (W1, W2 or W4 in one JVM, with the default buffer)
			java -jar benchmark.jar draw DIRECTORY (draws pictures of its medians.csv)
			java -jar benchmark.jar jmh [arguments of JMH]
			workloads: %s
			contenders: %s
			""".formatted(String.join(" ", Plan.groups()),
			String.join(" ", Catalog.entries().stream().map(Catalog.Entry::name).toList()));

	/**
	 * Reads the command line.
	 * @param args the arguments
	 * @return what they say
	 * @throws IllegalArgumentException if they cannot be understood
	 */
	public static Arguments parse(String... args) {
		boolean shortForm = false;
		List<String> workloads = List.of("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8");
		List<Catalog.Entry> contenders = Catalog.entries();
		int rounds = 5;
		double seconds = 3;
		long bytes = 1L << 30;
		Path output = Path.of("target", "benchmark");
		Path temporary = Path.of("");
		for (String arg : args) {
			String[] parts = arg.split("=", 2);
			String value = (parts.length == 2) ? parts[1] : "";
			switch (parts[0]) {
				case "--short" -> shortForm = true;
				case "--workloads" -> workloads = List.of(value.split(","));
				case "--contenders" -> contenders = Stream.of(value.split(",")).map(Catalog::find).toList();
				case "--rounds" -> rounds = Integer.parseInt(value);
				case "--seconds" -> seconds = Double.parseDouble(value);
				case "--bytes" -> bytes = bytes(value);
				case "--output" -> output = Path.of(value);
				case "--directory" -> temporary = Path.of(value);
				default -> throw new IllegalArgumentException("cannot understand '" + arg + "'");
			}
		}
		if (shortForm) {
			seconds = Math.min(seconds, 0.5);
			bytes = Math.min(bytes, 32L << 20);
		}
		return new Arguments(shortForm, workloads, contenders, rounds, new Budget(seconds, bytes),
				output.toAbsolutePath(), temporary.toAbsolutePath());
	}

	private static long bytes(String text) {
		String lower = text.toLowerCase(Locale.ROOT);
		int shift = "kmg".indexOf(lower.charAt(lower.length() - 1)) * 10 + 10;
		return (shift > 0) ? Long.parseLong(lower.substring(0, lower.length() - 1)) << shift : Long.parseLong(lower);
	}

}
