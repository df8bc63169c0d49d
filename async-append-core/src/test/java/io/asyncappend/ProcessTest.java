package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Child;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What holds across processes: after a kill, an exit, and between two at once. */
@Timeout(120)
class ProcessTest {

	@TempDir
	private Path directory;

	private Path file() {
		return this.directory.resolve("file");
	}

	@RepeatedTest(6)
	void everythingFlushedSurvivesAKill() throws Exception {
		Path acknowledged = this.directory.resolve("acknowledged");
		try (Child child = Child.start(Flushing.class, file(), acknowledged)) {
			child.readUntil("running");
			Faulty.await().until(() -> Files.exists(acknowledged) && Files.size(acknowledged) > 2000);
			child.process().destroyForcibly();
			child.exitCode();
		}
		long[] last = new long[8];
		String text = Files.readString(acknowledged);
		for (String line : text.substring(0, text.lastIndexOf('\n')).split("\n")) {
			String[] parts = line.split(" ");
			last[Integer.parseInt(parts[0])] = Long.parseLong(parts[1]);
		}
		byte[] content = Files.readAllBytes(file());
		int whole = new String(content, java.nio.charset.StandardCharsets.US_ASCII).lastIndexOf('\n') + 1;
		long[] found = new long[8];
		Records.parse(Arrays.copyOf(content, whole)).forEach((record) -> {
			assertThat(record.sequence()).isEqualTo(found[record.producer()]++);
		});
		for (int i = 0; i < 8; i++) {
			assertThat(found[i]).as("producer " + i).isGreaterThanOrEqualTo(last[i]);
		}
		assertThat(Arrays.stream(last).sum()).isPositive();
	}

	/** Eight producers that flush now and then, and note what was flushed. */
	static final class Flushing {

		public static void main(String[] arguments) throws Exception {
			AsyncAppender appender = AsyncAppendFactory.create()
				.open("file", Path.of(arguments[0]), AppenderOptions.builder().bufferSize(65536).build());
			try (var notes = Files.newByteChannel(Path.of(arguments[1]), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND)) {
				for (int i = 0; i < 8; i++) {
					int producer = i;
					Crew.run(() -> {
						for (long n = 0; true; n++) {
							appender.append(Records.record(producer, n, 60 + (int) (n % 200)));
							if (n % 10 == producer) {
								appender.flush();
								notes.write(java.nio.ByteBuffer.wrap((producer + " " + (n + 1) + "\n").getBytes()));
							}
						}
					});
				}
				System.out.println("running");
				Thread.currentThread().join();
			}
		}

	}

	@ParameterizedTest
	@CsvSource({ "return,0,true", "exit,3,true", "throw,1,true", "term,143,true", "return,0,false", "term,143,false" })
	void everythingAcceptedSurvivesANormalExitWithoutAClose(String way, int code, boolean enabled) throws Exception {
		try (Child child = Child.start(Leaving.class, file(), way, enabled)) {
			if (way.equals("term")) {
				child.readUntil("running");
				// Unlike Process.destroy(), this leaves the output open.
				child.process().toHandle().destroy();
			}
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(output.toString()).isEqualTo(code);
			long main = accepted(output, "main ");
			long hook = accepted(output, "hook ");
			assertThat(main).isPositive();
			assertThat(hook).isPositive();
			// After a signal the producer goes on until the process is gone.
			List<Records.Found> found = Records.read(file());
			long kept = found.stream().filter((record) -> record.producer() == 0).count();
			assertThat(kept).isGreaterThanOrEqualTo(main);
			assertThat(way.equals("term") || kept == main).isTrue();
			assertThat(found.stream().filter((record) -> record.producer() == 1).count()).isEqualTo(hook);
		}
	}

	private static long accepted(List<String> output, String start) {
		return output.stream()
			.filter((line) -> line.startsWith(start))
			.mapToLong((line) -> Long.parseLong(line.substring(start.length())))
			.max()
			.orElseThrow(() -> new AssertionError(output.toString()));
	}

	/** Appends, leaves without a close, and appends in a shutdown hook. */
	static final class Leaving {

		private static final AtomicLong MAIN = new AtomicLong();

