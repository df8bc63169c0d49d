package io.asyncappend.harness.cost.contender;

import io.asyncappend.harness.cost.application.CostApplication;
import io.asyncappend.harness.cost.application.Usage;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A contender in a JVM of its own, with its log in a directory of its own. */
public final class Running implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int CONNECTIONS = 16;

	private static final int CALLS_PER_SECOND = 40_000;

	private static final Pattern ANSWERS = Pattern.compile("(\\d+) requests in ");

	private final Contender contender;

	private final Scratch directory;

	private final Child child;

	private final String port;

	private long load;

	/** Of the load generator, each of which leaves requests without waiting. */
	private int runs;

	private Running(Contender contender, Scratch directory, Child child, String port) {
		this.contender = contender;
		this.directory = directory;
		this.child = child;
		this.port = port;
	}

	/**
	 * Starts one.
	 * @param contender the way to log
	 * @return the running application
	 * @throws IOException if it cannot be started
	 */
	public static Running start(Contender contender) throws IOException {
		Scratch directory = Scratch.create("cost");
		Child.Builder builder = Child.of(CostApplication.class)
			.directory(directory.path())
			.classPath(classPath())
			.options(contender.options().toArray(String[]::new));
		if (contender.isConsole()) {
			// What reads the lines, and counts them, is no part of the JVM.
			builder.prefix("bash", "-c", "exec \"$@\" 3>&1 > >(grep -c 'GET /orders' >lines)", "child");
		}
		Child child = builder.start(contender.arguments(directory.path()));
		try {
			return new Running(contender, directory, child, child.awaitLine("ready").split(" ")[1]);
		}
		catch (IOException ex) {
			child.close();
			throw ex;
		}
	}

	/** As it is from that directory. */
	private static String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * What it is.
	 * @return the contender
	 */
	public Contender contender() {
		return this.contender;
	}

	/**
	 * What its JVM has used.
	 * @return the usage
	 * @throws IOException if it does not answer
	 */
	public Usage usage() throws IOException {
		return Usage.of(this.child.askOk("usage"));
	}

	/**
	 * Puts it under load.
	 * @param turn for how long, in whole seconds for requests
	 * @return how many requests or calls it had
	 * @throws IOException if it has none
	 * @throws InterruptedException if that is interrupted
	 */
	public long load(Duration turn) throws IOException, InterruptedException {
		long load = (this.contender.table() == Table.LOG)
				? Long.parseLong(this.child.askOk("log " + CALLS_PER_SECOND + " " + turn.toMillis())) : requests(turn);
		this.load += load;
		return load;
	}

	/** On a busy machine, a second may bring no answer. */
	private long requests(Duration turn) throws IOException, InterruptedException {
		for (int tries = 0; tries < 10; tries++) {
			this.runs++;
			Process wrk = new ProcessBuilder("wrk", "-t1", "-c" + CONNECTIONS,
					"-d" + Math.max(1, turn.toSeconds()) + "s", "http://127.0.0.1:" + this.port + "/hello?name=a%20b")
				.redirectErrorStream(true)
				.start();
			String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			Matcher answers = ANSWERS.matcher(said);
			if (wrk.waitFor() != 0 || !answers.find() || said.contains("Non-2xx")) {
				throw new IOException(this.contender + ": wrk said " + said + "; the server said " + this.child.said());
			}
			long requests = Long.parseLong(answers.group(1));
			if (requests > 0) {
				return requests;
			}
		}
		throw new IOException(this.contender + " answers nothing; the server said " + this.child.said());
	}

	/**
	 * Ends it in an orderly way and counts its lines.
	 * @return the lines that should be there and are not; a server may have served up to
	 * one more request for each connection of a turn than were answered
	 * @throws IOException if it does not end
	 * @throws InterruptedException if that is interrupted
	 */
	public long exit() throws IOException, InterruptedException {
		this.child.tell("exit");
		this.child.awaitExit(LIMIT);
		this.child.readAll();
		long lines = lines();
		long most = this.load + ((this.contender.table() == Table.LOG) ? 0 : (long) this.runs * CONNECTIONS);
		if (lines > most) {
			throw new IOException(this.contender + " has " + lines + " lines of at most " + most);
		}
		return Math.max(0, this.load - lines);
	}

	private long lines() throws IOException {
		if (this.contender.isConsole()) {
			return Long.parseLong(Files.readString(this.directory.resolve("lines")).strip());
		}
		long lines = 0;
		try (Stream<Path> files = Files.walk(this.directory.path())) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				try (Stream<String> read = Files.lines(file, StandardCharsets.ISO_8859_1)) {
					lines += read.filter((line) -> line.contains("/hello") || line.contains("GET /orders")).count();
				}
			}
		}
		return lines;
	}

	@Override
	public void close() throws IOException {
		this.child.close();
		this.directory.close();
	}

	/**
	 * Starts all contenders of a table at the same time.
	 * @param table the table
	 * @return the running applications
	 * @throws IOException if one cannot be started; none runs then
	 */
	public static List<Running> start(Table table) throws IOException {
		List<Running> running = new ArrayList<>();
		try {
			for (Contender contender : table.contenders()) {
				running.add(start(contender));
			}
			return running;
		}
		catch (IOException ex) {
			for (Running one : running) {
				one.close();
			}
			throw ex;
		}
	}

}
