package io.asyncappend.spring.boot.audit;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.audit.AuditEvent;

import io.asyncappend.AppendedFiles;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;
import io.asyncappend.internal.appender.FileAppenderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** A find of what is new reads what is new, and finds what a look at all finds. */
@Timeout(120)
class AuditFindAfterTests {

	@TempDir
	Path directory;

	/** A day before the real one, by which files have their times. */
	private volatile Instant now = Instant.now().minus(Duration.ofDays(3));

	private AsyncAppendFactory factory = factory();

	private AsyncAppendFactory factory() {
		return new FileAppenderFactory.Builder().clock(new Clock() {

			@Override
			public Instant instant() {
				return AuditFindAfterTests.this.now;
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

		}).build();
	}

	@AfterEach
	void stop() {
		this.factory.close();
	}

	private AsyncAppender open(boolean lasting) {
		return open(lasting, Rotation.builder().maxSize(20_000).compress(true).build());
	}

	private AsyncAppender open(boolean lasting, Rotation rotation) {
		return this.factory.open("audit", this.directory.resolve("audit.log"),
				AppenderOptions.builder().lastingPositions(lasting).rotation(rotation).build());
	}

	/** The same, but asked for files since a time it gives all of them. */
	private static AsyncAppender withoutTimes(AsyncAppender appender) {
		return (AsyncAppender) Proxy.newProxyInstance(AsyncAppender.class.getClassLoader(),
				new Class<?>[] { AsyncAppender.class }, (proxy, method, arguments) -> {
					try {
						return (method.getName().equals("files")) ? appender.files()
								: method.invoke(appender, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	/** Counts the bytes that are read. */
	private static AsyncAppender counting(AsyncAppender appender, AtomicLong bytes) {
		return (AsyncAppender) Proxy.newProxyInstance(AsyncAppender.class.getClassLoader(),
				new Class<?>[] { AsyncAppender.class }, (proxy, method, arguments) -> {
					Object result = method.invoke(appender, arguments);
					if (result instanceof AppendedFiles files) {
						files.all().forEach((file) -> bytes.addAndGet(file.size()));
					}
					return result;
				});
	}

	private static List<String> texts(List<AuditEvent> events) {
		return events.stream()
			.map((event) -> event.getTimestamp() + " " + event.getPrincipal() + " " + event.getType() + " "
					+ event.getData())
			.toList();
	}

	@Test
	void anyFindHasWhatALookAtAllHas() throws IOException {
		Random random = new Random(16);
		List<Instant> times = new ArrayList<>();
		Files.writeString(this.directory.resolve("audit.log-2026-01-01T00-00-00.1"),
				"{\"timestamp\":\"2026-01-01T00:00:00Z\",\"principal\":\"old\",\"type\":\"T0\",\"data\":{}}\nno event\n");
		for (int run = 0; run < 5; run++) {
			AsyncAppender appender = open(run > 0);
			AppenderAuditEventRepository repository = new AppenderAuditEventRepository(appender, AuditSettings.of());
			AppenderAuditEventRepository full = new AppenderAuditEventRepository(withoutTimes(appender),
					AuditSettings.of());
			for (int i = 0; i < 120; i++) {
				this.now = this.now.plusSeconds(random.nextInt(300));
				Instant time = this.now.minusMillis(random.nextInt(5000));
				times.add(time);
				repository.add(new AuditEvent(time, "p" + random.nextInt(3), "T" + random.nextInt(3),
						Map.of("text", "x".repeat(random.nextInt(800)))));
			}
			requireSame(repository, full, times, random);
			this.factory.close();
			Files.setLastModifiedTime(this.directory.resolve("audit.log"), FileTime.from(this.now));
			// As it may be set by hand, or by NTP.
			this.now = this.now.minus(Duration.ofMinutes(random.nextInt(30)));
			this.factory = factory();
		}
	}

	private static void requireSame(AppenderAuditEventRepository repository, AppenderAuditEventRepository full,
			List<Instant> times, Random random) {
		for (int i = 0; i < 25; i++) {
			Instant after = (i == 0) ? null : (i == 1) ? Instant.MIN : (i == 2) ? Instant.MAX
					: times.get(random.nextInt(times.size())).plusMillis(random.nextInt(3) - 1);
			String principal = random.nextBoolean() ? "p" + random.nextInt(3) : null;
			String type = random.nextBoolean() ? "T" + random.nextInt(3) : null;
			assertThat(texts(repository.find(principal, after, type))).as("after %s", after)
				.isEqualTo(texts(full.find(principal, after, type)));
		}
	}

	@Test
	void whatIsOldIsNotRead() throws IOException {
		AsyncAppender appender = open(true);
		AtomicLong bytes = new AtomicLong();
		AppenderAuditEventRepository repository = new AppenderAuditEventRepository(counting(appender, bytes),
				AuditSettings.of());
		Random random = new Random(1);
		for (int i = 0; i < 300; i++) {
			this.now = this.now.plusSeconds(60);
			repository.add(new AuditEvent(this.now, "ada", "LOGIN", Map.of("text", incompressible(random))));
		}
		assertThat(repository.find(null, this.now.minusSeconds(90), null)).hasSize(2);
		assertThat(bytes.get()).as("of 180 KB").isLessThan(5000);
		bytes.set(0);
		assertThat(repository.find(null, this.now.minusSeconds(10_000_000), null)).hasSize(300);
		assertThat(bytes.get()).isGreaterThan(20_000);
	}

	private static String incompressible(Random random) {
		byte[] bytes = new byte[400];
		random.nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	@Test
	void anEventThatIsDatedAheadIsFound() throws IOException {
		AppenderAuditEventRepository repository = new AppenderAuditEventRepository(open(true), AuditSettings.of());
		Instant ahead = Instant.now().plus(Duration.ofDays(30));
		repository.add(new AuditEvent(ahead, "ada", "PLANNED", Map.of()));
		this.now = Instant.now().plus(Duration.ofDays(1));
		for (int i = 0; i < 100; i++) {
			this.now = this.now.plusSeconds(60);
			repository.add(new AuditEvent(this.now, "ada", "LOGIN", Map.of("text", "x".repeat(500))));
		}
		assertThat(repository.find(null, ahead.minusMillis(1), null)).hasSize(1);
	}

	@Test
	void anArchiveWithoutPositionsIsLeftOutADayAfterItsLastEvent() throws IOException {
		Path old = this.directory.toRealPath().resolve("audit.log-2026-01-01T00-00-00.1");
		Files.writeString(old,
				"{\"timestamp\":\"2026-01-01T10:00:00Z\",\"principal\":\"a\",\"type\":\"T\",\"data\":{}}\n");
		Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2026-01-01T10:00:01Z")));
		try (AppendedFiles files = open(true, Rotation.onDemand()).files(Instant.parse("2026-01-02T10:00:00Z"))) {
			assertThat(files.all()).extracting(AppendedFiles.Readable::path).contains(old);
			try (InputStream in = files.all().get(0).open()) {
				assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("10:00:00Z");
			}
		}
		try (AppendedFiles files = this.factory.find("audit")
			.orElseThrow()
			.files(Instant.parse("2026-01-02T10:00:02Z"))) {
			assertThat(files.all()).extracting(AppendedFiles.Readable::path).doesNotContain(old);
		}
	}

}
