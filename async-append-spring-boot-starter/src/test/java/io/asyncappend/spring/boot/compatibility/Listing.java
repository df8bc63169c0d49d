package io.asyncappend.spring.boot.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What programs, configurations, dashboards or files of users rely on, as a sorted list
 * that is checked in. The system property {@code compatibility.update} writes it anew.
 *
 * @param name the name of its file
 * @param lines what there is
 */
record Listing(String name, List<String> lines) {

	private static final Path DIRECTORY = Path.of("src/test/compatibility");

	private static final boolean UPDATE = Boolean.getBoolean("compatibility.update");

	Listing {
		lines = List.copyOf(new TreeSet<>(lines));
	}

	/** What the checked-in listing has otherwise: one line for each difference. */
	List<String> changes() throws IOException {
		Path file = DIRECTORY.resolve(this.name + ".txt");
		if (UPDATE) {
			Files.write(file, this.lines);
		}
		return changes(Files.exists(file) ? Files.readAllLines(file) : List.of());
	}

	/** What another listing has otherwise. */
	List<String> changes(List<String> before) {
		List<String> changes = new ArrayList<>();
		before.stream().filter((line) -> !this.lines.contains(line)).forEach((line) -> changes.add("gone:  " + line));
		this.lines.stream().filter((line) -> !before.contains(line)).forEach((line) -> changes.add("added: " + line));
		return changes;
	}

}
