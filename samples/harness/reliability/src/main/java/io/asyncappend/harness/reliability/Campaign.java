package io.asyncappend.harness.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the promises to the test and prints a table of what was done and found. Ends with
 * 1 if a promise was broken, or could not be put to the test though {@code CI=true} says
 * that this machine has all it takes.
 */
public final class Campaign {

	/** As many as the machine has cores: most tests wait for a child process. */
	private static final int AT_ONCE = 2;

	private record Row(Promise promise, Result result, String missing, double seconds) {

		boolean failed() {
			return !this.result.violations().isEmpty() || (this.missing != null && isCi())
					|| (this.missing == null && this.result.runs() == 0);
		}

		String text() {
			String counts = (this.missing != null) ? "not run | | | "
					: String.format(Locale.ROOT, "%d | %d | %d | %.0f", this.result.runs(), this.result.faults(),
							this.result.violations().size(), this.seconds);
			return "| " + this.promise.number() + " | " + this.promise.text() + " | " + counts + " |";
		}

	}

	private Campaign() {
	}

	/**
	 * Runs the campaign.
	 * @param args {@code ci}, or {@code short} for a third of what is left to chance, or
	 * {@code soak=MINUTES} for round after round of all of it until these minutes are
	 * over; then the numbers of the promises to test; all without any
	 * @throws Exception if the campaign could not be run
	 */
	public static void main(String[] args) throws Exception {
		String scale = (args.length > 0) ? args[0] : "ci";
		Duration limit = limit(scale);
		Set<Integer> wanted = Stream.of(args).skip(1).map(Integer::valueOf).collect(Collectors.toSet());
		List<Promise> promises = ServiceLoader.load(Promise.class)
			.stream()
			.map(ServiceLoader.Provider::get)
			.filter((promise) -> wanted.isEmpty() || wanted.contains(promise.number()))
			.sorted(Comparator.comparingInt(Promise::number))
			.toList();
		List<Row> rows = run(promises, limit, scale.equals("short") ? Round.SHORT_FIRST : Round.FIRST);
		print(rows, scale);
		if (rows.isEmpty() || rows.stream().anyMatch(Row::failed)) {
			System.exit(1);
		}
	}

	/** One round for continuous integration, which has no time for a second one. */
	private static Duration limit(String scale) {
		if (scale.equals("ci") || scale.equals("short")) {
			return Duration.ZERO;
		}
		if (!scale.matches("soak=[1-9]\\d{0,4}")) {
			throw new IllegalArgumentException("'" + scale
					+ "' is neither 'ci' nor 'short' nor 'soak=' and a number of minutes from 1 on (soak.minutes)");
		}
		return Duration.ofMinutes(Long.parseLong(scale.substring("soak=".length())));
	}

	private static List<Row> run(List<Promise> promises, Duration limit, Round first) throws Exception {
		List<Row> rows = new ArrayList<>();
		int alone = (int) promises.stream().filter(Promise::alone).count();
		Timetable timetable = new Timetable(System::nanoTime, limit, alone, promises.size() - alone, AT_ONCE);
		for (Promise promise : promises) {
			if (promise.alone()) {
				rows.add(run(promise, timetable.begin(true), first));
			}
		}
		ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
		try {
			List<Future<Row>> futures = promises.stream()
				.filter((promise) -> !promise.alone())
				.map((promise) -> pool.submit(() -> run(promise, timetable.begin(false), first)))
				.toList();
			for (Future<Row> future : futures) {
				rows.add(future.get());
			}
		}
		finally {
			pool.shutdown();
		}
		rows.sort(Comparator.comparingInt((row) -> row.promise().number()));
		return rows;
	}

	private static Row run(Promise promise, Timetable.Share share, Round first) {
		Result result = new Result();
		long start = System.nanoTime();
		String missing = promise.missing();
		if (missing == null) {
			try {
				Round round = first;
				promise.test(round, result);
				while (share.hasRoundLeft()) {
					result.forgetNotes();
					round = round.next();
					promise.test(round, result);
				}
			}
			catch (Throwable ex) {
				ex.printStackTrace(System.out);
				result.violation("the test ended with " + ex);
			}
		}
		Row row = new Row(promise, result, missing, (System.nanoTime() - start) / 1e9);
		System.out.println(row.text());
		if (missing != null) {
			System.out.println("    not run: " + missing);
		}
		result.violations().stream().limit(20).forEach((violation) -> System.out.println("    " + violation));
		return row;
	}

	private static void print(List<Row> rows, String scale) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("| | promise | runs | faults injected | violations | seconds |");
		lines.add("|---|---|---|---|---|---|");
		rows.forEach((row) -> lines.add(row.text()));
		lines.add("");
		lines.add("Java " + Runtime.version() + ", Linux " + System.getProperty("os.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, " + LocalDate.now() + ", " + scale);
		rows.forEach((row) -> row.result().notes().forEach((note) -> lines.add(row.promise().number() + ": " + note)));
		System.out.println();
		lines.forEach(System.out::println);
		Path out = Files.createDirectories(Path.of("target"));
		Files.write(out.resolve("campaign-" + Runtime.version().feature() + ".md"), lines);
	}

	private static boolean isCi() {
		return "true".equals(System.getenv("CI"));
	}

}
