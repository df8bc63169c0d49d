package io.asyncappend.spring.boot.actuate;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus.Mode;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;
import io.asyncappend.SyncPolicy;
import io.asyncappend.spring.boot.testing.ScriptedChannel;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass
@EnumSource(TestServer.class)
class EndpointOverHttpTests {

	private static final String PATH = "/actuator/asyncappend";

	private static final byte[] RECORD = "record\n".getBytes(StandardCharsets.UTF_8);

	/** One read-only and one unrestricted application per server: starting takes long. */
	private static final Map<String, Running> applications = new HashMap<>();

	@TempDir
	static Path directory;

	private final TestServer server;

	EndpointOverHttpTests(TestServer server) {
		this.server = server;
	}

	@AfterAll
	static void stop() {
		applications.values().forEach(Running::close);
		applications.clear();
	}

	private Running readOnly() {
		return run("read-only");
	}

	private Running unrestricted() {
		return run("unrestricted");
	}

	private Running run(String access) {
		return applications.computeIfAbsent(this.server + "-" + access, (name) -> this.server.run(Application.class,
				"--async-append.directory=" + directory.resolve(name), "--async-append.appenders.audit.sync=on-demand",
				"--async-append.appenders.flush.backpressure=drop", "--management.endpoint.asyncappend.timeout=1s",
				access.equals("read-only") ? "--spring.application.name=test"
						: "--management.endpoint.asyncappend.access=" + access));
	}

	private AsyncAppender open(Running running, String name) {
		return running.context()
			.getBean(AsyncAppendFactory.class)
			.open(name, directory.resolve(this.server.name()).resolve(name + ".log"));
	}

	@Test
	void showsAllAppenders() throws Exception {
		Running running = readOnly();
		assertThat(this.server.isServerOf(running)).isTrue();
		HttpResponse<String> response = running.get(PATH);
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> body = Running.json(response);
		assertThat(body).containsOnlyKeys("enabled", "appenders").containsEntry("enabled", true);
		assertThat(map(body.get("appenders"))).containsKeys("audit", "flush");
	}

	@Test
	void answersABrowserWithJson() throws Exception {
		Running running = readOnly();
		for (String path : List.of(PATH, PATH + "/audit")) {
			HttpResponse<String> response = running.getAsBrowser(path);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type").orElseThrow())
				.matches("application/(.*\\+)?json.*");
			assertThat(Running.json(response)).isNotEmpty();
		}
	}

	@Test
	void showsOneAppender() throws Exception {
		Running running = readOnly();
		AsyncAppender shown = open(running, "shown");
		shown.append(RECORD);
		shown.append(RECORD);
		shown.sync();
		shown.append(RECORD);
		shown.flush();
		HttpResponse<String> response = running.get(PATH + "/shown");
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> body = Running.json(response);
		assertThat(body).containsOnlyKeys("name", "file", "state", "mode", "engine", "fallbackReason",
				"acceptedPosition", "writtenPosition", "durablePosition", "acceptedRecords", "writtenRecords",
				"durableRecords", "queuedRecords", "queuedBytes", "unsyncedBytes", "unwrittenAgeMillis",
				"undurableAgeMillis", "droppedRecords", "droppedBytes", "freeBytes", "archives", "minFree", "tornBytes",
				"tornTailBytes", "bufferSize", "backpressure", "sync", "degradations", "degradedMillis", "failure",
				"failureKind", "fileLoss", "fsync", "rotation", "rotationFailure", "log", "cursors", "forwarding");
		assertThat(body).containsEntry("name", "shown")
			.containsEntry("file", shown.status().file().orElseThrow().toString())
			.containsEntry("state", "open")
			.containsEntry("mode", "asynchronous")
			.containsEntry("backpressure", "block")
			.containsEntry("sync", map("policy", "on-demand", "interval", null));
		assertThat(map(body.get("rotation"))).containsEntry("maxSize", 0)
			.containsEntry("every", "never")
			.containsEntry("naming", "{name}-{time}.{index}")
			.containsEntry("compress", false)
			.containsEntry("keepFiles", 0)
			.containsEntry("keepFor", "PT0S")
			.containsEntry("keepSize", 0)
			.containsEntry("keepAtLeast", 1)
			.containsKey("zone");
		assertThat(number(body, "acceptedPosition")).isEqualTo(21);
		assertThat(number(body, "writtenPosition")).isEqualTo(21);
		assertThat(number(body, "durablePosition")).isEqualTo(14);
		assertThat(number(body, "unsyncedBytes")).isEqualTo(7);
		assertThat(number(body, "acceptedRecords")).isEqualTo(3);
		assertThat(number(body, "bufferSize")).isEqualTo(4 << 20);
		assertThat(map(body.get("fsync"))).containsEntry("count", 1)
			.containsOnlyKeys("count", "totalMillis", "lastMillis", "slowestMillis");
	}

