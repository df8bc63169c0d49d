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
	 * @param args a {@link Round.Scale} in lower case, or {@code soak=MINUTES} for round
	 * after round of all of it until these minutes are over; then the numbers of the
	 * promises to test; all without any
	 * @throws Exception if the campaign could not be run
	 */
	public static void main(String[] args) throws Exception {
		String scale = (args.length > 0) ? args[0] : "whole";
		boolean isSoak = scale.startsWith("soak=");
		Duration limit = isSoak ? minutes(scale.substring("soak=".length())) : Duration.ZERO;
		Set<Integer> wanted = Stream.of(args).skip(1).map(Integer::valueOf).collect(Collectors.toSet());
		List<Promise> promises = ServiceLoader.load(Promise.class)
			.stream()
			.map(ServiceLoader.Provider::get)
			.filter((promise) -> wanted.isEmpty() || wanted.contains(promise.number()))
			.sorted(Comparator.comparingInt(Promise::number))
			.toList();
		List<Row> rows = run(promises, limit, Round.first(isSoak ? Round.Scale.WHOLE : scale(scale)));
		print(rows, scale);
		if (rows.isEmpty() || rows.stream().anyMatch(Row::failed)) {
			System.exit(1);
		}
	}

	private static Round.Scale scale(String name) {
		return Stream.of(Round.Scale.values())
			.filter((scale) -> scale.name().toLowerCase(Locale.ROOT).equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'" + name + "' is neither 'whole' nor 'short' (campaign.scale)"));
	}

	private static Duration minutes(String minutes) {
		if (!minutes.matches("(?!0+(\\.0+)?$)\\d{1,5}(\\.\\d{1,3})?")) {
			throw new IllegalArgumentException(
					"'" + minutes + "' is no number of minutes greater than 0 (soak.minutes)");
		}
		return Duration.ofMillis(Math.round(Double.parseDouble(minutes) * 60_000));
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
