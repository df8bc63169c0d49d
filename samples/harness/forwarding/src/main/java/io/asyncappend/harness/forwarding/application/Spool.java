package io.asyncappend.harness.forwarding.application;

import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The application as the harness sees it: it is started, killed and started again in the
 * same directory, and what it was promised adds up. Not thread-safe.
 */
public final class Spool implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofMinutes(5);

	/**
	 * Within which the cursor is written, that survives a kill: at once, but for the
	 * first time, when the name of its file is forced, which takes seconds on a disk that
	 * others keep busy.
	 */
	private static final Duration WRITTEN = Duration.ofSeconds(10);

	/** Within which it is forced: each second, on such a disk too. */
	private static final Duration FORCED = WRITTEN.plusSeconds(5);

	private static final Pattern INDEX = Pattern.compile("\"index\":(\\d+),");

	private final Path directory;

	private final Path notesFile;

	private final String topic;

	private final Map<String, String> properties = new TreeMap<>();

	private final List<Promised> promised = new ArrayList<>();

	private final long[] next = new long[Notes.PRODUCERS];

	private Child child;

	private Notes notes;

	/** Before which what was known as forwarded must be kept; 0 while it runs. */
	private long keptMillis;

	/**
	 * Does not run yet.
	 * @param directory of its log
	 * @param notes a file for what is to be known of it after its end
	 * @param topic where it forwards to
	 * @param properties of Spring Boot
	 */
	public Spool(Path directory, Path notes, String topic, Map<String, String> properties) {
		this.directory = directory;
		this.notesFile = notes;
		this.topic = topic;
		this.properties.putAll(properties);
	}

	/**
	 * One that has a copy of what this one has, which must not run.
	 * @param directory an empty one
	 * @param notes a file for what is to be known of it after its end
	 * @return one that does not run yet
	 * @throws IOException if the copy cannot be made
	 */
	public Spool copy(Path directory, Path notes) throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, directory.resolve(file.getFileName()));
			}
		}
		Spool copy = new Spool(directory, notes, this.topic, this.properties);
		copy.promised.addAll(this.promised);
		System.arraycopy(this.next, 0, copy.next, 0, this.next.length);
		return copy;
	}

	/**
	 * Starts it, and waits until it is ready.
	 * @throws IOException if it is not in a minute
	 */
	public void start() throws IOException {
		List<String> arguments = new ArrayList<>();
		arguments.add(this.notesFile.toString());
		arguments.add(LongStream.of(this.next).mapToObj(Long::toString).collect(Collectors.joining(",")));
		arguments.add("--spring.profiles.active=campaign");
		arguments.add("--async-append.directory=" + this.directory);
		arguments.add("--topic=" + this.topic);
		this.properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
		this.notes = new Notes(this.notesFile);
		this.child = Child.of(SpoolApplication.class).options("-Xmx256m").start(arguments.toArray(String[]::new));
		this.child.awaitLine(SpoolApplication.READY);
	}

	/**
	 * Has it append from now on.
	 * @param rate records in a second
	 * @throws IOException if it does not answer
	 */
	public void load(int rate) throws IOException {
		this.child.askOk("load " + rate);
	}

	/**
	 * Has it append, and waits until more is acknowledged than before.
	 * @param rate records in a second
	 * @throws Exception if nothing is in some minutes
	 */
	public void loadSome(int rate) throws Exception {
		long before = acknowledged();
		load(rate);
		Await.until("acknowledged", LIMIT, () -> acknowledged() > before);
	}

	/**
	 * Waits until more is forwarded than before.
	 * @throws Exception if nothing is in some minutes
	 */
	public void awaitProgress() throws Exception {
		long before = forwarded();
		Await.until("forwarded", LIMIT, () -> forwarded() > before);
	}

	/**
	 * Waits until more is forwarded than before, and that has to be kept, so that what is
	 * sent again after a kill or a power cut has a bound.
	 * @throws Exception if nothing is in some minutes
	 */
	public void awaitKept() throws Exception {
		awaitProgress();
		TimeUnit.NANOSECONDS.sleep(FORCED.toNanos());
	}

	private long forwarded() throws IOException {
		List<Notes.Forwarded> history = history();
		return history.get(history.size() - 1).forwarded();
	}

	/**
	 * Has it append one record that is none of those that are counted.
	 * @param length its bytes
	 * @throws IOException if it does not answer
	 */
	public void appendLarge(int length) throws IOException {
		this.child.askOk("large " + length);
	}

	/**
	 * How it is.
	 * @return its status
	 * @throws IOException if it does not answer
	 */
	public Status status() throws IOException {
		return Status.of(this.child.askOk("status"));
	}

	/**
	 * Ends the load when all is acknowledged, and waits until all is forwarded.
	 * @throws Exception if that is not so in some minutes
	 */
	public void settle() throws Exception {
		this.child.askOk("pause");
		Await.until("forwarded", LIMIT, () -> {
			Status status = status();
			return status.lag() == 0 && status.state().equals("FORWARDING");
		});
	}

	/**
	 * Waits until all records that are durable are forwarded; a full disk may have the
	 * beginning of one more.
	 * @throws Exception if that is not so in some minutes
	 */
	public void awaitForwarded() throws Exception {
		Await.until("forwarded", LIMIT, () -> status().records() == 0);
	}

	/**
	 * Waits until forwarding says that it fails.
	 * @throws Exception if it does not in some minutes
	 */
	public void awaitDegraded() throws Exception {
		Await.until("degraded", LIMIT, () -> status().state().equals("DEGRADED"));
	}

	/**
	 * Halts all of its threads, as a power cut does.
	 * @throws IOException if that cannot be done
	 */
	public void halt() throws IOException {
		this.keptMillis = System.currentTimeMillis() - FORCED.toMillis();
		this.child.signal("STOP");
	}

	/**
	 * Ends it by {@code kill -9}.
	 * @throws IOException if it does not end
	 */
	public void kill() throws IOException {
		ending();
		this.child.kill();
		ended();
	}

	/**
	 * Ends it in order.
	 * @throws IOException if it does not end
	 */
	public void stop() throws IOException {
		ending();
		this.child.tell("exit");
		this.child.awaitExit(Duration.ofMinutes(1));
		ended();
	}

	private void ending() {
		if (this.keptMillis == 0) {
			this.keptMillis = System.currentTimeMillis() - WRITTEN.toMillis();
		}
	}

	private void ended() throws IOException {
		this.notes.ended(this.keptMillis);
		this.keptMillis = 0;
		this.promised.addAll(running());
		for (int producer = 0; producer < Notes.PRODUCERS; producer++) {
			this.next[producer] = this.notes.offered(producer);
		}
		this.child = null;
	}

	private List<Promised> running() {
		List<Promised> running = new ArrayList<>();
		for (int producer = 0; producer < Notes.PRODUCERS; producer++) {
			running.add(new Promised(producer, this.next[producer], this.notes.acknowledged(producer)));
		}
		return running;
	}

	/**
	 * What was acknowledged as durable until now.
	 * @return of each producer and process
	 */
	public List<Promised> promised() {
		List<Promised> all = new ArrayList<>(this.promised);
		if (this.child != null) {
			all.addAll(running());
		}
		return all;
	}

	/**
	 * How many records were acknowledged as durable until now.
	 * @return their number
	 */
	public long acknowledged() {
		return promised().stream().mapToLong((range) -> range.to() - range.from()).sum();
	}

	/**
	 * How far it knew itself to be forwarded, by time.
	 * @return in order; each process begins with what must be kept of those before it
	 * @throws IOException if that cannot be read
	 */
	public List<Notes.Forwarded> history() throws IOException {
		return this.notes.history();
	}

	/**
	 * The records that were kept aside.
	 * @return their indexes
	 * @throws IOException if that cannot be read
	 */
	public Set<Long> rejected() throws IOException {
		Path file = this.directory.resolve("spool.log.rejected");
		if (!Files.exists(file)) {
			return Set.of();
		}
		try (Stream<String> lines = Files.lines(file)) {
			return lines.map(Spool::index).collect(Collectors.toSet());
		}
	}

	/**
	 * The records that a crash has cut and forwarding has passed over.
	 * @return where they end, by where they begin
	 * @throws IOException if that cannot be read
	 */
	public Map<Long, Long> cut() throws IOException {
		return this.notes.cut();
	}

	private static Long index(String line) {
		Matcher matcher = INDEX.matcher(line);
		if (!matcher.find()) {
			throw new IllegalStateException("a rejected record without an index: " + line);
		}
		return Long.valueOf(matcher.group(1));
	}

	/**
	 * The topic that it forwards to.
	 * @return its name
	 */
	public String topic() {
		return this.topic;
	}

	@Override
	public void close() throws IOException {
		if (this.child != null) {
			this.child.close();
		}
	}

	/**
	 * What an application says of itself.
	 *
	 * @param state of forwarding
	 * @param lag bytes that are not forwarded
	 * @param records that are not, with all their bytes
	 * @param rejected records that never are
	 * @param failure of an append; empty where none has failed
	 */
	public record Status(String state, long lag, long records, long rejected, String failure) {

		static Status of(String answer) {
			String[] words = answer.split(" ", 5);
			return new Status(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]),
					(words.length == 5) ? words[4] : "");
		}

	}

}
