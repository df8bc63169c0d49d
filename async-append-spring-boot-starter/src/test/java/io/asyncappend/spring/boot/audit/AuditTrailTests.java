package io.asyncappend.spring.boot.audit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AuditTrailTests {

	@TempDir
	Path directory;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	private AppenderAuditEventRepository repository;

	@BeforeEach
	void start() {
		open(AppenderOptions.defaults());
	}

	private void open(AppenderOptions options) {
		this.factory = AsyncAppendFactory.create();
		this.appender = this.factory.open("audit", file(), options);
		this.repository = new AppenderAuditEventRepository(this.appender, AuditSettings.of("find-limit=100"));
	}

	@AfterEach
	void stop() {
		this.factory.close();
	}

	private void restart() {
		stop();
		start();
	}

	private Path file() {
		return this.directory.resolve("audit.log");
	}

	private List<String> types() {
		return this.repository.find(null, null, null).stream().map(AuditEvent::getType).toList();
	}

	@Test
	void anEventIsALineThatIsDurableWhenAddReturns() throws Exception {
		this.repository.add(new AuditEvent(Instant.parse("2026-11-26T10:15:30.123456789Z"), "ada", "LOGIN",
				Map.of("details", Map.of("address", "192.0.2.7", "tries", 2))));
		assertThat(this.appender.status().positions().durable()).isEqualTo(Files.size(file()));
		assertThat(Files.readString(file()))
			.startsWith("{\"timestamp\":\"2026-11-26T10:15:30.123456789Z\","
					+ "\"principal\":\"ada\",\"type\":\"LOGIN\",\"data\":{\"details\":{\"")
			.endsWith("}}}\n");
	}

	@Test
	void whatWasAddedIsFoundAfterARestart() {
		AuditEvent event = new AuditEvent(Instant.parse("2026-11-26T10:15:30.123456789Z"), "ad\u00e4 \ud83d\ude00",
				"A \"quoted\"\ntype", Map.of("text", "line\nfeed \u2028", "number", 7, "flag", true, "list",
						List.of(1, 2), "map", Map.of("a", "b")));
		this.repository.add(event);
		restart();
		this.repository.add(new AuditEvent("bob", "LATER"));
		List<AuditEvent> found = this.repository.find(null, null, null);
		assertThat(found).hasSize(2);
		assertThat(found.get(0)).usingRecursiveComparison().isEqualTo(event);
		assertThat(found.get(1).getType()).isEqualTo("LATER");
		assertThat(found.get(1).getData()).isEmpty();
	}

	@Test
	void whatWasAddedIsFoundThoughTheFileIsRotated() {
		this.repository.add(new AuditEvent("ada", "FIRST"));
		this.appender.rotate();
		this.repository.add(new AuditEvent("ada", "SECOND"));
		this.appender.rotate();
		assertThat(types()).containsExactly("FIRST", "SECOND");
		stop();
		open(AppenderOptions.builder().rotation(Rotation.builder().maxSize(1 << 20).compress(true).build()).build());
		Awaitility.await()
			.until(() -> this.appender.archives().stream().allMatch((path) -> path.toString().endsWith(".gz")));
		this.repository.add(new AuditEvent("ada", "THIRD"));
		assertThat(this.appender.archives()).hasSize(2);
		assertThat(types()).containsExactly("FIRST", "SECOND", "THIRD");
	}

	@Test
	void whatWasAddedIsFoundWhileTheFileIsRotated() throws Exception {
		stop();
		open(AppenderOptions.builder().rotation(Rotation.builder().maxSize(300).compress(true).build()).build());
		List<String> added = new ArrayList<>();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<?> reader = executor.submit(() -> {
				List<String> seen = List.of();
				while (!Thread.currentThread().isInterrupted()) {
					List<String> now = types();
					// In order, none twice, and none gone that was there.
					assertThat(now).doesNotHaveDuplicates();
					assertThat(now.subList(0, seen.size())).isEqualTo(seen);
					seen = now;
				}
			});
			for (int i = 0; i < 90; i++) {
				added.add("T" + i);
				this.repository.add(new AuditEvent("ada", "T" + i));
				assertThat(types()).isEqualTo(added);
			}
			assertThat(this.appender.archives()).hasSizeGreaterThan(10);
			executor.shutdownNow();
			reader.get(30, TimeUnit.SECONDS);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void findFiltersLikeSpringBootsOwnRepository() {
		Instant noon = Instant.parse("2026-11-26T12:00:00Z");
		for (int i = 0; i < 6; i++) {
			this.repository.add(new AuditEvent(noon.plusNanos(i), (i % 2 == 0) ? "ada" : "bob", (i < 3) ? "X" : "Y",
					Map.of("i", i)));
		}
		assertThat(found("ada", null, null)).containsExactly(0, 2, 4);
		assertThat(found(null, noon.plusNanos(1), null)).containsExactly(2, 3, 4, 5);
		assertThat(found(null, null, "Y")).containsExactly(3, 4, 5);
		assertThat(found("bob", noon.plusNanos(1), "Y")).containsExactly(3, 5);
		assertThat(found("eve", null, null)).isEmpty();
	}

	private List<Object> found(String principal, Instant after, String type) {
		return this.repository.find(principal, after, type).stream().map((event) -> event.getData().get("i")).toList();
	}

	@Test
	void ofManyTheNewestAreFound() {
		for (int i = 0; i < 250; i++) {
			this.repository.add(new AuditEvent("ada", "T" + i));
		}
		assertThat(types()).hasSize(100).startsWith("T150").endsWith("T249");
	}

	@Test
	void noEventIsLostForAValueThatIsNoJson() {
		Map<String, Object> cycle = new HashMap<>();
		cycle.put("self", cycle);
		List<Object> deep = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			deep = new ArrayList<>(List.of(deep));
		}
		Map<String, Object> data = new HashMap<>();
		data.put("cycle", new Throwing(cycle, "a cycle"));
		data.put("deep", deep);
		data.put("throwing", new Throwing(null, "its text"));
		data.put("mute", new Throwing(null, null));
		data.put("half", "\ud83d");
		data.put("nan", Double.NaN);
		data.put("nothing", null);
		data.put(null, "no name");
		this.repository.add(new AuditEvent(Instant.now(), "ada", "ODD", data));
		assertThat(this.repository.find("ada", null, "ODD")).singleElement().satisfies((event) -> {
			assertThat(event.getData()).hasSize(8)
				.hasEntrySatisfying("cycle", (cut) -> assertThat(cut.toString()).contains("nested deeper than 64"))
				.hasEntrySatisfying("deep", (cut) -> assertThat(cut.toString()).contains("nested deeper than 64"))
				.containsEntry("throwing", "its text")
				.containsEntry("mute", Throwing.class.getName())
				.containsEntry("half", "\ud83d")
				.containsEntry("nan", "NaN")
				.containsEntry("nothing", null)
				.containsEntry("null", "no name");
		});
	}

	@Test
	void namesThatDifferInHalfACharacterAreTwo() {
		AuditEvent event = new AuditEvent("ad\ud800", "T\udc00", Map.of("k\ud800", "v\udc00\ud800", "k?", "v"));
		this.repository.add(event);
		assertThat(this.repository.find("ad?", null, null)).isEmpty();
		assertThat(this.repository.find("ad\ud800", null, "T\udc00")).singleElement()
			.satisfies((found) -> assertThat(found.getData()).isEqualTo(event.getData()));
	}

	@Test
	void whatIsWrittenIsFoundHoweverLargeItIs() {
		BigInteger number = BigInteger.TEN.pow(1500);
		String name = "k".repeat(8000);
		this.repository.add(new AuditEvent("ada", "NAME", Map.of(name, "v")));
		this.repository.add(new AuditEvent("ada", "NUMBER", Map.of("n", number)));
		this.repository
			.add(new AuditEvent("ada", "DECIMAL", Map.of("n", new BigDecimal(number).scaleByPowerOfTen(-7))));
		List<String> expected = new ArrayList<>(List.of("NAME", "NUMBER", "DECIMAL"));
		for (int depth = 490; depth <= 510; depth++) {
			Object value = "x";
			for (int i = 0; i < depth; i++) {
				value = List.of(value);
			}
			this.repository.add(new AuditEvent("ada", "DEPTH" + depth, Map.of("v", value, "w", 1)));
			expected.add("DEPTH" + depth);
		}
		assertThat(types()).isEqualTo(expected);
		List<AuditEvent> found = this.repository.find(null, null, null);
		assertThat(found.get(0).getData()).containsEntry(name, "v");
		assertThat(found.get(1).getData()).containsEntry("n", number);
		assertThat(found).last().satisfies((event) -> assertThat(event.getData()).containsEntry("w", 1));
	}

	@Test
	void anEventThatCannotBeReadIsAFailureLikeAnyOther(CapturedOutput output) {
		AppenderAuditEventRepository failing = new AppenderAuditEventRepository(this.appender,
				AuditSettings.of("on-failure=log"));
		failing.add(new AuditEvent("ada", "BROKEN", new HashMap<>() {

			private static final long serialVersionUID = 1L;

			@Override
			public Set<Map.Entry<String, Object>> entrySet() {
				throw new IllegalStateException("no data");
			}

		}));
		assertThat(failing.failures()).isOne();
		assertThat(output).contains("may not be durable: java.lang.IllegalStateException: no data");
	}

	@Test
	void linesThatAreNoEventsAreSkippedAndToldOfOnce(CapturedOutput output) throws Exception {
		this.repository.add(new AuditEvent("ada", "FIRST"));
		stop();
		Files.writeString(file(),
				"\n{}\nnull\n7\nplain text\n{\"timestamp\":\"yesterday\",\"principal\":\"a\",\"type\":\"b\",\"data\":{}}\n"
						+ "{\"timestamp\":\"2026-11-26T10:15:30Z\",\"principal\":\"a\",\"type\":\"b\",\"data\":{}} and more\n"
						+ "[".repeat(5000) + "\n{\"timestamp\":\"2026-11-26T10:",
				StandardOpenOption.APPEND);
		Files.write(file(), new byte[] { (byte) 0xff, 0, (byte) 0xc3 }, StandardOpenOption.APPEND);
		start();
		this.repository.add(new AuditEvent("ada", "SECOND"));
		assertThat(types()).containsExactly("FIRST", "SECOND");
		assertThat(types()).containsExactly("FIRST", "SECOND");
		assertThat(output.toString().split("has 9 lines that are no audit events", -1)).hasSize(2);
	}

	@Test
	void aLineThatIsBeingWrittenIsNotSeen(CapturedOutput output) throws Exception {
		this.repository.add(new AuditEvent("ada", "FIRST"));
		Files.writeString(file(), "{\"timestamp\":\"2026-11-26T10:15:30Z\",", StandardOpenOption.APPEND);
		assertThat(types()).containsExactly("FIRST");
		assertThat(output).doesNotContain("no audit events");
	}

	@Test
	void anInterruptIsKeptAndLosesNothing() {
		Thread.currentThread().interrupt();
		try {
			this.repository.add(new AuditEvent("ada", "INTERRUPTED"));
			assertThat(types()).containsExactly("INTERRUPTED");
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.appender.status().positions().durable())
			.isEqualTo(this.appender.status().positions().accepted());
	}

	@Test
	void eachThreadsEventsAreInItsOrder() throws Exception {
		AppenderAuditEventRepository all = new AppenderAuditEventRepository(this.appender,
				AuditSettings.of("timeout=30s"));
		ExecutorService threads = Executors.newFixedThreadPool(4);
		for (int t = 0; t < 4; t++) {
			String principal = "p" + t;
			threads.execute(() -> {
				for (int i = 0; i < 100; i++) {
					all.add(new AuditEvent(principal, "T" + i));
					List<AuditEvent> found = all.find(principal, null, null);
					assertThat(found.get(found.size() - 1).getType()).isEqualTo("T" + i);
				}
			});
		}
		threads.shutdown();
		assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		for (int t = 0; t < 4; t++) {
			assertThat(all.find("p" + t, null, null)).hasSize(100)
				.extracting(AuditEvent::getType)
				.startsWith("T0", "T1")
				.endsWith("T98", "T99");
		}
	}

	@Test
	void theFileIsReadableAsText() throws Exception {
		this.repository.add(new AuditEvent("ada\r\n{\"timestamp\"", "T"));
		assertThat(new String(Files.readAllBytes(file()), StandardCharsets.US_ASCII).lines()).hasSize(1);
	}

	/** A bean that cannot be written as JSON, nor as text perhaps. */
	static class Throwing {

		private final Object value;

		private final String text;

		Throwing(Object value, String text) {
			this.value = value;
			this.text = text;
		}

		public Object getValue() {
			if (this.value == null) {
				throw new IllegalStateException("no value");
			}
			return this.value;
		}

		@Override
		public String toString() {
			if (this.text == null) {
				throw new IllegalStateException("no text");
			}
			return this.text;
		}

	}

}
