package io.asyncappend.harness.logcomparison;

import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import io.asyncappend.harness.logcomparison.situation.FullDisk;
import io.asyncappend.harness.logcomparison.situation.HungDisk;
import io.asyncappend.harness.logcomparison.situation.Kill;
import io.asyncappend.harness.logcomparison.situation.Scale;
import io.asyncappend.harness.logcomparison.situation.Situation;
import io.asyncappend.harness.logcomparison.situation.Steady;
import io.asyncappend.harness.logcomparison.situation.Termination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Has each contender go through each situation, in turns, and prints what came of it.
 * Fails if async-append did not keep what it promises.
 */
public final class Comparison {

	private static final List<Situation> SITUATIONS = List.of(new Steady(), new Kill(), new Termination(),
			new FullDisk(), new HungDisk());

	private Comparison() {
	}

	/**
	 * Compares.
	 * @param args the number of rounds, or {@code brief} for a way through all of it
	 * whose times mean nothing; and a file that gets the numbers of each as CSV
	 * @throws Exception if it cannot be done
	 */
	public static void main(String[] args) throws Exception {
		if (args.length != 2 || !args[0].matches("[1-9]\\d{0,3}|brief")) {
			System.err
				.println("arguments: ROUNDS (from 1 to 9999, or brief) and CSV-FILE, not: " + String.join(" ", args));
			System.exit(2);
		}
		boolean brief = args[0].equals("brief");
		int rounds = brief ? 1 : Integer.parseInt(args[0]);
		Scale scale = brief ? Scale.brief() : Scale.full();
		Findings findings = new Findings();
		for (int round = 0; round < rounds; round++) {
			for (Situation situation : SITUATIONS) {
				go(situation, round, contenders(round, brief, situation), scale, findings);
			}
		}
		Files.write(Path.of(args[1]), findings.csv());
		System.out.printf("%n%d cores, %s %s, %s %s, %s; %d rounds%n%n", Runtime.getRuntime().availableProcessors(),
				System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("java.vm.name"),
				System.getProperty("java.vm.version"), LocalDate.now(), rounds);
		findings.table().forEach(System.out::println);
		findings.violations().forEach((violation) -> System.out.println("BROKEN: " + violation));
		System.exit(findings.violations().isEmpty() ? 0 : 1);
	}

	/**
	 * Another one comes first in each round. Where the numbers mean nothing, each of the
	 * others is there in a situation or two, and this library in all of them.
	 */
	private static List<Contender> contenders(int round, boolean brief, Situation situation) {
		List<Contender> contenders = new ArrayList<>(List.of(Contender.values()));
		Collections.rotate(contenders, -round);
		if (brief) {
			int turn = SITUATIONS.indexOf(situation);
			contenders.removeIf((contender) -> !contender.isOurs()
					&& (contender.ordinal() - turn) % (Contender.values().length - 1) != 0);
		}
		return contenders;
	}

	private static void go(Situation situation, int round, List<Contender> contenders, Scale scale, Findings findings)
			throws Exception {
		String missing = situation.missing();
		if (missing != null) {
			for (Row row : situation.rows()) {
				findings.skip(row, missing);
			}
			return;
		}
		for (Contender contender : contenders) {
			System.out.println(
					"round " + (round + 1) + ": " + situation.getClass().getSimpleName() + ", " + contender.title());
			situation.run(contender, scale, findings);
		}
	}

}
