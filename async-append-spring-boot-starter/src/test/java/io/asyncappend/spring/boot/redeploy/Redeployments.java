package io.asyncappend.spring.boot.redeploy;

import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.testing.TestServer;

/**
 * A JVM that goes on while applications come and go; prints what became of each. Has to
 * run with {@code -XX:SoftRefLRUPolicyMSPerMB=0}: Spring keeps classes in soft
 * references.
 */
final class Redeployments {

	static final String RESULT = "RESULT ";

	private static final long ENDING_MILLIS = 2000;

	private final Layout layout;

	private final String server;

	private final Path directory;

	private Redeployments(Layout layout, String server, Path directory) {
		this.layout = layout;
		this.server = server;
		this.directory = directory;
	}

	public static void main(String[] arguments) throws Exception {
		Redeployments all = new Redeployments(Layout.valueOf(arguments[0]), arguments[1], Path.of(arguments[2]));
		// Spring keeps something of the first application that it runs.
		TestServer.valueOf(arguments[1]).run(Plain.class, "--spring.main.register-shutdown-hook=false").close();
		all.closed();
		all.failed();
		if (all.layout == Layout.STARTER_IN_THE_PARENT) {
			all.shared();
		}
		System.exit(0);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Plain {

	}

	private Deployment start(String way, String... more) throws InterruptedException {
		return new Deployment(this.layout, this.server, Stream.concat(Stream.of(more), properties(
				"async-append.directory", this.directory.resolve(way), "async-append.appenders.orders.sync",
				"every-batch", "async-append.appenders.access.file", "access.log", "async-append.access-log.appender",
				"access", "async-append.appenders.audit.sync", "every-batch", "async-append.audit.appender", "audit",
				"async-append.appenders.app.file", "app.log", "async-append.logging.appender", "app",
				// Spring Boot's own hook keeps the first application that it
				// is made for.
				"spring.main.register-shutdown-hook", "false", "logging.register-shutdown-hook", "false",
				// Micrometer's listener of the loggers keeps its registry for good.
				"spring.autoconfigure.exclude",
				"org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration"))
			.toArray(String[]::new));
	}

	private static Stream<String> properties(Object... namesAndValues) {
		return IntStream.range(0, namesAndValues.length / 2)
			.mapToObj((i) -> "--" + namesAndValues[2 * i] + "=" + namesAndValues[2 * i + 1]);
	}

	private void closed() throws Exception {
		for (int i = 0; i < 2; i++) {
			Deployment deployment = start("closed");
			String failure = deployment.failure();
			deployment.end();
			report("closed", deployment, failure);
		}
	}

	private void failed() throws Exception {
		Deployment deployment = start("failed", "--redeployed.fails=true");
		String failure = deployment.failure();
		deployment.end();
		report("failed", deployment,
				(failure != null && failure.contains("no start today")) ? null : "it failed with " + failure);
	}

	/** The first that was there is the first to go, and the other goes on. */
	private void shared() throws Exception {
		Deployment first = start("shared");
		Deployment second = start("shared");
		first.end();
		String failures = Stream.of(first, second)
			.map(Deployment::failure)
			.filter((failure) -> failure != null)
			.collect(Collectors.joining(", "));
		report("shared", first, failures.isEmpty() ? null : failures, true);
		second.end();
		report("last", second, null);
	}

	private void report(String way, Deployment deployment, @Nullable String failure) throws Exception {
		report(way, deployment, failure, false);
	}

	private void report(String way, Deployment deployment, @Nullable String failure, boolean otherRuns)
			throws Exception {
		TreeSet<String> threads = new TreeSet<>();
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().startsWith("async-append-") && !otherRuns) {
				// One that has done what it was for may not have ended yet. Less than an
				// idle one stays.
				thread.join(ENDING_MILLIS);
				if (thread.isAlive()) {
					threads.add(thread.getName());
				}
			}
		}
		// Spring Boot leaves the environment of the last application with the loggers.
		((LoggerContext) LoggerFactory.getILoggerFactory()).removeObject(Environment.class.getName());
		this.layout.linkAnotherRecord();
		boolean collected = deployment.isCollected();
		System.out.println(RESULT + way + " " + (collected ? "collected" : "LEAKED") + " " + threads
				+ ((failure != null) ? " " + failure : ""));
	}

}
