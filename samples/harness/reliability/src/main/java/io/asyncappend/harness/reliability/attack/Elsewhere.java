package io.asyncappend.harness.reliability.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Files of the service's user that are none of the log's business, and what an attack
 * must not do there: not even open one of them. Some are called like what a link to them
 * stands for, as the file and the lock file of another appender may be.
 */
final class Elsewhere implements AutoCloseable {

	/** As long as what the service archives, so that its size gives nothing away. */
	static final String SECRET = "SECRET: not to be seen nor changed ".repeat(1 + Service.RECORD.length / 35)
		.substring(0, Service.RECORD.length);

	/** Has further names where the attacker may write, so it may be opened by those. */
	private static final String LINKED = "linked";

	private static final List<String> VICTIMS = List.of("victim", "log", ".log.lock", LINKED);

	private static final String ATTRIBUTES = "unix:uid,gid,mode,size,lastModifiedTime";

	private final Path directory;

	private final Map<Path, Map<String, Object>> before = new HashMap<>();

	private final Program witness;

	private Elsewhere(Path directory, Program witness) {
		this.directory = directory;
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
		for (String name : VICTIMS) {
			Path victim = Files.writeString(directory.resolve(name), SECRET);
			Files.setAttribute(victim, "unix:uid", user);
			Files.setAttribute(victim, "unix:gid", user);
			Files.setAttribute(victim, "unix:mode", name.equals(LINKED) ? 0_640 : 0_600);
		}
		Elsewhere elsewhere = new Elsewhere(directory,
				Program.start(List.of(witness.toString(), directory.toString())));
		for (String name : VICTIMS) {
			Path victim = directory.resolve(name);
			elsewhere.before.put(victim, Files.readAttributes(victim, ATTRIBUTES));
		}
		if (!"watching".equals(elsewhere.witness.line())) {
			throw new IOException(directory + " cannot be watched");
		}
		return elsewhere;
	}

	Path directory() {
		return this.directory;
	}

	Path linked() {
		return this.directory.resolve(LINKED);
	}

	/** What has escaped; watches no longer. */
	List<String> escapes() throws IOException {
		Map<String, Long> seen = this.witness.finish()
			.stream()
			.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
		List<String> escapes = new ArrayList<>();
		seen.forEach((what, times) -> escapes.add("elsewhere " + what + ", " + times + " times"));
		for (Path victim : this.before.keySet()) {
			if (!Files.exists(victim)) {
				escapes.add(victim + " is gone");
				continue;
			}
			Map<String, Object> after = Files.readAttributes(victim, ATTRIBUTES);
			if (!after.equals(this.before.get(victim))) {
				escapes.add(victim + " was " + this.before.get(victim) + " and is " + after);
			}
			String content = Files.readString(victim, StandardCharsets.ISO_8859_1);
			if (!content.equals(SECRET)) {
				escapes.add(victim + " was changed: " + content.substring(0, Math.min(content.length(), 80)));
			}
		}
		return escapes;
	}

	@Override
	public void close() {
		this.witness.close();
	}

}
