package io.asyncappend.samples.reliability.attack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A file of the service's user that is none of the log's business, alone in its
 * directory, and what an attack must not do: change it, read it, or make anything beside
 * it.
 */
final class Elsewhere {

	/** As long as what the service archives, so that its size gives nothing away. */
	private static final String SECRET = "SECRET: not to be seen nor changed ".repeat(1 + Service.RECORD.length / 35)
		.substring(0, Service.RECORD.length);

	private static final String FORGED = "FORGED";

	private static final String ATTRIBUTES = "unix:uid,gid,mode,size,lastModifiedTime";

	private final Path victim;

	private final Map<String, Object> before;

	private Elsewhere(Path victim, Map<String, Object> before) {
		this.victim = victim;
		this.before = before;
	}

	static Elsewhere create(Path directory, int user) throws IOException {
		Files.createDirectory(directory);
		Path victim = Files.writeString(directory.resolve("victim"), SECRET);
		for (Path path : List.of(directory, victim)) {
			Files.setAttribute(path, "unix:uid", user);
			Files.setAttribute(path, "unix:gid", user);
		}
		Files.setAttribute(directory, "unix:mode", 0_755);
		Files.setAttribute(victim, "unix:mode", 0_600);
		return new Elsewhere(victim, Files.readAttributes(victim, ATTRIBUTES));
	}

	Path victim() {
		return this.victim;
	}

	/**
	 * What has escaped.
	 * @param logs the directory where the attacker may write
	 * @param user the service's
	 * @param foreign whether the service may append to files of others
	 */
	List<String> escapes(Path logs, int user, boolean foreign) throws IOException {
		List<String> escapes = new ArrayList<>();
		if (!Files.readString(this.victim).equals(SECRET)) {
			escapes.add("the victim was changed: " + Files.readString(this.victim));
		}
		Map<String, Object> after = Files.readAttributes(this.victim, ATTRIBUTES);
		if (!after.equals(this.before)) {
			escapes.add("the victim was " + this.before + " and is " + after);
		}
		try (Stream<Path> beside = Files.list(this.victim.getParent())) {
			beside.filter((path) -> !path.equals(this.victim))
				.forEach((path) -> escapes.add("made beside it: " + path));
		}
		try (Stream<Path> all = Files.list(logs)) {
			for (Path path : all.toList()) {
				if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !Files.isSameFile(path, this.victim)) {
					look(path, user, foreign, escapes);
				}
			}
		}
		return escapes;
	}

	private static void look(Path path, int user, boolean foreign, List<String> escapes) throws IOException {
		String content = read(path);
		if (content.contains(SECRET)) {
			escapes.add("the secret is in " + path);
		}
		boolean ours = Files.getAttribute(path, "unix:uid").equals(user);
		if (ours && content.contains(FORGED)) {
			escapes.add("what the attacker wrote is in a file of the service, " + path);
		}
		int mode = (int) Files.getAttribute(path, "unix:mode") & 0_777;
		if (ours && (mode & ~0_640) != 0) {
			escapes.add(String.format("a file of the service has mode %04o: %s", mode, path));
		}
		if (!ours && !foreign && content.contains("genuine")) {
			escapes.add("records are in a file of others, " + path);
		}
	}

	private static String read(Path path) throws IOException {
		try (InputStream in = Files.newInputStream(path)) {
			byte[] bytes = in.readAllBytes();
			if (path.toString().contains(".gz") && bytes.length > 1 && bytes[0] == 0x1f) {
				try (GZIPInputStream unzipped = new GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
					bytes = unzipped.readAllBytes();
				}
				catch (IOException ex) {
					// Half of one.
				}
			}
			return new String(bytes, StandardCharsets.ISO_8859_1);
		}
	}

}
