package io.asyncappend;

import io.asyncappend.support.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the jcstress tests of {@code src/jcstress}, briefly, in a JVM of their own. */
class StressTest {

	@Test
	@Timeout(300)
	void noForbiddenOutcomeIsSeen() throws Exception {
		Path directory = Files.createDirectories(Path.of("target", "jcstress"));
		Path output = directory.resolve("output.txt");
		// Two actors each, so that two processors suffice; jcstress skips what has too
		// few.
		Process process = new ProcessBuilder(Child.java(), "-cp", System.getProperty("java.class.path"),
				"org.openjdk.jcstress.Main", "-t", "io.asyncappend", "-f", "1", "-fsm", "2", "-iters", "2", "-time",
				"1000", "-sc", "false", "-af", "NONE", "-strideSize", "64", "-strideCount", "4", "-jvmArgs",
				"-Xms256m -XX:+UseSerialGC", "-v", "-r", directory.toAbsolutePath().toString())
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("jcstress ends").isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String text = tail(output);
		assertThat(process.exitValue()).as(text).isZero();
		String all = Files.readString(output);
		for (String test : List.of("PositionsStress", "FlushStress", "SwitchStress", "CloseStress")) {
			assertThat(all).containsPattern("\\[OK\\] io\\.asyncappend\\.[a-z.]*" + test);
			assertThat(all).doesNotContainPattern("\\[FAILED\\] io\\.asyncappend\\.[a-z.]*" + test);
		}
	}

	private static String tail(Path output) throws IOException {
		String text = Files.readString(output);
		return text.substring(Math.max(0, text.length() - 8000));
	}

}
