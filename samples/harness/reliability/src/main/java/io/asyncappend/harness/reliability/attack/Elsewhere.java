package io.asyncappend.harness.reliability.attack;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files of the service's user that are none of the log's business, and what an attack
 * must not do there: not even open one of them. Some are called like what a link to them
 * stands for, as the file and the lock file of another appender may be.
 */
final class Elsewhere implements AutoCloseable {

	/** As long as what the service archives, so that its size gives nothing away. */
	static final String SECRET = "SECRET: not to be seen nor changed ".repeat(1 + Service.RECORD.length / 35)
		.substring(0, Service.RECORD.length - 1) + "\n";

	/** Has further names where the attacker may write, so it may be opened by those. */
	private static final String LINKED = "linked";

	/** Of a log that is one, so that a reader that is led there could read it. */
	private static final List<String> SIDE_FILES = List.of(".log.positions", ".log.index", ".log.cursor.c");

	private static final List<String> VICTIMS = Stream
		.concat(Stream.of("victim", "log", ".log.lock", LINKED), SIDE_FILES.stream())
		.toList();

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String ATTRIBUTES = "unix:uid,gid,mode,size,lastModifiedTime";

	private final Path directory;

	private final Map<Path, Map<String, Object>> before = new HashMap<>();

	private final Map<Path, byte[]> content;

	private final Program witness;

	/** The service's; 0 until it is known. */
	private long process;

	/** What other processes did, which is none of the service's doing. */
	private final List<String> others = new ArrayList<>();

	private Elsewhere(Path directory, Map<Path, byte[]> content, Program witness) {
		this.directory = directory;
		this.content = content;
		this.witness = witness;
	}

	/**
	 * Makes the files, and has them watched.
	 * @param directory to make
	 * @param user the service's
	 * @param witness the program that watches
	 */
	static Elsewhere create(Path directory, int user, Path witness) throws IOException {
		Files.createDirectory(directory);
		Files.setAttribute(directory, "unix:uid", user);
		Files.setAttribute(directory, "unix:gid", user);
		Files.setAttribute(directory, "unix:mode", 0_755);
		makeLog(directory.resolve("log"));
		Map<Path, byte[]> content = new HashMap<>();
		for (String name : VICTIMS) {
			Path victim = directory.resolve(name);
			if (!name.equals("log") && !SIDE_FILES.contains(name)) {
				Files.writeString(victim, SECRET);
			}
			Files.setAttribute(victim, "unix:uid", user);
			Files.setAttribute(victim, "unix:gid", user);
			Files.setAttribute(victim, "unix:mode", name.equals(LINKED) ? 0_640 : 0_600);
			content.put(victim, Files.readAllBytes(victim));
		}
		Elsewhere elsewhere = new Elsewhere(directory, content,
				Program.start(List.of(witness.toString(), directory.toString())));
		for (String name : VICTIMS) {
			Path victim = directory.resolve(name);
			elsewhere.before.put(victim, Files.readAttributes(victim, ATTRIBUTES));
		}
		String said = elsewhere.witness.line();
		if (!"watching".equals(said)) {
			throw new IOException(directory + " cannot be watched: " + said);
		}
		return elsewhere;
	}

	private static void makeLog(Path log) throws IOException {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("victim", log);
			appender.append(SECRET.getBytes(StandardCharsets.US_ASCII));
			appender.sync();
			try (LogCursor cursor = appender.cursor(Service.CURSOR)) {
				cursor.acknowledge(cursor.poll(1, LIMIT).get(0).end());
			}
		}
		Files.writeString(log.resolveSibling(".log.index"), SECRET);
	}

	Path directory() {
		return this.directory;
	}

	Path linked() {
		return this.directory.resolve(LINKED);
	}

	/** Has what a process opens count, which is that of the service. */
	void watch(long process) {
		this.process = process;
	}

	/** What other processes have opened, read and written, once it watches no longer. */
	List<String> others() {
		return this.others;
	}

	/** What has escaped; watches no longer. */
	List<String> escapes() throws IOException {
		Map<String, Long> seen = this.witness.finish()
			.stream()
			.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
		List<String> escapes = new ArrayList<>();
		seen.forEach((what, times) -> {
			String[] words = what.split(" ", 2);
			long by = Long.parseLong(words[0]);
			String text = "elsewhere " + words[1] + ", " + times + " times";
			if (by == 0 || by == this.process) {
				escapes.add(text);
			}
			else {
				this.others.add(text + " by process " + by);
			}
		});
		for (Path victim : this.before.keySet()) {
			if (!Files.exists(victim)) {
				escapes.add(victim + " is gone");
				continue;
			}
			Map<String, Object> after = Files.readAttributes(victim, ATTRIBUTES);
			if (!after.equals(this.before.get(victim))) {
				escapes.add(victim + " was " + this.before.get(victim) + " and is " + after);
			}
			byte[] content = Files.readAllBytes(victim);
			if (!Arrays.equals(content, this.content.get(victim))) {
				escapes.add(victim + " was changed: "
						+ new String(content, 0, Math.min(content.length, 80), StandardCharsets.ISO_8859_1));
			}
		}
		return escapes;
	}

	@Override
	public void close() {
		this.witness.close();
	}

}
