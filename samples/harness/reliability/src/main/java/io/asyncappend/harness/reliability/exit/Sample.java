package io.asyncappend.harness.reliability.exit;

import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.samples.audit.AuditServiceApplication;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How the sample is started, often: as it ships, but for the port, the directory and the
 * pattern of the log. What it takes to start it quickly is made once: an archive of its
 * classes. It lives for seconds, so the JVM compiles quickly instead of well.
 */
public final class Sample implements AutoCloseable {

	/** There if the sample was packaged. */
	private static final String AHEAD_OF_TIME = AuditServiceApplication.class.getName()
			+ "__ApplicationContextInitializer";

	private final Path directory = Files.createTempDirectory("sample");

	private final String classPath = classPathWithoutUs();

	/**
	 * Makes the archive.
	 * @throws IOException if the sample does not start
	 */
	public Sample() throws IOException {
		Path training = Files.createDirectory(this.directory.resolve("training"));
		try (Child child = child("-XX:ArchiveClassesAtExit=" + archive(), "-Dspring.context.exit=onRefresh",
				"-Dspring.aot.enabled=" + isAheadOfTime())
			.start(arguments(training))) {
			child.awaitExit(Duration.ofSeconds(60));
		}
		Exit.delete(training);
	}

	/** A directory of classes is no jar, and the JVM archives classes of jars only. */
	private static String classPathWithoutUs() throws IOException {
		try {
			Path us = Path.of(Sample.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.filter((entry) -> !Path.of(entry).toAbsolutePath().equals(us))
				.collect(Collectors.joining(File.pathSeparator));
		}
		catch (URISyntaxException ex) {
			throw new IOException(ex);
		}
	}

	private Path archive() {
		return this.directory.resolve("classes.jsa");
	}

	private Child.Builder child(String... options) {
		return Child.of(AuditServiceApplication.class)
			.classPath(this.classPath)
			.options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
			.options(options);
	}

	private static String[] arguments(Path data) {
		return new String[] { "--server.port=0", "--logging.pattern.console=%m%n", "--spring.main.banner-mode=off",
				"--async-append.directory=" + data, "--async-append.shutdown-timeout=" + Exit.TIMEOUT };
	}

	/**
	 * Whether the sample can be started ahead-of-time processed.
	 * @return whether it is packaged
	 */
	static boolean isAheadOfTime() {
		try {
			Class.forName(AHEAD_OF_TIME, false, Sample.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	/** Starts it. */
	Child start(Path data, boolean aheadOfTime) throws IOException {
		return child("-XX:SharedArchiveFile=" + archive(), "-Dspring.aot.enabled=" + (aheadOfTime && isAheadOfTime()))
			.start(arguments(data));
	}

	@Override
	public void close() throws IOException {
		Exit.delete(this.directory);
	}

}
