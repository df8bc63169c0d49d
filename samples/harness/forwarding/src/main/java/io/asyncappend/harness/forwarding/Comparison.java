package io.asyncappend.harness.forwarding;

import io.asyncappend.harness.forwarding.broker.Cluster;
import io.asyncappend.harness.forwarding.comparison.Findings;
import io.asyncappend.harness.forwarding.comparison.Measurements;
import io.asyncappend.harness.forwarding.comparison.Row;
import io.asyncappend.harness.forwarding.contender.Contender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has this library and others send to a broker that is there, away and back, and prints
 * what came of it. Ends with 1 if this library lost a record.
 */
public final class Comparison {

	private Comparison() {
	}

	/** What is compared. */
	private enum Part {

		THROUGHPUT, STARTS, AWAY

	}

	/**
	 * Compares.
	 * @param args the number of rounds, or {@code brief} for a way through all of it
	 * whose times mean nothing; what is compared: {@code throughput}, {@code starts} and
	 * {@code away}, with commas between; the profiles of those that are compared,
	 * likewise; and the directory for the table
	 * @throws Exception if it cannot be done
	 */
	public static void main(String[] args) throws Exception {
		if (args.length != 4 || !args[0].matches("[1-9]\\d{0,2}|brief")) {
			System.err.println("arguments: ROUNDS (from 1 to 999, or brief), PARTS, CONTENDERS and DIRECTORY, not: "
					+ String.join(" ", args));
			System.exit(2);
		}
		boolean brief = args[0].equals("brief");
		int rounds = brief ? 1 : Integer.parseInt(args[0]);
		Set<Part> parts = named(args[1], Part.values(), (part) -> part.name().toLowerCase(Locale.ROOT));
		Set<Contender> all = named(args[2], Contender.values(), Contender::profile);
		// What is away is asked of none that has nothing to keep records in.
		List<Contender> users = all.stream().filter((contender) -> !contender.isBare()).toList();
		Findings findings = new Findings();
		// The disk of a broker is another one than that of the application; of what is
		// brief a machine may have little memory.
		try (Cluster cluster = brief ? Cluster.start(1) : Cluster.inMemory(1);
				Measurements measurements = new Measurements(cluster, findings, brief)) {
			if (parts.contains(Part.THROUGHPUT)) {
				measurements.throughput(List.copyOf(all), rounds);
			}
			if (parts.contains(Part.STARTS)) {
				// A start with the broker away takes a minute with one of them.
				measurements.starts(brief ? some(users, Contender.LOGBACK) : users, rounds);
			}
			if (parts.contains(Part.AWAY)) {
				for (Contender contender : brief ? some(users, Contender.LOG4J2) : users) {
					System.out.println("away: " + contender.title());
					measurements.away(contender);
				}
			}
		}
		List<String> lines = new ArrayList<>(findings.table());
		lines.add("");
		lines.add("Java " + Runtime.version() + ", Linux " + System.getProperty("os.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, " + LocalDate.now() + ", "
				+ String.join(" ", List.of(args).subList(0, 3)));
		System.out.println();
		lines.forEach(System.out::println);
		Files.write(Files.createDirectories(Path.of(args[3])).resolve("comparison.md"), lines);
		System.exit(findings.median(Row.LOST, Contender.ASYNC_APPEND) > 0 ? 1 : 0);
	}

	/** In the order of the enum. */
	private static <E extends Enum<E>> Set<E> named(String list, E[] values, Function<E, String> name) {
		Map<String, E> known = Stream.of(values).collect(Collectors.toMap(name, Function.identity()));
		List<String> names = List.of(list.split(","));
		if (!known.keySet().containsAll(names)) {
			System.err.println("not all of these are of " + known.keySet() + ": " + names);
			System.exit(2);
		}
		return names.stream().map(known::get).collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<Contender> some(List<Contender> contenders, Contender other) {
		return contenders.stream().filter((contender) -> contender.isOurs() || contender == other).toList();
	}

}
