package io.asyncappend;

import io.asyncappend.LogCursor.Options;
import io.asyncappend.LogCursor.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is appended, rotated, compressed, deleted, acknowledged and closed in between:
 * what a cursor hands out has no hole that is not a gap, begins with what was not
 * acknowledged, and has no gap at all while retention waits for it.
 */
class CursorPropertiesTest {

	private static final String CURSOR = "c";

	@Property(tries = 40)
	void aCursorMissesNothing(@ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 9) Integer> steps,
			@ForAll boolean compress, @ForAll boolean waits, @ForAll @IntRange(max = 2) int limit) throws IOException {
		Path directory = Files.createTempDirectory("async-append");
		Rotation.Builder rotation = Rotation.builder().keepFiles(1).compress(compress);
		if (waits) {
			rotation.keepUntil(Set.of(CURSOR)).keepUntilSize(limit * 100L);
		}
		try (Run run = new Run(directory.resolve("log"), rotation.build(), !waits || limit > 0)) {
			for (int step : steps) {
				run.step(step);
			}
			run.drain();
		}
		finally {
			delete(directory);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(directory);
	}

	/** What a model knows: where all ends, what is acknowledged, and what comes next. */
	private static final class Run implements AutoCloseable {

		private final Path file;

		private final AppenderOptions options;

		private final boolean mayMiss;

		private AsyncAppendFactory factory;

		private AsyncAppender appender;

		private LogCursor cursor;

		private long count;

		private long end;

		private long next;

		private long nextIndex;

		private long acknowledged;

		private long acknowledgedIndex;

		Run(Path file, Rotation rotation, boolean mayMiss) {
			this.file = file;
			this.options = AppenderOptions.builder().rotation(rotation).build();
			this.mayMiss = mayMiss;
			open();
		}

		private void open() {
			this.factory = AsyncAppendFactory.create();
			this.appender = this.factory.open("log", this.file, this.options);
			assertThat(this.appender.status().positions().accepted()).isEqualTo(this.end);
			openCursor();
		}

		private void openCursor() {
			this.cursor = this.appender.cursor(CURSOR, new Options(Start.OLDEST, Duration.ZERO));
			assertThat(this.cursor.status().acknowledged()).isEqualTo(this.acknowledged);
			rewound();
		}

		private void rewound() {
			this.next = this.acknowledged;
			this.nextIndex = this.acknowledgedIndex;
		}

		void step(int step) {
			switch (step) {
				case 0, 1, 2 -> append(1 + step * 7);
				case 3 -> this.appender.rotate();
				case 4 -> poll(3);
				case 5 -> acknowledge();
				case 6 -> {
					this.cursor.rewind();
					rewound();
				}
				case 7 -> {
					this.cursor.close();
					openCursor();
				}
				case 8 -> {
					this.factory.close();
					open();
				}
				default -> {
					append(30);
					this.appender.rotate();
					poll(1);
				}
			}
		}

		private void append(int length) {
			byte[] record = (this.count++ + " " + "x".repeat(length) + "\n").getBytes(StandardCharsets.US_ASCII);
			this.end += record.length;
			assertThat(this.appender.append(record)).isEqualTo(this.end);
			this.appender.sync();
		}

		private int poll(int max) {
			List<LogEntry> entries = this.cursor.poll(max, Duration.ZERO);
			for (LogEntry entry : entries) {
				assertThat(entry.position()).isEqualTo(this.next);
				if (entry instanceof LogRecord record) {
					assertThat(record.text()).startsWith(record.index() + " ");
					assertThat(record.index()).isGreaterThanOrEqualTo(this.nextIndex);
					this.nextIndex = record.index() + 1;
				}
				else {
					assertThat(this.mayMiss).as(entry.toString()).isTrue();
					assertThat(((LogGap) entry).reason()).isEqualTo(LogGap.Reason.RETENTION);
				}
				this.next = entry.end();
			}
			return entries.size();
		}

		private void acknowledge() {
			if (this.next > this.acknowledged) {
				this.cursor.acknowledge(this.next);
				this.acknowledged = this.next;
				this.acknowledgedIndex = this.nextIndex;
			}
		}

		void drain() {
			while (poll(10) > 0) {
				acknowledge();
			}
			acknowledge();
			assertThat(this.next).isEqualTo(this.end);
			assertThat(this.cursor.status().lag().bytes()).isZero();
		}

		@Override
		public void close() {
			this.factory.close();
		}

	}

}
