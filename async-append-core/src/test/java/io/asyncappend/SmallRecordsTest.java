package io.asyncappend;

import io.asyncappend.support.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes, half of them synchronous, that share a file for their smallest records. */
@Timeout(180)
class SmallRecordsTest {

	private static final int RECORDS = 4000;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(ints = { 2, 6 })
	void smallRecordsAreWholeAndInOrderAfterAKill(int processes) throws Exception {
		Path file = this.directory.resolve("log");
		List<Child> children = new ArrayList<>();
		try {
			for (int i = 0; i <= processes; i++) {
				int records = (i == processes) ? Integer.MAX_VALUE : RECORDS;
				children.add(Child.start(SmallRecords.class, file, (char) ('a' + i), i % 2 == 0, records));
			}
			for (Child child : children) {
				child.readUntil("ready");
			}
			for (Child child : children) {
				child.process().getOutputStream().close();
			}
			Child killed = children.get(processes);
			killed.readUntil("written 1000");
			killed.close();
			for (Child child : children.subList(0, processes)) {
				child.readUntil("done");
			}
			int[] found = read(file, processes + 1);
			assertThat(Arrays.copyOf(found, processes)).containsOnly(RECORDS);
			assertThat(found[processes]).isGreaterThanOrEqualTo(1000);
		}
		finally {
			children.forEach(Child::close);
		}
	}

	/** How many there are of each, after each other. */
	private static int[] read(Path file, int processes) throws IOException {
		int[] found = new int[processes];
		List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
		for (String line : lines) {
			int process = line.charAt(0) - 'a';
			assertThat(line + "\n")
				.isEqualTo(new String(SmallRecords.record(line.charAt(0), found[process]), StandardCharsets.US_ASCII));
			found[process]++;
		}
		assertThat(file).hasSize((long) lines.size() * SmallRecords.LENGTH);
		return found;
	}

}
