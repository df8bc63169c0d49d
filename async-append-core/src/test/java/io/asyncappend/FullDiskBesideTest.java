package io.asyncappend;

import io.asyncappend.internal.file.SmallDisk;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A disk that is full when something is written beside a log: no start fails, it is told,
 * and all is right again once there is room.
 */
class FullDiskBesideTest {

	private static final String FULL = "No space left on device";

	@TempDir
	private Path temporary;

	private Path directory;

	private SmallDisk disk;

	private final Recorder recorder = new Recorder();

	private AsyncAppendFactory factory;

	@BeforeEach
	void mount() throws IOException {
		this.directory = this.temporary.toRealPath().resolve("disk");
		this.disk = SmallDisk.mount(this.directory);
		this.factory = AsyncAppendFactory.builder().listener(this.recorder).build();
	}

	@AfterEach
	void unmount() {
		if (this.disk != null) {
			this.factory.close();
			this.disk.close();
		}
	}

	private AsyncAppender open() {
		return this.factory.open("app", this.directory.resolve("app.log"),
				AppenderOptions.builder().rotation(Rotation.onDemand()).build());
	}

	/** Has room in the last page of the file. */
	private static void append(AsyncAppender appender, String text) {
		appender.append((text + "\n").getBytes(StandardCharsets.UTF_8));
		appender.sync();
	}

	private static List<String> read(AsyncAppender appender) {
		List<String> all = new ArrayList<>();
		try (LogReader reader = appender.reader().from(0).open()) {
			for (Optional<LogEntry> entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
				all.add(((LogRecord) entry.get()).index() + ":" + ((LogRecord) entry.get()).text());
			}
		}
		return all;
	}

	@Test
	void noRoomForThePositionsIsToldAndTheNextOpeningHasThem() throws IOException {
		for (int pages = 0; pages < 3; pages++) {
			Files.writeString(this.directory.resolve("app.log"), "zero\n");
			this.disk.leave(pages);
			this.recorder.logFailures.clear();
			AsyncAppender appender = open();
			append(appender, "one");
			boolean isFull = pages < 2;
			assertThat(appender.status().log().isEmpty()).isEqualTo(isFull);
			assertThat(this.recorder.logFailures).hasSize(isFull ? 1 : 0)
				.allSatisfy((failure) -> assertThat(failure).hasMessageContaining(FULL));
			appender.close();
			this.disk.leaveAll();
			appender = open();
			assertThat(read(appender)).containsExactly("0:zero", "1:one");
			append(appender, "two");
			assertThat(appender.status().positions().written()).isEqualTo(13);
			appender.close();
			Files.delete(this.directory.resolve("app.log"));
			Files.delete(this.directory.resolve(".app.log.positions"));
			assertThat(this.directory.resolve(".app.log.positions.damaged")).doesNotExist();
		}
	}

	@Test
	void aStartOnAFullDiskGoesOnWithTheLog() throws IOException {
		AsyncAppender appender = open();
		append(appender, "one");
		LogStatus before = appender.status().log().orElseThrow();
		appender.close();
		this.disk.leave(0);
		appender = open();
		assertThat(appender.status().log().orElseThrow().id()).isEqualTo(before.id());
		append(appender, "two");
		appender.close();
		assertThat(this.recorder.logFailures).isEmpty();
		appender = open();
		assertThat(read(appender)).containsExactly("0:one", "1:two");
	}

	@Test
	void noRoomForTheIndexIsToldAndNoRecordIsMissing() throws IOException {
		AsyncAppender appender = open();
		append(appender, "one");
		// The new file takes its page once something is written to it.
		this.disk.leave(0);
		appender.rotate();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.recorder.logFailures).singleElement().asString().contains(FULL));
		assertThat(read(appender)).containsExactly("0:one");
		this.disk.leaveAll();
		append(appender, "two");
		appender.rotate();
		append(appender, "three");
		assertThat(appender.status().trouble().logFailure()).isEmpty();
		assertThat(read(appender)).containsExactly("0:one", "1:two", "2:three");
		appender.close();
		assertThat(read(open())).containsExactly("0:one", "1:two", "2:three");
	}

	@Test
	void noRoomForACursorIsToldAndItOpensOnceThereIs() throws IOException {
		AsyncAppender appender = open();
		append(appender, "one");
		for (int pages = 0; pages < 2; pages++) {
			this.disk.leave(pages);
			assertThatThrownBy(() -> appender.cursor("billing")).isInstanceOf(AppendException.class)
				.hasMessageContaining("cannot open cursor 'billing'")
				.hasMessageContaining(FULL);
		}
		this.disk.leaveAll();
		try (LogCursor cursor = appender.cursor("billing")) {
			assertThat(cursor.poll(10, Duration.ZERO)).singleElement().isInstanceOf(LogRecord.class);
		}
	}

	@Test
	void acknowledgementsNeedNoRoom() throws IOException {
		AsyncAppender appender = open();
		append(appender, "one");
		append(appender, "two");
		LogCursor.Options atOnce = new LogCursor.Options(LogCursor.Start.OLDEST, Duration.ZERO);
		LogCursor cursor = appender.cursor("billing", atOnce);
		this.disk.leave(0);
		for (LogEntry entry : cursor.poll(10, Duration.ZERO)) {
			cursor.acknowledge(entry.end());
		}
		append(appender, "three");
		appender.close();
		AsyncAppender again = open();
		assertThat(again.cursor("billing", atOnce).poll(10, Duration.ZERO)).singleElement()
			.satisfies((entry) -> assertThat(((LogRecord) entry).text()).isEqualTo("three"));
		assertThat(this.recorder.logFailures).isEmpty();
	}

}
