package io.asyncappend;

import io.asyncappend.support.Child;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that has no descriptors left (EMFILE), and then has some again. */
@Timeout(120)
class DescriptorsTest {

	@TempDir
	private Path directory;

	@Test
	void aLackOfDescriptorsIsReportedAndLeavesNothingBehind() throws Exception {
		try (Child child = Child.start(List.of("sh", "-c", "ulimit -n 150; exec \"$@\"", "sh"), Map.of(),
				Descriptors.class, this.directory)) {
			assertThat(child.readAll()).containsExactly("done");
			assertThat(child.exitCode()).isZero();
		}
	}

}