	@Test
	void aPolicyAndARotationAreObjects() throws Exception {
		Running running = readOnly();
		AsyncAppender shown = running.context()
			.getBean(AsyncAppendFactory.class)
			.open("with-policy", directory.resolve(this.server.name()).resolve("policy.log"),
					AppenderOptions.builder()
						.sync(SyncPolicy.every(Duration.ofSeconds(1)))
						.rotation(Rotation.builder()
							.every(Rotation.Period.DAY)
							.zone("UTC")
							.maxSize(5L << 30)
							.keepFor(Duration.ofDays(30))
							.build())
						.build());
		Map<String, Object> body = Running.json(running.get(PATH + "/with-policy"));
		assertThat(body).containsEntry("sync", map("policy", "every", "interval", "PT1S"));
		assertThat(map(body.get("rotation"))).containsEntry("every", "day")
			.containsEntry("zone", "UTC")
			.containsEntry("maxSize", 5L << 30)
			.containsEntry("keepFor", "PT720H");
		shown.close();
	}

	@Test
	void rotationsOnDemandAreLimited() throws Exception {
		Running running = unrestricted();
		AsyncAppender appender = open(running, "limited");
		for (int i = 0; i < 6; i++) {
			appender.append(RECORD);
			assertThat(running.post(PATH + "/limited/rotate").statusCode()).isEqualTo(200);
			assertThat(running.post(PATH + "/limited/rotate").statusCode()).as("of an empty file").isEqualTo(200);
		}
		appender.append(RECORD);
		HttpResponse<String> refused = running.post(PATH + "/limited/rotate");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(map(map(Running.json(refused).get("appenders")).get("limited"))).containsEntry("done", false)
			.containsEntry("timedOut", false)
			.extractingByKey("failure")
			.asString()
			.contains("management.endpoint.asyncappend.rotations-per-hour");
		assertThat(running.post(PATH + "/limited/flush").statusCode()).isEqualTo(200);
		assertThat(appender.status().file().orElseThrow()).hasBinaryContent(RECORD);
		appender.close();
	}

	@Test
	void anUnknownAppenderIsNotFound() throws Exception {
		Running running = unrestricted();
		HttpResponse<String> get = running.get(PATH + "/nope");
		assertThat(get.statusCode()).isEqualTo(404);
		assertThat(Running.json(get)).containsEntry("error", "no appender 'nope' is open");
		HttpResponse<String> post = running.post(PATH + "/nope/flush");
		assertThat(post.statusCode()).isEqualTo(404);
		assertThat(Running.json(post)).containsEntry("error", "no appender 'nope' is open");
	}

	@Test
	void isReadOnlyByDefault() throws Exception {
		Running running = readOnly();
		for (String operation : new String[] { "/flush", "/disable", "/audit/flush", "/audit/reopen", "" }) {
			assertThat(running.post(PATH + operation).statusCode()).as(operation).isEqualTo(405);
		}
		assertThat(running.context().getBean(AsyncAppendFactory.class).isEnabled()).isTrue();
	}

	@Test
	void anOperationCannotBeGot() throws Exception {
		Running running = unrestricted();
		assertThat(running.get(PATH + "/audit/flush").statusCode()).isEqualTo(405);
	}

	@Test
	void anUnknownOperationIsABadRequest() throws Exception {
		Running running = unrestricted();
		HttpResponse<String> all = running.post(PATH + "/explode");
		assertThat(all.statusCode()).isEqualTo(400);
		assertThat(Running.json(all)).containsEntry("error",
				"no operation 'explode' for all appenders; there are flush, sync, reopen, rotate, enable, disable");
		HttpResponse<String> one = running.post(PATH + "/audit/disable");
		assertThat(one.statusCode()).isEqualTo(400);
		assertThat(Running.json(one)).containsEntry("error",
				"no operation 'disable' for one appender; there are flush, sync, reopen, rotate");
	}

