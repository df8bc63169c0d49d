package io.asyncappend.harness.reliability.exit;

import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Starts a program, lets it leave, and compares its files with what its load was told.
 */
public final class Exit {

	/** The time an exit may take beyond what it is allowed. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	/** What applications are told. */
	static final String TIMEOUT = "5s";

	/** What they may take then. */
	static final Duration LIMIT = Duration.ofSeconds(5).plus(GRACE);

	private final Random random = new Random();

	private final AtomicLong slowest = new AtomicLong();

	private final Result result;

	/**
	 * Will take note of what is wrong.
	 * @param result takes it
	 */
	public Exit(Result result) {
		this.result = result;
	}

	/**
	 * How long the slowest exit took.
	 * @return in milliseconds
	 */
	public long slowestMillis() {
		return this.slowest.get();
	}

	/**
	 * One exit of the library alone.
	 * @param way how
	 * @param kind of appender
	 * @throws IOException if the program does not do what it is told
	 */
	public void ofJvm(Way way, LeavingJvm.Kind kind) throws IOException {
		Path directory = Files.createTempDirectory("exit");
		String run = way + " of a JVM, " + kind;
		try (Child child = Child.of(LeavingJvm.class)
			.start(way.name(), kind.name(), directory.resolve("audit.log").toString(),
					directory.resolve("audit.acks").toString())) {
			List<String> output = leave(child, way, Duration.ofSeconds(10).plus(GRACE), run);
			// Producers go on until the JVM is gone: it may cut what was not
			// acknowledged.
			verify(directory, "audit", Tail.CUT, run);
			complaints(Report.of("audit", output), run);
		}
		end(directory);
	}

	/**
	 * One exit of an application context.
	 * @param way how
	 * @throws IOException if the program does not do what it is told
	 */
	public void ofContext(Way way) throws IOException {
		Path directory = Files.createTempDirectory("exit");
		String run = way + " of a context";
		try (Child child = Child.of(LeavingContext.class)
			.start(way.name(), "--logging.pattern.console=%m%n", "--spring.main.banner-mode=off",
					"--async-append.directory=" + directory, "--async-append.shutdown-timeout=" + TIMEOUT,
					"--async-append.appenders.audit.sync=every-batch", "--async-append.appenders.spool.sync=1s",
					"--async-append.defaults.buffer-size=64KB", (way == Way.FAILS_TO_START) ? "--fails=true" : "")) {
			List<String> output = leave(child, way, LIMIT, run);
			for (String appender : List.of("audit", "spool")) {
				boolean closed = way != Way.TERM_WITHOUT_CLOSE;
				Verdict verdict = verify(directory, appender, closed ? Tail.WHOLE : Tail.CUT, run);
				Report report = Report.of(appender, output);
				complaints(report, run);
				if (closed) {
					compare(report, verdict.records(), verdict.bytes(), run + ", " + appender);
					long bytes = verdict.bytes();
					require(output.contains("closed " + appender + " accepted=" + bytes + " durable=" + bytes),
							run + ", " + appender + ": not all of the " + bytes + " bytes was forced: " + output);
				}
			}
		}
		end(directory);
	}

	private List<String> leave(Child child, Way way, Duration limit, String run) throws IOException {
		child.awaitLine("ready");
		LockSupport.parkNanos(Duration.ofMillis(this.random.nextInt(150)).toNanos());
		long start = System.nanoTime();
		if (way.isSignal()) {
			child.signal("TERM");
		}
		else {
			child.tell("leave");
		}
		int code = child.awaitExit(Duration.ofSeconds(60));
		ended(start, limit, run);
		List<String> output = child.readAll();
		require(code == way.code(), run + ": exit code " + code + " after " + output);
		return output;
	}

	/** Takes note of how long an exit took. */
	void ended(long start, Duration limit, String run) {
		long took = System.nanoTime() - start;
		this.slowest.accumulateAndGet(Duration.ofNanos(took).toMillis(), Math::max);
		require(took <= limit.toNanos(), run + ": the exit took " + Duration.ofNanos(took));
	}

	private Verdict verify(Path directory, String appender, Tail tail, String run) throws IOException {
		return verify(Acknowledgements.read(directory.resolve(appender + ".acks")),
				directory.resolve(appender + ".log"), tail, run + ", " + appender);
	}

	Verdict verify(Acknowledgements acks, Path file, Tail tail, String run) throws IOException {
		require(acks.acknowledged(Promised.ACCEPTED) > 0, run + ": nothing was acknowledged");
		Verdict verdict = new Verifier(acks, acks, Promised.ACCEPTED, tail).verify(file);
		require(verdict.ok(), run + ": " + verdict);
		return verdict;
	}

	void complaints(Report report, String run) {
		report.complaints().forEach((line) -> this.result.violation(run + ": " + line));
	}

	void compare(Report report, long records, long bytes, String run) {
		require(report.records() == records && report.bytes() == bytes,
				run + ": " + report + ", but in the file are " + records + " records, " + bytes + " bytes");
	}

	void require(boolean holds, String violation) {
		if (!holds) {
			this.result.violation(violation);
		}
	}

	void end(Path directory) throws IOException {
		this.result.run();
		this.result.faults(1);
		delete(directory);
	}

	static void delete(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
