package io.asyncappend.spring.boot.autoconfigure;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import io.asyncappend.spring.boot.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forwarding and cursors as the build processes them ahead of time, in JVMs of their own:
 * what is generated compiles, and the context that comes from it works.
 */
class AheadOfTimeTests {

	@TempDir
	Path directory;

	@Test
	void forwardingAndCursorsWork() throws Exception {
		String processed = run(ChildJvm.start(SpringApplicationAotProcessor.class, processorArguments()));
		assertThat(this.directory.resolve("data")).as(processed).doesNotExist();
		Path classes = this.directory.resolve("classes");
		compile(classes);
		String output = run(ChildJvm.startWith(List.of("-Dspring.aot.enabled=true"), classes, SpoolApplication.class,
				arguments().toArray(String[]::new)));
		assertThat(output.lines()).contains("billed orders", "billed own", "orders are 1 behind", "sent event",
				"forwarded");
		assertThat(output).contains("Starting AOT-processed SpoolApplication");
		assertThat(this.directory.resolve("data/.elsewhere.log.cursor.billing")).exists();
	}

	private List<String> arguments() {
		return List.of("--async-append.directory=" + this.directory.resolve("data"),
				"--async-append.shutdown-timeout=1s", "--spring.main.web-application-type=none",
				"--spring.kafka.bootstrap-servers=localhost:1",
				"--async-append.appenders.orders.forward.kafka.topic=orders",
				"--async-append.appenders.orders.forward.kafka.key=customer",
				"--async-append.appenders.orders.cursors.billing.start=oldest",
				"--async-append.appenders.orders.rotation.keep-until=billing",
				"--async-append.appenders.own.cursors.billing.start=oldest",
				"--async-append.appenders.events.forward.sink=printing");
	}

	private String[] processorArguments() {
		List<String> arguments = new ArrayList<>(List.of(SpoolApplication.class.getName()));
		for (String kind : List.of("sources", "classes", "classes")) {
			arguments.add(this.directory.resolve(kind).toString());
		}
		arguments.addAll(List.of("io.asyncappend", "spool"));
		arguments.addAll(arguments());
		return arguments.toArray(String[]::new);
	}

	private static String run(ChildJvm child) throws Exception {
		try (child) {
			return child.readAll();
		}
	}

	private void compile(Path classes) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp",
				classes + File.pathSeparator + System.getProperty("java.class.path"), "-d", classes.toString()));
		try (Stream<Path> sources = Files.walk(this.directory.resolve("sources"))) {
			sources.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

}