	@Test
	void syncsOne() throws Exception {
		Running running = unrestricted();
		open(running, "synced").append(RECORD);
		HttpResponse<String> response = running.post(PATH + "/synced/sync");
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> body = Running.json(response);
		assertThat(body).containsEntry("operation", "sync").containsEntry("done", true);
		Map<String, Object> outcome = map(map(body.get("appenders")).get("synced"));
		assertThat(number(outcome, "durablePosition")).isEqualTo(7);
		assertThat(map(body.get("appenders"))).containsOnlyKeys("synced");
	}

	@Test
	void flushesAllEvenIfOneIsCalledFlush() throws Exception {
		Running running = unrestricted();
		running.context().getBean("audit", AsyncAppender.class).append(RECORD);
		running.context().getBean("flush", AsyncAppender.class).append(RECORD);
		Map<String, Object> body = Running.json(running.post(PATH + "/flush"));
		Map<String, Object> appenders = map(body.get("appenders"));
		assertThat(appenders).containsKeys("audit", "flush");
		assertThat(number(map(appenders.get("audit")), "writtenPosition")).isEqualTo(7);
		assertThat(number(map(appenders.get("flush")), "writtenPosition")).isEqualTo(7);
		assertThat(running.get(PATH + "/flush").statusCode()).isEqualTo(200);
		assertThat(map(Running.json(running.post(PATH + "/flush/flush")).get("appenders"))).containsOnlyKeys("flush");
	}

	@Test
	void rotates() throws Exception {
		Running running = unrestricted();
		AsyncAppender appender = open(running, "rotating");
		Path file = appender.status().file().orElseThrow();
		appender.append(RECORD);
		Map<String, Object> body = Running.json(running.post(PATH + "/rotating/rotate"));
		assertThat(body).containsEntry("operation", "rotate").containsEntry("done", true);
		assertThat(number(map(map(body.get("appenders")).get("rotating")), "durablePosition")).isEqualTo(7);
		assertThat(file).isEmptyFile();
		appender.append(RECORD);
		HttpResponse<String> all = running.post(PATH + "/rotate");
		assertThat(all.statusCode()).isEqualTo(200);
		assertThat(map(Running.json(all).get("appenders"))).containsKeys("audit", "rotating");
		try (Stream<Path> files = Files.list(file.getParent())) {
			assertThat(files.filter((path) -> path.getFileName().toString().startsWith("rotating.log-"))).hasSize(2)
				.allSatisfy((archive) -> assertThat(archive).hasBinaryContent(RECORD));
		}
	}

	@Test
	void aSharedFileIsNotRotated() throws Exception {
		Running running = unrestricted();
		running.context()
			.getBean(AsyncAppendFactory.class)
			.open("shared", directory.resolve(this.server.name()).resolve("shared.log"),
					AppenderOptions.builder().shared(true).build());
		HttpResponse<String> one = running.post(PATH + "/shared/rotate");
		assertThat(one.statusCode()).isEqualTo(400);
		assertThat(Running.json(one)).containsEntry("error",
				"appender 'shared' shares its file, which cannot be rotated");
		assertThat(map(Running.json(running.post(PATH + "/rotate")).get("appenders"))).doesNotContainKey("shared");
	}