		public static void main(String[] arguments) throws Exception {
			AsyncAppendFactory factory = AsyncAppendFactory.builder()
				.enabled(Boolean.parseBoolean(arguments[2]))
				.build();
			AsyncAppender appender = factory.open("file", Path.of(arguments[0]));
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				long n = 0;
				for (; n < 500; n++) {
					appender.append(Records.record(1, n, 100));
				}
				System.out.println("hook " + n);
				System.out.println("main " + MAIN.get());
			}));
			boolean term = arguments[1].equals("term");
			for (int n = 0; term || n < 2000; n++) {
				appender.append(Records.record(0, n, 100));
				MAIN.incrementAndGet();
				if (n == 1000) {
					System.out.println("running");
				}
			}
			switch (arguments[1]) {
				case "exit" -> System.exit(3);
				case "throw" -> throw new IllegalStateException("on purpose");
				default -> {
				}
			}
		}

	}

	@Test
	void aSecondProcessIsRefusedThoughThisOneReadsItsFile() throws Exception {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("file", file());
			appender.append(new byte[10]);
			appender.flush();
			assertThat(Files.readAllBytes(file())).hasSize(10);
			assertThatThrownBy(() -> factory.open("again", file())).isInstanceOf(AppendException.class);
			assertThat(opened(false)).startsWith("refused").contains("another process", "pid ");
			Path link = Files.createSymbolicLink(this.directory.resolve("link"), file());
			assertThat(opened(link, false)).startsWith("refused");
			appender.close();
			assertThat(opened(false)).isEqualTo("opened");
		}
	}

	@Test
	void aSharedFileTakesASecondProcess() throws Exception {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("file", file(), AppenderOptions.builder().shared(true).build());
			appender.append(new byte[10]);
			assertThat(opened(true)).isEqualTo("opened");
			appender.append(new byte[10]);
			appender.flush();
			assertThat(file()).hasSize(21);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void sharingAndExclusiveAppendersExcludeEachOther(boolean firstShares) throws Exception {
		AppenderOptions options = AppenderOptions.builder().shared(firstShares).build();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			factory.open("file", file(), options).append(new byte[10]);
			factory.flush();
			assertThat(Files.readAllBytes(file())).hasSize(10);
			assertThat(opened(!firstShares)).startsWith("refused");
		}
	}

	@Test
	void aReopenClaimsTheNameInADirectoryThatWasMadeAnew() throws Exception {
		Path file = this.directory.resolve("sub").resolve("file");
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("file", file);
			Files.move(file.getParent(), this.directory.resolve("moved"));
			appender.reopen();
			appender.append(new byte[10]);
			appender.flush();
			assertThat(Files.readAllBytes(file)).hasSize(10);
			assertThat(opened(file, false)).startsWith("refused");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatACallbackAppendsBeforeItExitsIsKept(boolean borrowed) throws Exception {
		try (Child child = Child.start(ExitingInACallback.class, file(), borrowed)) {
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(output.toString()).isEqualTo(3);
			assertThat(file()).hasSize(1001);
		}
	}

	/** Calls System.exit on an I/O thread, which holds that thread up until the end. */
	static final class ExitingInACallback {

		public static void main(String[] arguments) throws Exception {
			Path file = Path.of(arguments[0]);
			AsyncAppendFactory factory = AsyncAppendFactory.create();
			AsyncAppender appender = Boolean.parseBoolean(arguments[1])
					? factory.create("file",
							FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))
					: factory.open("file", file);
			appender.appendDurably(new byte[1]).thenRun(() -> {
				for (int i = 0; i < 1000; i++) {
					appender.append(new byte[1]);
				}
				System.exit(3);
			});
			Thread.currentThread().join();
		}

	}

	private String opened(boolean shared) throws Exception {
		return opened(file(), shared);
	}

	private static String opened(Path file, boolean shared) throws Exception {
		try (Child child = Child.start(Opening.class, file, shared)) {
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(output.toString()).isZero();
			return String.join(" ", output);
		}
	}

	/** Opens a file and appends a byte. */
	static final class Opening {

		public static void main(String[] arguments) {
			AppenderOptions options = AppenderOptions.builder().shared(Boolean.parseBoolean(arguments[1])).build();
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				factory.open("file", Path.of(arguments[0]), options).append(new byte[1]);
				System.out.println("opened");
			}
			catch (AppendException ex) {
				System.out.println("refused: " + ex.getMessage());
			}
		}

	}

}
