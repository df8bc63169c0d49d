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

/**
 * Has this library and others send to a broker that is there, away and back, and prints
 * what came of it. Ends with 1 if this library lost a record.
 */
public final class Comparison {

	private Comparison() {
	}

	/**
	 * Compares.
	 * @param args the number of rounds, or {@code brief} for a way through all of it
	 * whose times mean nothing; and the directory for its table
	 * @throws Exception if it cannot be done
	 */
	public static void main(String[] args) throws Exception {
		if (args.length != 2 || !args[0].matches("[1-9]\\d{0,2}|brief")) {
			System.err
				.println("arguments: ROUNDS (from 1 to 999, or brief) and DIRECTORY, not: " + String.join(" ", args));
			System.exit(2);
		}
		boolean brief = args[0].equals("brief");
		int rounds = brief ? 1 : Integer.parseInt(args[0]);
		// What is away is asked of none that has nothing to keep records in.
		List<Contender> all = List.of(Contender.values());
		List<Contender> users = all.stream().filter((contender) -> contender != Contender.PRODUCER).toList();
		Findings findings = new Findings();
		try (Cluster cluster = Cluster.start(1);
				Measurements measurements = new Measurements(cluster, findings, brief)) {
			measurements.throughput(all, rounds);
			// A start with the broker away takes a minute with one of them.
			measurements.starts(brief ? List.of(Contender.ASYNC_APPEND, Contender.LOGBACK) : users, rounds);
			for (Contender contender : brief ? List.of(Contender.ASYNC_APPEND, Contender.LOG4J2) : users) {
				System.out.println("away: " + contender.title());
				measurements.away(contender);
			}
		}
		List<String> lines = new ArrayList<>(findings.table());
		lines.add("");
		lines.add("Java " + Runtime.version() + ", Linux " + System.getProperty("os.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, " + LocalDate.now() + ", " + args[0]);
		System.out.println();
		lines.forEach(System.out::println);
		Files.write(Files.createDirectories(Path.of(args[1])).resolve("comparison.md"), lines);
		boolean lost = findings.median(Row.LOST, Contender.ASYNC_APPEND) != 0;
		System.exit(lost ? 1 : 0);
	}

}