	@Test
	void aRotationThatFailsIsAnError() throws Exception {
		Running running = unrestricted();
		AsyncAppender appender = running.context()
			.getBean(AsyncAppendFactory.class)
			.open("unnameable", directory.resolve(this.server.name()).resolve("unnameable.log"),
					AppenderOptions.builder()
						.rotation(Rotation.builder().naming("{name}.{index}" + "x".repeat(255)).build())
						.build());
		appender.append(RECORD);
		HttpResponse<String> response = running.post(PATH + "/unnameable/rotate");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).contains("rotation failed").contains("File name too long");
		assertThat(Running.json(running.get(PATH + "/unnameable"))).extractingByKey("rotationFailure")
			.asString()
			.contains("File name too long");
		appender.close();
	}

	@Test
	void reopensAfterARename() throws Exception {
		Running running = unrestricted();
		AsyncAppender rotated = open(running, "rotated");
		Path file = rotated.status().file().orElseThrow();
		rotated.append(RECORD);
		Files.move(file, file.resolveSibling("rotated.1"));
		assertThat(running.post(PATH + "/reopen").statusCode()).isEqualTo(200);
		rotated.append(RECORD);
		rotated.flush();
		assertThat(file.resolveSibling("rotated.1")).hasBinaryContent(RECORD);
		assertThat(file).hasBinaryContent(RECORD);
		assertThat(running.post(PATH + "/rotated/reopen").statusCode()).isEqualTo(200);
	}

	@Test
	void disablesAndEnables() throws Exception {
		Running running = unrestricted();
		AsyncAppender audit = running.context().getBean("audit", AsyncAppender.class);
		HttpResponse<String> disabled = running.post(PATH + "/disable");
		assertThat(disabled.statusCode()).isEqualTo(200);
		assertThat(Running.json(disabled)).containsEntry("enabled", false);
		assertThat(audit.status().mode()).isEqualTo(Mode.SYNCHRONOUS);
		HttpResponse<String> enabled = running.post(PATH + "/enable");
		assertThat(enabled.statusCode()).isEqualTo(200);
		assertThat(Running.json(enabled)).containsEntry("enabled", true);
		assertThat(audit.status().mode()).isEqualTo(Mode.ASYNCHRONOUS);
	}

	@Test
	void anOperationThatFailedIsAServerErrorThatSaysSo() throws Exception {
		Running running = unrestricted();
		AsyncAppender broken = running.context()
			.getBean(AsyncAppendFactory.class)
			.create("broken", ScriptedChannel.failingForces());
		broken.append(RECORD);
		for (String path : new String[] { "/broken/sync", "/sync" }) {
			HttpResponse<String> response = running.post(PATH + path);
			assertThat(response.statusCode()).as(path).isEqualTo(500);
			Map<String, Object> body = Running.json(response);
			assertThat(body).containsEntry("done", false);
			Map<String, Object> outcome = map(map(body.get("appenders")).get("broken"));
			assertThat(outcome).containsEntry("done", false).containsEntry("timedOut", false);
			assertThat(outcome.get("failure").toString()).contains("broken");
		}
		// The other tests share the application.
		assertThatExceptionOfType(AppenderFailedException.class).isThrownBy(broken::close);
	}

	@Test
	void anOperationOnAHungDiskIsGivenUpInTime() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		Running running = unrestricted();
		AsyncAppender stuck = running.context()
			.getBean(AsyncAppendFactory.class)
			.create("stuck", ScriptedChannel.stuckUntil(released));
		stuck.append(RECORD);
		try {
			for (String path : new String[] { "/stuck/flush", "/flush", "/stuck/sync" }) {
				HttpResponse<String> response = running.post(PATH + path);
				assertThat(response.statusCode()).as(path).isEqualTo(503);
				assertThat(map(map(Running.json(response).get("appenders")).get("stuck"))).containsEntry("timedOut",
						true);
			}
		}
		finally {
			released.countDown();
		}
		assertThat(running.post(PATH + "/stuck/flush").statusCode()).isEqualTo(200);
		stuck.close();
	}

	@Test
	void aBorrowedChannelIsLeftOutOfReopeningAll() throws Exception {
		Running running = unrestricted();
		running.context()
			.getBean(AsyncAppendFactory.class)
			.create("borrowed", ScriptedChannel.stuckUntil(new CountDownLatch(0)));
		HttpResponse<String> all = running.post(PATH + "/reopen");
		assertThat(all.statusCode()).isEqualTo(200);
		assertThat(map(Running.json(all).get("appenders"))).containsKeys("audit", "flush")
			.doesNotContainKey("borrowed");
		assertThat(running.post(PATH + "/borrowed/reopen").statusCode()).isEqualTo(400);
	}

	private static Map<String, Object> map(String one, Object first, String other, Object second) {
		Map<String, Object> map = new HashMap<>();
		map.put(one, first);
		map.put(other, second);
		return map;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	private static long number(Map<String, Object> body, String name) {
		return ((Number) body.get(name)).longValue();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
