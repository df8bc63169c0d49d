package io.asyncappend;

import io.asyncappend.support.Child;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A writer and its reader are killed together, again and again: nothing is passed over,
 * and nothing comes again that was acknowledged.
 */
@Timeout(180)
class CursorCrashTest {

	private static final int RUNS = 5;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT1S" })
	void aKillSkipsNothingAndRepeatsNothingAcknowledged(String interval) throws Exception {
		long handedOut = 0;
		long acknowledged = 0;
		for (int run = 0; run < RUNS; run++) {
			Path notes = this.directory.resolve("notes" + run);
			try (Child child = Child.start(Consuming.class, this.directory.resolve("log"), notes, interval)) {
				child.readUntil("running");
				await().until(() -> Files.exists(notes) && Files.size(notes) > 20_000);
				child.process().destroyForcibly();
				child.exitCode();
			}
			long next = -1;
			for (String line : lines(notes)) {
				String[] parts = line.split(" ");
				long number = Long.parseLong(parts[1]);
				if (parts[0].equals("acknowledged")) {
					assertThat(number).isEqualTo(next - 1);
					acknowledged = number + 1;
					continue;
				}
				assertThat(parts[0]).as(line).isEqualTo("record");
				if (next < 0) {
					assertThat(number).as("first of run " + run).isBetween(acknowledged, handedOut);
					next = number;
				}
				assertThat(number).isEqualTo(next++);
				handedOut = Math.max(handedOut, next);
			}
		}
		assertThat(acknowledged).isPositive();
	}

	/** The last line may be half written. */
	private static List<String> lines(Path notes) throws IOException {
		String text = Files.readString(notes);
		return List.of(text.substring(0, text.lastIndexOf('\n')).split("\n"));
	}

	/**
	 * Numbers records, reads them, and notes what it does: before, or once it is done.
	 */
	static final class Consuming {

		public static void main(String[] arguments) throws Exception {
			AsyncAppender appender = AsyncAppendFactory.create()
				.open("log", Path.of(arguments[0]),
						AppenderOptions.builder()
							.tornTail(TornTail.truncate())
							.rotation(Rotation.builder()
								.maxSize(20_000)
								.compress(true)
								.keepFiles(1)
								.keepUntil(Set.of("c"))
								.build())
							.build());
			LogCursor cursor = appender.cursor("c",
					new LogCursor.Options(LogCursor.Start.OLDEST, Duration.parse(arguments[2])));
			long written = appender.status().log().orElseThrow().openedIndex();
			Crew.run(() -> {
				for (long number = written;; number++) {
					appender.append(("%08d %s%n".formatted(number, "x".repeat((int) (number % 90))))
						.getBytes(StandardCharsets.US_ASCII));
					if (number % 20 == 0) {
						appender.sync();
					}
				}
			});
			System.out.println("running");
			try (FileChannel notes = FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND)) {
				while (true) {
					List<LogEntry> entries = cursor.poll(7, Duration.ofSeconds(10));
					for (LogEntry entry : entries) {
						note(notes, (entry instanceof LogRecord record)
								? "record " + Long.parseLong(record.text().substring(0, 8)) : "gap 0 " + entry);
					}
					if (!entries.isEmpty() && entries.get(entries.size() - 1) instanceof LogRecord last) {
						cursor.acknowledge(last.end());
						note(notes, "acknowledged " + Long.parseLong(last.text().substring(0, 8)));
					}
				}
			}
		}

		private static void note(FileChannel notes, String line) throws IOException {
			notes.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
		}

	}

}
