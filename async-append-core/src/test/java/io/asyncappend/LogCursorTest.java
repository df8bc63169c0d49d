package io.asyncappend;

import io.asyncappend.LogCursor.Options;
import io.asyncappend.LogCursor.Start;
import io.asyncappend.support.Child;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Cursors of real files: over rotation, retention, restarts and closes. */
@Timeout(120)
class LogCursorTest implements AppendListener {

	private static final Duration NOW = Duration.ZERO;

	private static final Options AT_ONCE = new Options(Start.OLDEST, Duration.ZERO);

	@TempDir
	private Path directory;

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this).build();

	@Override
	public void onCursorOpen(AsyncAppender appender, String cursor) {
		this.events.add("opened " + cursor);
	}

	@Override
	public void onCursorClose(AsyncAppender appender, String cursor) {
		this.events.add("closed " + cursor);
	}

	@Override
	public void onCursorOverrun(AsyncAppender appender, String cursor, LogGap gap) {
		this.events.add("overrun " + cursor + " " + gap.position() + " to " + gap.end());
	}

	@AfterEach
	void close() {
		this.factory.close();
	}

	private Path file() {
		return this.directory.resolve("log");
	}

	private AsyncAppender open(Rotation.Builder rotation) {
		return this.factory.open("log", file(), AppenderOptions.builder().rotation(rotation.build()).build());
	}

	private static void append(AsyncAppender appender, String... records) {
		for (String record : records) {
			appender.append((record + "\n").getBytes(StandardCharsets.UTF_8));
		}
		appender.sync();
	}

	private static List<String> poll(LogCursor cursor) {
		List<String> all = new ArrayList<>();
		for (List<LogEntry> some = cursor.poll(100, NOW); !some.isEmpty(); some = cursor.poll(100, NOW)) {
			some.forEach((entry) -> all.add(text(entry)));
		}
		return all;
	}

	private static String text(LogEntry entry) {
		return (entry instanceof LogRecord record) ? record.text()
				: ((LogGap) entry).reason() + " " + ((LogGap) entry).bytes();
	}

	private List<Path> archives() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((path) -> path.getFileName().toString().startsWith("log-")).sorted().toList();
		}
	}

	@Test
	void recordsAreHandedOutOverRotationsAndRestarts() {
		AsyncAppender appender = open(Rotation.builder().compress(true));
		LogCursor cursor = appender.cursor("c", AT_ONCE);
		append(appender, "one", "two");
		appender.rotate();
		append(appender, "three");
		assertThat(poll(cursor)).containsExactly("one", "two", "three");
		cursor.acknowledge(4);
		appender.rotate();
		append(appender, "four");
		assertThat(poll(cursor)).containsExactly("four");
		appender.close();
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> cursor.poll(1, NOW));
		appender = open(Rotation.builder().compress(true));
		LogCursor again = appender.cursor("c", AT_ONCE);
		append(appender, "five");
		assertThat(poll(again)).containsExactly("two", "three", "four", "five");
		assertThat(again.status().acknowledgedIndex()).isEqualTo(1);
		assertThat(again.status().lag().records()).isEqualTo(4);
		assertThat(again.status().lag().bytes()).isEqualTo(4 + 6 + 5 + 5);
		assertThat(this.events).containsExactly("opened c", "closed c", "opened c");
	}

	@Test
	void whatIsWrittenAndNotForcedIsNotHandedOut() {
		AsyncAppender appender = open(Rotation.builder());
		LogCursor cursor = appender.cursor("c");
		appender.append("one\n".getBytes(StandardCharsets.UTF_8));
		appender.flush();
		assertThat(poll(cursor)).isEmpty();
		appender.sync();
		assertThat(poll(cursor)).containsExactly("one");
	}

	@Test
	void aPollWakesUpWithTheForce() throws Exception {
		AsyncAppender appender = open(Rotation.builder());
		LogCursor cursor = appender.cursor("c");
		Crew.Member<List<LogEntry>> polled = Crew.start(() -> cursor.poll(10, Duration.ofHours(1)));
		await().until(polled::isWaiting);
		// A thread that waits for the log is none that waits for a force: one that waits
		// alone for that writes and forces itself.
		append(appender, "one");
		assertThat(polled.join()).hasSize(1);
	}

	@Test
	void theCloseOfTheAppenderEndsAPoll() throws Exception {
		AsyncAppender appender = open(Rotation.builder());
		LogCursor cursor = appender.cursor("c");
		Crew.Member<List<LogEntry>> polled = Crew.start(() -> cursor.poll(10, Duration.ofHours(1)));
		await().until(polled::isWaiting);
		this.factory.close();
		assertThat(polled.failure()).isInstanceOf(AppenderClosedException.class);
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> appender.cursor("d"));
	}

	@Test
	void aClosedAppenderOpensNoFirstCursor() {
		AsyncAppender appender = open(Rotation.builder());
		append(appender, "a");
		appender.close();
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> appender.cursor("mail"));
		assertThat(appender.cursors()).isEmpty();
		assertThat(this.events).isEmpty();
	}

	@Test
	void whatHasNoLastingPositionsHasNoCursors() throws IOException {
		AsyncAppender without = this.factory.open("without", this.directory.resolve("without"),
				AppenderOptions.builder().lastingPositions(false).build());
		AsyncAppender shared = this.factory.open("shared", this.directory.resolve("shared"),
				AppenderOptions.builder().shared(true).build());
		try (FileChannel channel = FileChannel.open(this.directory.resolve("borrowed"), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND)) {
			AsyncAppender borrowed = this.factory.create("borrowed", channel);
			for (AsyncAppender appender : List.of(without, shared, borrowed)) {
				assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> appender.cursor("c"))
					.withMessageStartingWith("appender '" + appender.name() + "' has no cursor 'c': ");
				assertThat(appender.cursors()).isEmpty();
			}
			borrowed.close();
		}
	}

	@Test
	void anotherProcessIsRefused() throws Exception {
		AsyncAppender appender = open(Rotation.builder());
		appender.cursor("c");
		assertThatIllegalStateException().isThrownBy(() -> appender.cursor("c"));
		try (Child child = Child.start(Opening.class, file())) {
			assertThat(child.readAll()).anyMatch((line) -> line.contains("another process appends to it"));
		}
	}

	static final class Opening {

		public static void main(String[] arguments) {
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				factory.open("log", Path.of(arguments[0])).cursor("c");
			}
			catch (FileTakenException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

	@Test
	void archivesStayUntilTheyAreAcknowledged() throws IOException {
		Rotation.Builder rotation = Rotation.builder().keepFiles(1).keepUntil(Set.of("slow"));
		AsyncAppender appender = open(rotation);
		for (int i = 0; i < 5; i++) {
			append(appender, "record " + i);
			appender.rotate();
		}
		await().until(() -> appender.status().storage().archives().filter((all) -> all.files() == 5).isPresent());
		await().until(() -> appender.status().storage().archives().get().heldBytes() == 4 * 9);
		LogCursor cursor = appender.cursor("slow", AT_ONCE);
		assertThat(cursor.poll(10, NOW)).hasSize(5);
		cursor.acknowledge(9);
		await().until(() -> archives().size() == 4);
		cursor.acknowledge(45);
		await().until(() -> archives().size() == 1);
		await().until(() -> appender.status().storage().archives().get().heldBytes() == 0);
		assertThat(appender.status().storage().archives().get().overruns()).isZero();
		assertThat(this.events).containsExactly("opened slow");
	}

	@Test
	void archivesStayForACursorThatIsNotOpenAfterARestart() throws IOException {
		Rotation.Builder rotation = Rotation.builder().keepFiles(1).keepUntil(Set.of("slow"));
		AsyncAppender appender = open(rotation);
		LogCursor cursor = appender.cursor("slow", AT_ONCE);
		append(appender, "record 0", "record 1");
		appender.rotate();
		cursor.poll(10, NOW);
		cursor.acknowledge(9);
		appender.close();
		AsyncAppender again = open(rotation);
		for (int i = 2; i < 6; i++) {
			append(again, "record " + i);
			again.rotate();
		}
		await().until(() -> again.status().storage().archives().filter((all) -> all.files() == 5).isPresent());
		assertThat(again.cursors()).extracting(LogCursor.Status::acknowledged).containsExactly(9L);
		assertThat(poll(again.cursor("slow", AT_ONCE))).containsExactly("record 1", "record 2", "record 3", "record 4",
				"record 5");
	}

	@Test
	void anOverrunIsCountedToldAndAGap() throws IOException {
		AsyncAppender appender = open(
				Rotation.builder().keepFiles(1).keepUntil(Set.of("slow")).keepUntilSize(3 * 9 + 1));
		LogCursor cursor = appender.cursor("slow", AT_ONCE);
		for (int i = 0; i < 5; i++) {
			append(appender, "record " + i);
			appender.rotate();
			int files = Math.min(i + 1, 3);
			await()
				.until(() -> appender.status().storage().archives().filter((all) -> all.files() == files).isPresent());
		}
		assertThat(archives()).hasSize(3);
		assertThat(this.events).containsExactly("opened slow", "overrun slow 0 to 9", "overrun slow 9 to 18");
		await().until(() -> appender.status().storage().archives().get().overruns() == 2);
		assertThat(poll(cursor)).containsExactly("RETENTION 18", "record 2", "record 3", "record 4");
		assertThat(cursor.status().gaps()).isEqualTo(1);
		assertThat(cursor.status().gapBytes()).isEqualTo(18);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLogOfAnotherIdentityBeginsWithAGap(boolean lost) throws IOException {
		AsyncAppender appender = open(Rotation.builder());
		LogCursor cursor = appender.cursor("c", AT_ONCE);
		append(appender, "one", "two");
		cursor.poll(1, NOW);
		cursor.acknowledge(4);
		appender.close();
		// As a restored backup, or one that was cut.
		Path copy = this.directory.resolve("copy");
		Files.writeString(copy, lost ? "other\n" : "one\ntwo\n");
		Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);
		appender = open(Rotation.builder());
		cursor = appender.cursor("c", AT_ONCE);
		List<String> all = lost ? List.of("OTHER_LOG 0", "other") : List.of("OTHER_LOG 0", "one", "two");
		assertThat(poll(cursor)).isEqualTo(all);
		appender.close();
		assertThat(poll(open(Rotation.builder()).cursor("c", AT_ONCE))).isEqualTo(all);
	}

	@Test
	void anAgeIsThatOfTheOldestUnacknowledgedRecord() {
		AsyncAppender appender = open(Rotation.builder());
		LogCursor cursor = appender.cursor("c", AT_ONCE);
		assertThat(cursor.status().lag().oldest()).isEmpty();
		append(appender, "one");
		await().until(() -> cursor.status().lag().oldest().get().compareTo(Duration.ofMillis(20)) > 0);
		cursor.poll(1, NOW);
		cursor.acknowledge(4);
		assertThat(cursor.status().lag().oldest()).isEmpty();
	}

}
