package io.asyncappend;

import io.asyncappend.support.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * No wait spins: it would keep the carrier from the virtual thread that it waits for.
 * Runs on the newest JDK of this machine where this one has no virtual threads, so that
 * it is skipped only where there is none at all.
 */
@Timeout(120)
class OneCarrierTest {

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private static final Path JDKS = Path.of("/usr/lib/jvm");

	private static final List<String> ONE_CARRIER = List.of("-Djdk.virtualThreadScheduler.parallelism=1",
			"-Djdk.virtualThreadScheduler.maxPoolSize=1");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(OneCarrier.Use.class)
	void everyWaitEnds(OneCarrier.Use use) throws Exception {
		Optional<String> java = java();
		assumeThat(java).as("a JDK with virtual threads: this one, or one in " + JDKS).isPresent();
		try (Child child = Child.start(java.get(), ONE_CARRIER, OneCarrier.class, this.directory, use)) {
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(String.join("\n", output)).isZero();
		}
	}

	private static Optional<String> java() throws IOException {
		if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
			return Optional.of(Child.java());
		}
		if (!Files.isDirectory(JDKS)) {
			return Optional.empty();
		}
		try (Stream<Path> jdks = Files.list(JDKS)) {
			return jdks.filter((jdk) -> feature(jdk) >= FIRST_WITH_VIRTUAL_THREADS)
				.map((jdk) -> jdk.resolve("bin").resolve("java"))
				.filter(Files::isExecutable)
				.map(Path::toString)
				.findFirst();
		}
	}

	private static int feature(Path jdk) {
		Properties release = new Properties();
		try (var in = Files.newInputStream(jdk.resolve("release"))) {
			release.load(in);
			return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", "")).feature();
		}
		catch (IOException | RuntimeException ex) {
			return 0;
		}
	}

}
