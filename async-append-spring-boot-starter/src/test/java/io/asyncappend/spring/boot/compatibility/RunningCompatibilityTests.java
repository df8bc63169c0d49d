package io.asyncappend.spring.boot.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a running application shows of what users rely on: meters, and files.
 */
class RunningCompatibilityTests {

	/** Tags whose values are names that the application has given. */
	private static final Set<String> NAMES = Set.of("name", "cursor");

	private static final Path CORE = Path.of("../async-append-core");

	@TempDir
	Path directory;

	@Test
	void metersAndFilesAreAsListed() throws Exception {
		List<String> formats = new ArrayList<>();
		try (Running running = run()) {
			use(running);
			List<String> meters = running.context()
				.getBean(MeterRegistry.class)
				.getMeters()
				.stream()
				.map(Meter::getId)
				.filter((id) -> id.getName().startsWith("async.append."))
				.map(RunningCompatibilityTests::line)
				.toList();
			assertThat(new Listing("meters", meters).changes()).isEmpty();
			assertThat(meters).extracting((meter) -> meter.replaceFirst(":.*", ""))
				.containsAll(documentedMeters())
				.isSubsetOf(documentedMeters());
			formats.addAll(files());
		}
		for (String format : List.of("ecs", "logstash", "json")) {
			formats.add("access log " + format + ": " + accessLine(format));
		}
		formats.addAll(documented());
		assertThat(new Listing("formats", formats).changes()).isEmpty();
	}

	/** Each has a row in a table of a document. */
	private static Set<String> documentedMeters() throws IOException {
		Set<String> meters = new TreeSet<>();
		for (String document : List.of("docs/actuator.md", "docs/forwarding.md")) {
			Pattern.compile("^\\| `(async\\.append\\.[a-z.]+)` \\|", Pattern.MULTILINE)
				.matcher(Files.readString(Path.of(document)))
				.results()
				.forEach((match) -> meters.add(match.group(1)));
		}
		return meters;
	}

	private Running run() {
		return TestServer.TOMCAT.run(Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.appenders.audit.file=audit.log", "--async-append.audit.appender=audit",
				"--async-append.appenders.audit.rotation.compress=true", "--async-append.appenders.shared.shared=true",
				"--async-append.appenders.orders.file=orders.log", "--async-append.appenders.orders.forward.sink=never",
				"--async-append.appenders.orders.rotation.keep-until=forward", "--server.address=127.0.0.1");
	}

	/** One of each kind: a current file and a compressed archive. */
	private void use(Running running) throws Exception {
		AsyncAppender audit = running.context().getBean("audit", AsyncAppender.class);
		running.context().publishEvent(new AuditApplicationEvent("ada", "LOGIN", "a=b"));
		audit.rotate();
		running.context().publishEvent(new AuditApplicationEvent("ada", "LOGOUT", "password=c"));
		running.get("/actuator/info");
		running.context().getBean("shared", AsyncAppender.class).append("bytes\n".getBytes(StandardCharsets.UTF_8));
		AsyncAppender orders = running.context().getBean("orders", AsyncAppender.class);
		orders.append("never\n".getBytes(StandardCharsets.UTF_8));
		orders.sync();
		await().until(() -> orders.cursors().stream().anyMatch((cursor) -> cursor.acknowledgedIndex() == 1));
		running.context().getBean(AsyncAppendFactory.class).flush();
		await().until(() -> names().stream().anyMatch((name) -> name.endsWith(".gz")));
		await().until(() -> Files.size(this.directory.resolve("access.log")) > 0);
	}

	/**
	 * What a request is in a format of JSON, with what depends on when and where it runs
	 * left out.
	 */
	private String accessLine(String format) throws Exception {
		Path file = this.directory.resolve(format).resolve("access.log");
		try (Running running = TestServer.TOMCAT.run(Application.class, "--async-append.directory=" + file.getParent(),
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.access-log.format=" + format, "--spring.application.name=shop",
				"--spring.application.version=1.0", "--server.address=127.0.0.1")) {
			running.get("/actuator/info?a=b");
			running.context().getBean("access", AsyncAppender.class).flush();
			await().until(() -> Files.size(file) > 0);
		}
		return content(Files.readAllBytes(file))
			.replaceAll("(\"(?:pid|port|remotePort|remote_port|duration|elapsed_time|elapsedTime)\":)[\\d.]+", "$1N")
			.replaceAll("Java-http-client/[\\d.]+", "AGENT");
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private List<String> files() throws IOException {
		List<String> lines = new ArrayList<>();
		for (String name : names()) {
			byte[] bytes = Files.readAllBytes(this.directory.resolve(name));
			if (name.endsWith(".gz")) {
				try (InputStream in = new GZIPInputStream(Files.newInputStream(this.directory.resolve(name)))) {
					bytes = in.readAllBytes();
				}
			}
			lines.add("file " + normalized(name) + ": " + content(bytes));
		}
		return lines;
	}

	/** A text, or how what is none begins. */
	private static String content(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		if (text.chars().allMatch((c) -> c >= ' ' && c < 0x7f || c == '\n')) {
			return normalized(text.replace("\n", "\\n"));
		}
		return "begins with " + HexFormat.of().formatHex(Arrays.copyOf(bytes, 12));
	}

	private static String normalized(String text) {
		return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(Z|[+-]\\d\\d:\\d\\d)", "TIME")
			.replaceAll("\\[\\d\\d/\\w{3}/[^]]*]", "[TIME]")
			.replaceAll("\\d{4}-\\d\\d-\\d\\d(T[\\d-]+)?", "TIME")
			.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
			.replaceAll("\\bpid \\d+ claim [0-9a-f]{16}", "pid PID claim CLAIM");
	}

	/**
	 * The versions that the page of formats has, and the samples that tests read for
	 * ever.
	 */
	private static List<String> documented() throws IOException, NoSuchAlgorithmException {
		List<String> lines = new ArrayList<>();
		try (Stream<String> page = Files.lines(CORE.resolve("docs/formats.md"))) {
			page.filter((line) -> line.startsWith("## ")).map((line) -> line.replace("##", "page")).forEach(lines::add);
		}
		try (Stream<Path> samples = Files.list(CORE.resolve("src/test/resources/formats"))) {
			for (Path sample : samples.toList()) {
				byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(sample));
				lines.add("sample " + sample.getFileName() + ": SHA-256 " + HexFormat.of().formatHex(hash));
			}
		}
		return lines;
	}

	private static String line(Meter.Id id) {
		StringBuilder line = new StringBuilder(id.getName()).append(": ")
			.append(id.getType().name().toLowerCase(Locale.ROOT));
		if (id.getBaseUnit() != null) {
			line.append(" of ").append(id.getBaseUnit());
		}
		id.getTags()
			.forEach((tag) -> line.append(' ')
				.append(tag.getKey())
				.append('=')
				.append(NAMES.contains(tag.getKey()) ? "NAME" : tag.getValue()));
		return line.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		/** Takes nothing, so that there are rejected records. */
		@Bean
		RecordSink never() {
			return (batch) -> {
				throw new RecordRejectedException(batch.records().get(0), "never", null);
			};
		}

	}

}
