package io.asyncappend.harness.reliability.attack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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
 * What lies where the attacker may write once all is over, and what of it must not be
 * there.
 */
final class Leavings {

	private static final String FORGED = "FORGED";

	private final Path linked;

	private final int user;

	private final Aim aim;

	private final List<String> escapes = new ArrayList<>();

	/**
	 * Looks at nothing yet.
	 * @param linked the victim that has names there
	 * @param user the service's
	 * @param aim of the attack
	 */
	Leavings(Path linked, int user, Aim aim) {
		this.linked = linked;
		this.user = user;
		this.aim = aim;
	}

	/** What has escaped. */
	List<String> escapes(Path logs) throws IOException {
		try (Stream<Path> all = Files.list(logs)) {
			for (Path path : all.toList()) {
				if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !Files.isSameFile(path, this.linked)) {
					look(path);
				}
			}
		}
		return this.escapes;
	}

	/** How many archives of the service there are. */
	int archives(Path logs) throws IOException {
		int count = 0;
		try (Stream<Path> all = Files.list(logs)) {
			for (Path path : all.toList()) {
				if (path.getFileName().toString().matches("log\\.\\d+(\\.gz)?")
						&& Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) > 0
						&& Files.getAttribute(path, "unix:uid").equals(this.user)) {
					count++;
				}
			}
		}
		return count;
	}

	private void look(Path path) throws IOException {
		Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
		boolean ours = attributes.get("uid").equals(this.user);
		int mode = (int) attributes.get("mode") & 0_777;
		byte[] bytes = Files.readAllBytes(path);
		byte[] unzipped = unzip(bytes);
		String content = new String((unzipped != null) ? unzipped : bytes, StandardCharsets.ISO_8859_1);
		if (content.contains("SECRET")) {
			this.escapes.add("the secret is in " + path);
		}
		if (content.contains(FORGED) && (ours || unzipped != null)) {
			this.escapes.add("what the attacker wrote is in a file of the service, " + path);
		}
		if (ours && (mode & ~0_640) != 0) {
			this.escapes.add(String.format("a file of the service has mode %04o: %s", mode, path));
		}
		if (!ours && !this.aim.isForeignFileAppendedTo() && content.contains("genuine")) {
			this.escapes.add("records are in a file of another account, " + path);
		}
		if (!ours && unzipped != null) {
			this.escapes.add("the attacker, which compresses nothing, owns " + path);
		}
	}

	/** {@code null} for what is not compressed. */
	private static byte[] unzip(byte[] bytes) {
		try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			return unzipped.readAllBytes();
		}
		catch (IOException ex) {
			return null;
		}
	}

}
