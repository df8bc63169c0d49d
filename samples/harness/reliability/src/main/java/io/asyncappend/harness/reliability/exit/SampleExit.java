package io.asyncappend.harness.reliability.exit;

import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SIGTERM to the sample while clients post to it. */
public final class SampleExit {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+).*");

	/** A line of the trail, around the record in it. */
	private static final Pattern ENTRY = Pattern.compile("\\{\"at\":\"[^\"]+\",\"event\":\\{\"record\":\"([^\"]+)\"}}");

	private final Random random = new Random();

	private final Sample sample;

	private final Exit exit;

	/**
	 * Uses a sample again and again.
	 * @param sample how it is started
	 * @param exit what is wrong with its exits
	 */
	public SampleExit(Sample sample, Exit exit) {
		this.sample = sample;
		this.exit = exit;
	}

	/**
	 * Starts it, posts, sends SIGTERM and compares.
	 * @param aheadOfTime whether it is to be started ahead-of-time processed
	 * @throws Exception if it cannot be started or called
	 */
	public void term(boolean aheadOfTime) throws Exception {
		Path data = Files.createTempDirectory("exit");
		Path events = data.resolve("audit.acks");
		Path lines = data.resolve("spool.acks");
		String run = "SIGTERM of the sample";
		try (Child child = this.sample.start(data, aheadOfTime)) {
			Matcher port = PORT.matcher(child.awaitLine("Tomcat started on port"));
			port.matches();
			child.awaitLine("Started AuditServiceApplication");
			Clients clients = new Clients("http://127.0.0.1:" + port.group(1), events, lines);
			clients.awaitWarm();
			LockSupport.parkNanos(Duration.ofMillis(this.random.nextInt(300)).toNanos());
			long signalled = System.nanoTime();
			child.signal("TERM");
			int code = child.awaitExit(Duration.ofSeconds(60));
			this.exit.ended(signalled, Exit.LIMIT, run);
			List<String> output = child.readAll();
			clients.awaitEnd().forEach((wrong) -> this.exit.require(false, run + ": " + wrong));
			this.exit.require(code == Way.TERM.code(), run + ": exit code " + code + " after " + output);
			compare("audit", events, records(data.resolve("audit.log")), data.resolve("audit.log"), output, run);
			compare("spool", lines, data.resolve("spool.log"), data.resolve("spool.log"), output, run);
		}
		this.exit.end(data);
	}

	/** The records out of the lines of the trail; what is no such line stays as it is. */
	private static Path records(Path trail) throws IOException {
		ByteArrayOutputStream records = new ByteArrayOutputStream();
		String text = Files.readString(trail, StandardCharsets.ISO_8859_1);
		for (String line : text.split("(?<=\n)")) {
			Matcher entry = ENTRY.matcher(line.stripTrailing());
			boolean whole = line.endsWith("\n") && entry.matches();
			records.writeBytes((whole ? entry.group(1) + "\n" : line).getBytes(StandardCharsets.ISO_8859_1));
		}
		return Files.write(trail.resolveSibling("audit.records"), records.toByteArray());
	}

	private void compare(String appender, Path acks, Path records, Path file, List<String> output, String run)
			throws IOException {
		Verdict verdict = this.exit.verify(Acknowledgements.read(acks), records, Tail.WHOLE, run + ", " + appender);
		Report report = Report.of(appender, output);
		this.exit.complaints(report, run);
		this.exit.compare(report, verdict.records(), Files.size(file), run + ", " + appender);
	}

}
