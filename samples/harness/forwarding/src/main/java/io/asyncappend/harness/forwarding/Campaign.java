package io.asyncappend.harness.forwarding;

import io.asyncappend.harness.forwarding.broker.Cluster;
import io.asyncappend.harness.forwarding.fault.Fault;
import io.asyncappend.harness.forwarding.fault.Faults;
import io.asyncappend.harness.forwarding.fault.Result;
import io.asyncappend.harness.forwarding.fault.Scale;
import io.asyncappend.harness.forwarding.fault.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Injects each fault while an application appends and forwards, reads the topic to its
 * end, and prints a table of what was done and found. Ends with 1 if a promise was
 * broken, or if a fault could not be injected though {@code CI=true} says that this
 * machine has all it takes.
 */
public final class Campaign {

	/** In a short campaign the others are left out where records go in transactions. */
	private static final Set<String> SHORT_EXACTLY_ONCE = Set.of("broker-killed", "application-killed");

	private final Map<String, String> rows = new TreeMap<>();

	private final Scale scale;

	private final List<Fault> faults;

	private final List<Way> ways;

	private final boolean onlySome;

	private boolean failed;

	private Campaign(Scale scale, List<Way> ways, List<Fault> faults, boolean onlySome) {
		this.scale = scale;
		this.ways = ways;
		this.faults = faults;
		this.onlySome = onlySome;
	}

	private enum Way {

		/** A consumer may see a record twice. */
		AT_LEAST_ONCE,

		/** A consumer of what is committed sees each record once. */
		EXACTLY_ONCE;

		String text() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

	/**
	 * Runs the campaign.
	 * @param args {@code short} or {@code whole}; {@code at-least-once},
	 * {@code exactly-once} or {@code both}; the directory for its table; then the names
	 * of faults, all without any
	 * @throws Exception if the campaign could not be run
	 */
	public static void main(String[] args) throws Exception {
		Set<String> names = Stream.of(args).skip(3).collect(Collectors.toSet());
		Set<String> known = Faults.ALL.stream().map(Fault::name).collect(Collectors.toCollection(TreeSet::new));
		List<Way> ways = Stream.of(Way.values())
			.filter((way) -> args.length > 1 && (args[1].equals("both") || args[1].equals(way.text())))
			.toList();
		if (args.length < 3 || !args[0].matches("short|whole") || ways.isEmpty() || !known.containsAll(names)) {
			System.err.println("arguments: short or whole, at-least-once, exactly-once or both, DIRECTORY, and of these"
					+ " the faults to inject: " + String.join(" ", known) + "; not: " + String.join(" ", args));
			System.exit(2);
		}
		boolean isShort = args[0].equals("short");
		Campaign campaign = new Campaign(isShort ? Scale.brief() : Scale.whole(), ways,
				Faults.ALL.stream().filter((fault) -> names.isEmpty() || names.contains(fault.name())).toList(),
				isShort && names.isEmpty());
		campaign.run();
		campaign.print(Path.of(args[2]), args[0]);
		System.exit(campaign.failed ? 1 : 0);
	}

	/** One broker and three at the same time, as most of it waits for something. */
	private void run() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> both = new ArrayList<>();
			for (int brokers : new int[] { 1, 3 }) {
				List<Fault> some = this.faults.stream().filter((fault) -> fault.brokers() == brokers).toList();
				if (!some.isEmpty()) {
					both.add(pool.submit(() -> run(brokers, some)));
				}
			}
			for (Future<?> one : both) {
				one.get();
			}
		}
		finally {
			pool.shutdownNow();
		}
	}

	private Void run(int brokers, List<Fault> some) throws Exception {
		try (Cluster cluster = Cluster.start(brokers)) {
			for (Way way : this.ways) {
				run(way, cluster, some);
			}
		}
		return null;
	}

	private void run(Way way, Cluster cluster, List<Fault> some) throws Exception {
		try (Setting setting = new Setting(cluster, this.scale, way.text(), way == Way.EXACTLY_ONCE)) {
			for (Fault fault : some) {
				if (way == Way.AT_LEAST_ONCE || !this.onlySome || SHORT_EXACTLY_ONCE.contains(fault.name())) {
					run(fault, way, setting);
				}
			}
		}
	}

	private void run(Fault fault, Way way, Setting setting) {
		String missing = fault.missing();
		if (missing != null) {
			row(fault, way, "not run: " + missing + " | | | | | | ", !"true".equals(System.getenv("CI")));
			return;
		}
		Result result = new Result();
		long start = System.nanoTime();
		try {
			fault.inflict(setting, result);
		}
		catch (Exception ex) {
			ex.printStackTrace(System.out);
			result.violation("the fault ended with " + ex);
		}
		row(fault, way, String.format(Locale.ROOT, "%s | %.0f", result.cells(), (System.nanoTime() - start) / 1e9),
				result.violations().isEmpty() && result.isSomething());
		result.violations().forEach((violation) -> System.out.println("    " + violation));
	}

	private synchronized void row(Fault fault, Way way, String cells, boolean ok) {
		String row = "| " + fault.text() + " | " + way.text().replace('-', ' ') + " | " + cells + " |";
		this.rows.put(way.ordinal() + " " + (char) ('a' + this.faults.indexOf(fault)), row);
		this.failed |= !ok;
		System.out.println(row);
	}

	private void print(Path directory, String scale) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("| | delivery | faults | acknowledged | in the topic | duplicates | torn | violations | seconds |");
		lines.add("|---|---|---|---|---|---|---|---|---|");
		lines.addAll(this.rows.values());
		lines.add("");
		lines.add("Java " + Runtime.version() + ", Linux " + System.getProperty("os.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, " + LocalDate.now() + ", " + scale);
		System.out.println();
		lines.forEach(System.out::println);
		Files.createDirectories(directory);
		Files.write(directory.resolve("forwarding.md"), lines);
	}

}
