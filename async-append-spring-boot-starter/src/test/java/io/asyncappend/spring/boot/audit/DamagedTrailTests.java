package io.asyncappend.spring.boot.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What can be read of a trail is found, what cannot is told, and nothing that lies there
 * makes a find hang, burn the CPU or run out of memory.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class DamagedTrailTests {

	private static final String ARCHIVE = "audit.log-2026-11-0%d.1";

	@TempDir
	Path directory;

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	private AsyncAppender appender;

	private AppenderAuditEventRepository repository;

	@BeforeEach
	void start() {
		this.appender = this.factory.open("audit", path("audit.log"),
				AppenderOptions.builder().rotation(Rotation.builder().every(Rotation.Period.DAY).build()).build());
		open();
	}

	private void open(String... settings) {
		this.repository = new AppenderAuditEventRepository(this.appender, AuditSettings.of(settings));
	}

	@AfterEach
	void stop() {
		this.factory.close();
	}

	private Path path(String name) {
		return this.directory.resolve(name);
	}

	private Path archive(int day) {
		return path(ARCHIVE.formatted(day));
	}

	private Path compressed(int day) {
		return path(ARCHIVE.formatted(day) + ".gz");
	}

	private static String event(String type) {
		return "{\"timestamp\":\"2026-11-26T10:15:30Z\",\"principal\":\"ada\",\"type\":\"" + type + "\",\"data\":{}}\n";
	}

	private static byte[] gzip(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bytes)) {
			out.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

	private List<String> types() {
		return this.repository.find(null, null, null).stream().map(AuditEvent::getType).toList();
	}

	private String gap(Path file) {
		return this.repository.gaps()
			.stream()
			.filter((gap) -> gap.file().getFileName().equals(file.getFileName()))
			.map(AuditTrailGap::reason)
			.findFirst()
			.orElse("none");
	}

	@Test
	void anArchiveThatIsCutIsReadAsFarAsItGoes(CapturedOutput output) throws IOException {
		StringBuilder many = new StringBuilder();
		for (int i = 0; i < 10_000; i++) {
			many.append(event("CUT" + i));
		}
		byte[] whole = gzip(many.toString());
		Files.write(compressed(1), gzip(event("FIRST")));
		Files.write(compressed(2), Arrays.copyOf(whole, whole.length / 2));
		Files.write(compressed(3), gzip(event("THIRD")));
		this.repository.add(new AuditEvent("ada", "LAST"));
		open("find-limit=100000");
		assertThat(types()).startsWith("FIRST", "CUT0", "CUT1").endsWith("THIRD", "LAST").hasSizeGreaterThan(1000);
		assertThat(gap(compressed(2))).startsWith("ends too early, as if it was cut");
		types();
		assertThat(this.repository.incompleteFiles()).isOne();
		assertThat(output.toString().split("is not found whole: \\S+audit.log-2026-11-02.1.gz: ends too early", -1))
			.hasSize(2);
	}

	@Test
	void anArchiveThatIsNoneIsLeftOutAndNamed() throws IOException {
		byte[] flipped = gzip(event("FLIPPED"));
		flipped[flipped.length - 6] ^= 1;
		Files.write(compressed(1), gzip(event("FIRST")));
		Files.createFile(compressed(2));
		Files.writeString(compressed(3), "none");
		Files.write(compressed(4), flipped);
		Files.write(compressed(5), gzip(event("FIFTH")));
		assertThat(types()).containsExactly("FIRST", "FLIPPED", "FIFTH");
		assertThat(gap(compressed(2))).contains("EOFException");
		assertThat(gap(compressed(3))).contains("Not in GZIP format");
		assertThat(gap(compressed(4))).contains("Corrupt GZIP trailer");
		assertThat(this.repository.incompleteFiles()).isEqualTo(3);
	}

	@Test
	void whatOnlyHasTheNameOfAnArchiveIsToldOf() throws IOException {
		Files.writeString(archive(1), event("GENUINE"));
		Files.writeString(path("elsewhere"), event("LINKED"));
		Files.createSymbolicLink(archive(2), path("elsewhere"));
		Files.writeString(path("audit.log-9999-01-01.1"), event("AHEAD"));
		Files.writeString(archive(3), event("IN_USE"));
		Files.createFile(path("." + ARCHIVE.formatted(3) + ".lock"));
		assertThat(types()).containsExactly("GENUINE");
		assertThat(gap(archive(3))).startsWith("is left out, as it ");
		assertThat(gap(archive(2))).startsWith("is left out, as it ");
		assertThat(gap(path("audit.log-9999-01-01.1"))).startsWith("is left out, as it ");
	}

	@Test
	void aFifoInThePlaceOfTheFileHoldsUpNothing() throws Exception {
		this.repository.add(new AuditEvent("ada", "HIDDEN"));
		Files.writeString(archive(1), event("GENUINE"));
		Files.delete(path("audit.log"));
		assertThat(new ProcessBuilder("mkfifo", path("audit.log").toString()).start().waitFor()).isZero();
		assertThat(new ProcessBuilder("mkfifo", archive(2).toString()).start().waitFor()).isZero();
		assertThat(types()).containsExactly("GENUINE");
		assertThat(gap(path("audit.log"))).contains("does not name the file that is written");
		assertThat(gap(archive(2))).startsWith("is left out, as it ");
	}

	@Test
	void aLinkToADeviceInThePlaceOfTheFileIsNotRead() throws IOException {
		Files.delete(path("audit.log"));
		Files.createSymbolicLink(path("audit.log"), Path.of("/dev/zero"));
		assertThat(types()).isEmpty();
		assertThat(gap(path("audit.log"))).contains("does not name the file that is written");
	}

	@Test
	void filesThatAreExchangedDuringAFindHoldUpNothing() throws Exception {
		this.repository.add(new AuditEvent("ada", "LAST"));
		Files.writeString(archive(1), event("FIRST"));
		assertThat(new ProcessBuilder("mkfifo", path("fifo").toString()).start().waitFor()).isZero();
		Files.createSymbolicLink(path("zeros"), Path.of("/dev/zero"));
		CountDownLatch over = new CountDownLatch(1);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<?> attacker = executor.submit(() -> {
				while (over.getCount() > 0) {
					exchange(path("audit.log"), path("fifo"));
					exchange(archive(1), path("zeros"));
					exchange(archive(1), path("fifo"));
					exchange(path("audit.log"), path("zeros"));
				}
				return null;
			});
			for (int i = 0; i < 1000; i++) {
				try {
					assertThat(types()).isSubsetOf("FIRST", "LAST");
				}
				catch (AppendException ex) {
					// Exchanged during each attempt to open it; that is told.
					assertThat(ex).hasMessageContaining("its files cannot be read")
						.hasCauseInstanceOf(IOException.class);
				}
			}
			over.countDown();
			attacker.get(30, TimeUnit.SECONDS);
		}
		finally {
			over.countDown();
			executor.shutdownNow();
		}
		assertThat(types()).containsExactly("FIRST", "LAST");
	}

	/** For a moment. */
	private void exchange(Path file, Path other) throws IOException {
		Files.move(file, path("aside"));
		Files.move(other, file);
		Files.move(file, other);
		Files.move(path("aside"), file);
	}

	@Test
	void linesThatAreNoUtf8AreSkipped() throws IOException {
		this.repository.add(new AuditEvent("ada", "LAST"));
		byte[] event = event("BROKEN").replace("{}", "{\"\u00e9\":1}").getBytes(StandardCharsets.ISO_8859_1);
		byte[] name = event("BROKEN").replace("ada", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
		Files.write(archive(1), event);
		Files.write(archive(2), name);
		Files.write(archive(3), new byte[] { '{', '"', (byte) 0xe2, (byte) 0x82, '\n', (byte) 0xfe, (byte) 0xff, 0, '{',
				'\n', 0, 0, 0, '{', '\n' });
		assertThat(types()).containsExactly("LAST");
		assertThat(gap(path("audit.log"))).startsWith("5 lines that are no audit events");
	}

	@Test
	void aSingleLineThatIsNoEventIsCountedInTheSingular() throws IOException {
		this.repository.add(new AuditEvent("ada", "LAST"));
		Files.writeString(archive(1), "no event\n");
		assertThat(types()).containsExactly("LAST");
		assertThat(gap(path("audit.log"))).startsWith("1 line that is no audit event,");
	}

	@Test
	void aLineOfManyListsTakesNoMemory() throws IOException {
		this.repository.add(new AuditEvent("ada", "FIRST"));
		String lists = String.join(",", Collections.nCopies(350_000, "[]"));
		String line = event("LISTS").replace("{}", "{\"v\":[" + lists + "]}");
		Files.writeString(archive(1), line.repeat(3));
		Files.writeString(archive(2), event("LONG").replace("{}", "{\"v\":[" + lists.repeat(10) + "]}"));
		assertThat(types()).containsExactly("FIRST");
		assertThat(gap(path("audit.log"))).startsWith("4 lines that are no audit events");
	}

	@Test
	void aTrailOfManyHeavyEventsTakesNoMoreMemoryThanItMay() throws IOException {
		String heavy = event("HEAVY").replace("{}",
				"{\"v\":[" + String.join(",", Collections.nCopies(10_000, "[]")) + "]}");
		Files.writeString(archive(1), event("OLDEST"));
		Files.writeString(archive(2), heavy.repeat(1000));
		this.repository.add(new AuditEvent("ada", "LAST"));
		assertThat(types()).hasSizeBetween(10, 25).endsWith("HEAVY", "LAST").doesNotContain("OLDEST");
		assertThat(gap(archive(2))).contains("async-append.audit.find-size");
	}

	@Test
	void anArchiveOfZerosDoesNotBurnTheCpu() throws IOException {
		Files.writeString(archive(1), event("OLD"));
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed(2)))) {
			byte[] zeros = new byte[1 << 20];
			for (int i = 0; i < 200; i++) {
				out.write(zeros);
			}
		}
		this.repository.add(new AuditEvent("ada", "LAST"));
		assertThat(types()).containsExactly("LAST");
		assertThat(gap(compressed(2))).startsWith("of it only the beginning is read")
			.contains("async-append.audit.find-read-size");
	}

	@Test
	void ofAFileThatIsTooLongTheEndIsRead() throws IOException {
		for (int i = 0; i < 200; i++) {
			this.repository.add(new AuditEvent("ada", "T" + i, Map.of("v", "x".repeat(10_000))));
		}
		open("find-read-size=1MB", "find-limit=1000");
		assertThat(types()).endsWith("T198", "T199").hasSizeBetween(90, 110);
		assertThat(gap(path("audit.log"))).startsWith("of it only the last 1048576 bytes are read");
		Thread.currentThread().interrupt();
		assertThat(types()).endsWith("T198", "T199").hasSizeBetween(90, 110);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whatIsAppendedMeanwhileIsNotWaitedFor() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<?> writer = executor.submit(() -> {
				for (int i = 0; i < 1_000_000 && over.getCount() > 0; i++) {
					this.appender.append(event("MORE").getBytes(StandardCharsets.UTF_8));
				}
			});
			open("find-limit=10");
			for (int i = 0; i < 5; i++) {
				types();
			}
			over.countDown();
			writer.get(60, TimeUnit.SECONDS);
		}
		finally {
			over.countDown();
			executor.shutdownNow();
		}
	}

	@Test
	void anAttackersUserNamesTakeNoMemory() throws IOException {
		String name = "n".repeat(2 << 20);
		for (int i = 0; i < 300; i++) {
			this.repository.add(new AuditEvent(name, "AUTHENTICATION_FAILURE", Map.of("message", name)));
		}
		assertThat(Files.size(path("audit.log"))).isLessThan(300 * 65536L);
		assertThat(this.repository.find(name, null, null)).hasSize(300)
			.allSatisfy((event) -> assertThat(event.getPrincipal()).endsWith("[cut, of 2097152 characters]"));
	}

	@Test
	void aSecondFindWaitsItsTurnAndThenIsRefused() throws Exception {
		Files.writeString(archive(1), event("SLOW").repeat(200_000));
		open("timeout=1ms");
		int finds = 4;
		CyclicBarrier start = new CyclicBarrier(finds);
		ExecutorService executor = Executors.newFixedThreadPool(finds);
		try {
			List<Future<Object>> all = java.util.stream.IntStream.range(0, finds)
				.mapToObj((i) -> executor.submit(() -> {
					start.await();
					try {
						return (Object) types().size();
					}
					catch (AuditTrailBusyException ex) {
						return ex.getMessage();
					}
				}))
				.toList();
			int refused = 0;
			for (Future<Object> one : all) {
				Object result = one.get(60, TimeUnit.SECONDS);
				if (result instanceof String message) {
					assertThat(message).contains("is being looked through by others");
					refused++;
				}
				else {
					assertThat(result).isEqualTo(10_000);
				}
			}
			assertThat(refused).isEqualTo(finds - 1);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void aTrailThatOthersAppendToIsFoundToo() {
		try (AsyncAppendFactory other = AsyncAppendFactory.create()) {
			AsyncAppender shared = other.open("shared", path("shared.log"),
					AppenderOptions.builder().shared(true).build());
			AppenderAuditEventRepository trail = new AppenderAuditEventRepository(shared, AuditSettings.of());
			trail.add(new AuditEvent("ada", "SHARED"));
			assertThat(trail.find(null, null, null)).hasSize(1);
		}
	}

	@Test
	void aBorrowedChannelIsRefused() throws IOException {
		try (java.nio.channels.FileChannel channel = java.nio.channels.FileChannel.open(path("borrowed"),
				StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			AsyncAppender borrowed = this.factory.create("borrowed", channel);
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> new AppenderAuditEventRepository(borrowed, AuditSettings.of()))
				.withMessageContaining("borrows its channel");
		}
	}

}
