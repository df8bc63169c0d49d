package io.asyncappend.harness.reliability.attack;

import io.asyncappend.harness.reliability.system.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a service does elsewhere is seen, and not taken for what others do. */
class ElsewhereTest {

	private static final long OURS = ProcessHandle.current().pid();

	@TempDir
	private Path directory;

	private Path witness;

	@BeforeAll
	static void needsRoot() {
		String missing = Tools.missingForRoot("gcc");
		if ("true".equals(System.getenv("CI"))) {
			assertThat(missing).isNull();
		}
		assumeTrue(missing == null, missing);
	}

	@BeforeEach
	void compile() throws IOException {
		this.witness = Program.compile("witness", this.directory);
	}

	private Elsewhere elsewhere(long process) throws IOException {
		Elsewhere elsewhere = Elsewhere.create(this.directory.resolve("elsewhere"), 0, this.witness);
		elsewhere.watch(process);
		return elsewhere;
	}

	private static void list(Path directory) throws IOException {
		try (Stream<Path> all = Files.list(directory)) {
			assertThat(all.count()).isPositive();
		}
	}

	@Test
	void nothingIsSeenWhereNothingIsDone() throws IOException {
		try (Elsewhere elsewhere = elsewhere(OURS)) {
			assertThat(elsewhere.escapes()).isEmpty();
			assertThat(elsewhere.others()).isEmpty();
		}
	}

	@Test
	void whatTheProcessOpensIsAnEscape() throws IOException {
		try (Elsewhere elsewhere = elsewhere(OURS)) {
			Files.readString(elsewhere.directory().resolve("victim"));
			list(elsewhere.directory());
			List<String> escapes = elsewhere.escapes();
			assertThat(escapes).anyMatch((escape) -> escape.startsWith("elsewhere victim: opened, "))
				.anyMatch((escape) -> escape.startsWith("elsewhere victim: read, "))
				.anyMatch((escape) -> escape.startsWith("elsewhere .: opened, "));
			assertThat(elsewhere.others()).isEmpty();
		}
	}

	@Test
	void whatAnotherProcessOpensIsNone() throws IOException {
		try (Elsewhere elsewhere = elsewhere(OURS + 1)) {
			Files.readString(elsewhere.directory().resolve("victim"));
			list(elsewhere.directory());
			assertThat(elsewhere.escapes()).isEmpty();
			assertThat(elsewhere.others()).isNotEmpty()
				.allMatch((other) -> other.endsWith(" by process " + OURS))
				.anyMatch((other) -> other.startsWith("elsewhere .: opened, "));
		}
	}

	@Test
	void whatIsChangedIsAnEscapeWhoeverDidIt() throws IOException {
		try (Elsewhere elsewhere = elsewhere(OURS + 1)) {
			Files.setPosixFilePermissions(elsewhere.directory().resolve("victim"),
					PosixFilePermissions.fromString("rw-r-----"));
			Files.createFile(elsewhere.directory().resolve("created"));
			assertThat(elsewhere.escapes())
				.contains("elsewhere victim: attributes changed, 1 times", "elsewhere created: created, 1 times")
				.anyMatch((escape) -> escape.contains("victim was "));
		}
	}

}
