package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A path leads where the operating system says it does. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs symbolic links")
class PathWalkTest {

	@TempDir
	private Path directory;

	@BeforeEach
	void makePlaces() throws IOException {
		Files.createDirectories(this.directory.resolve("dir/sub"));
		Files.createFile(this.directory.resolve("dir/sub/file"));
		Files.createFile(this.directory.resolve("file"));
		link("to-dir", this.directory.resolve("dir"));
		link("dir/up", Path.of("../to-dir/sub"));
		link("to-file", Path.of("dir/up/file"));
		link("dangling", Path.of("none"));
		link("loop", Path.of("pool"));
		link("pool", Path.of("loop"));
		link("0", Path.of("file"));
		for (int i = 1; i <= 41; i++) {
			link(Integer.toString(i), Path.of(Integer.toString(i - 1)));
		}
	}

	private void link(String name, Path target) throws IOException {
		Files.createSymbolicLink(this.directory.resolve(name), target);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "file", "dir", "dir/sub/file", "to-dir/sub/file", "dir/up/file", "to-file",
			"to-dir/up/../sub/file", "dir/../file", "0", "39" })
	void aPathToSomethingLeadsSomewhere(String path) throws IOException {
		assertThat(Files.exists(this.directory.resolve(path))).isTrue();
		assertThat(PathWalk.leadsSomewhere(this.directory.resolve(path))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "none/file", "dir/none", "file/none", "file/..", "to-file/none", "dangling",
			"dangling/file", "loop", "loop/file", "40", "41", "to-dir/file" })
	void aPathToNothingLeadsNowhere(String path) throws IOException {
		assertThat(Files.exists(this.directory.resolve(path))).isFalse();
		assertThat(PathWalk.leadsSomewhere(this.directory.resolve(path))).isFalse();
	}

	@Test
	void aNameThatIsTooLongLeadsNowhere() throws IOException {
		Path longest = Files.createFile(this.directory.resolve("x".repeat(255)));
		assertThat(PathWalk.leadsSomewhere(longest)).isTrue();
		assertThat(PathWalk.leadsSomewhere(this.directory.resolve("x".repeat(256)))).isFalse();
	}

}
