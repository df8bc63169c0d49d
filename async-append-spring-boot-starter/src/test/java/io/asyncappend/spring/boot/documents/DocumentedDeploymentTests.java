package io.asyncappend.spring.boot.documents;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What the documents say of Docker and systemd leaves enough time to stop, and sets
 * properties that there are.
 */
class DocumentedDeploymentTests {

	private static final Document OPERATIONS = Document.of("async-append-spring-boot-starter/docs/operations.md");

	private static final String DOCKER_DIRECTORY = "/data";

	@TempDir
	Path directory;

	@Test
	void theGracePeriodsAreLongerThanAStop() throws Exception {
		Metadata metadata = Metadata.read();
		Duration closing = duration(metadata.defaultOf("async-append.shutdown-timeout"));
		Duration stop = duration(metadata.defaultOf("spring.lifecycle.timeout-per-shutdown-phase")).plus(closing)
			.plus(closing);
		assertThat(duration(service().get("stop_grace_period").toString())).isGreaterThan(stop);
		assertThat(duration(unit().getProperty("TimeoutStopSec") + "s")).isGreaterThan(stop);
		assertThat(OPERATIONS.text()).contains("**60 seconds**", "`docker stop -t 60`",
				"`terminationGracePeriodSeconds: 60`");
		assertThat(Duration.ofSeconds(60)).isGreaterThan(stop);
		OPERATIONS.rows("| | property | default |")
			.forEach((row) -> assertThat(row.get(2).replace("`", ""))
				.isEqualTo(metadata.defaultOf(row.get(1).replaceAll("`([^`]*)`.*", "$1"))));
	}

	@Test
	void theDirectoryIsTheOneThatIsKept() throws Exception {
		String dockerfile = text("dockerfile");
		String variable = dockerfile.replaceFirst("(?s).*\nENV ", "").replaceFirst("(?s)\n.*", "");
		assertThat(directory(variable)).isEqualTo(DOCKER_DIRECTORY);
		assertThat(dockerfile).contains(" " + DOCKER_DIRECTORY + "\n", "\nVOLUME " + DOCKER_DIRECTORY + "\n", "\nUSER ",
				"\nENTRYPOINT [\"java\", ");
		assertThat(service().get("volumes").toString()).endsWith(":" + DOCKER_DIRECTORY + "]");
		assertThat(directory(unit().getProperty("Environment")))
			.isEqualTo("/var/lib/" + unit().getProperty("StateDirectory"));
	}

	@Test
	@SuppressWarnings("unchecked")
	void aPodLogsToItsConsoleAndNeedsNoDirectory() {
		String manifest = OPERATIONS.snippets()
			.stream()
			.map(Snippet::text)
			.filter((text) -> text.startsWith("apiVersion:"))
			.findFirst()
			.orElseThrow();
		Map<String, Object> pod = (Map<String, Object>) value(new Yaml().load(manifest), "spec", "template", "spec");
		assertThat(pod.get("terminationGracePeriodSeconds")).isEqualTo(60);
		Map<String, Object> container = ((List<Map<String, Object>>) pod.get("containers")).get(0);
		assertThat(value(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
		StandardEnvironment environment = new StandardEnvironment();
		Map<String, Object> variables = ((List<Map<String, Object>>) container.get("env")).stream()
			.collect(Collectors.toMap((one) -> one.get("name").toString(), (one) -> one.get("value")));
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("documented-systemEnvironment", variables));
		AsyncAppendProperties properties = Binder.get(environment)
			.bind(AsyncAppendProperties.PREFIX, AsyncAppendProperties.class)
			.get();
		assertThat(properties.appenders().values()).extracting(AsyncAppendProperties.Appender::file)
			.containsExactly("stdout", "stdout");
		assertThat(properties.appenders()).containsKeys(
				Binder.get(environment).bind("async-append.logging.appender", String.class).get(),
				Binder.get(environment).bind("async-append.access-log.appender", String.class).get());
	}

	@SuppressWarnings("unchecked")
	private static Object value(Object from, String... path) {
		Object value = from;
		for (String key : path) {
			value = ((Map<String, Object>) value).get(key);
		}
		return value;
	}

	@Test
	void systemdTakesTheUnit() throws Exception {
		Path tool = Path.of("/usr/bin/systemd-analyze");
		assumeTrue(Files.isExecutable(tool), () -> "there is no " + tool);
		Path file = Files.writeString(this.directory.resolve("orders.service"),
				text("ini").replace("/usr/bin/java", ProcessHandle.current().info().command().orElseThrow()));
		Process process = new ProcessBuilder(tool.toString(), "verify", "--man=no", file.toString())
			.redirectErrorStream(true)
			.start();
		String said = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		// What it says of the units of this machine is not of this one.
		assertThat(said.lines().filter((line) -> line.contains("orders"))).isEmpty();
	}

	private static String directory(String variable) {
		int at = variable.indexOf('=');
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("documented-systemEnvironment",
					Map.of(variable.substring(0, at), variable.substring(at + 1))));
		return Binder.get(environment)
			.bind(AsyncAppendProperties.PREFIX, AsyncAppendProperties.class)
			.get()
			.directory();
	}

	private static Properties unit() throws Exception {
		Properties unit = new Properties();
		unit.load(new StringReader(text("ini")));
		return unit;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> service() {
		String compose = OPERATIONS.snippets()
			.stream()
			.map(Snippet::text)
			.filter((text) -> text.startsWith("services:"))
			.findFirst()
			.orElseThrow();
		Map<String, Map<String, Object>> root = new Yaml().load(compose);
		return (Map<String, Object>) root.get("services").values().iterator().next();
	}

	private static String text(String language) {
		return OPERATIONS.snippets()
			.stream()
			.filter((snippet) -> snippet.language().equals(language))
			.findFirst()
			.orElseThrow()
			.text();
	}

	private static Duration duration(String text) {
		return DurationStyle.detectAndParse(text);
	}

}
