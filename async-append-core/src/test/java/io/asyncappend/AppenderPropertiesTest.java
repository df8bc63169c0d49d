package io.asyncappend;

import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is done in whatever order: all records whole, once, in order, where promised.
 */
class AppenderPropertiesTest {

	private static final int BUFFER = 1024;

	enum Step {

		APPEND, APPEND_DURABLY, FLUSH, SYNC, ENABLE, DISABLE, ROTATE, REOPEN, STATUS

	}

	@Provide
	Arbitrary<List<Step>> steps() {
		return Arbitraries
			.frequency(Tuple.of(20, Step.APPEND), Tuple.of(2, Step.APPEND_DURABLY), Tuple.of(2, Step.FLUSH),
					Tuple.of(1, Step.SYNC), Tuple.of(2, Step.ENABLE), Tuple.of(2, Step.DISABLE),
					Tuple.of(1, Step.ROTATE), Tuple.of(1, Step.REOPEN), Tuple.of(1, Step.STATUS))
			.list()
			.ofMinSize(5)
			.ofMaxSize(60);
	}

	@Property(tries = 60, shrinking = ShrinkingMode.OFF)
	void everyRecordIsWholeOnceAndInOrder(@ForAll @Size(min = 1, max = 6) List<@IntRange(max = 1 << 30) Integer> seeds,
			@ForAll("steps") List<Step> steps, @ForAll boolean enabled) throws Exception {
		Path directory = Files.createTempDirectory("async-append");
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(enabled).build()) {
			Run run = new Run(factory, directory);
			try (Crew crew = new Crew()) {
				for (int i = 0; i < seeds.size(); i++) {
					int producer = i;
					crew.addWork(() -> run.play(producer, new Random(seeds.get(producer)), steps));
				}
				crew.join();
			}
			run.check(seeds.size());
		}
		finally {
			delete(directory);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (var files = Files.list(directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(directory);
	}

	/** One appender and what its producers know of it. */
	private static final class Run {

		private final AsyncAppendFactory factory;

		private final Path directory;

		private final Path file;

		private final AsyncAppender appender;

		private final long[] counts = new long[6];

		private final Set<Long> positions = new ConcurrentSkipListSet<>();

		/** Guarded by this. */
		private final List<Path> rotated = new ArrayList<>();

		Run(AsyncAppendFactory factory, Path directory) {
			this.factory = factory;
			this.directory = directory;
			this.file = directory.resolve("file");
			this.appender = factory.open("file", this.file, AppenderOptions.builder().bufferSize(BUFFER).build());
		}

		void play(int producer, Random random, List<Step> steps) throws Exception {
			long last = 0;
			List<CompletableFuture<Long>> receipts = new ArrayList<>();
			for (Step step : steps) {
				switch (step) {
					case APPEND -> last = appended(this.appender.append(next(producer, random)), last);
					case APPEND_DURABLY -> receipts.add(this.appender.appendDurably(next(producer, random)));
					case FLUSH -> {
						this.appender.flush();
						assertThat(this.appender.status().positions().written()).isGreaterThanOrEqualTo(last);
					}
					case SYNC -> {
						this.appender.sync();
						assertThat(this.appender.status().positions().durable()).isGreaterThanOrEqualTo(last);
					}
					case ENABLE -> this.factory.enable();
					case DISABLE -> this.factory.disable();
					case ROTATE -> rotate();
					case REOPEN -> reopen();
					case STATUS -> check(this.appender.status());
				}
			}
			for (CompletableFuture<Long> receipt : receipts) {
				appended(receipt.get(30, TimeUnit.SECONDS), 0);
			}
		}

		private byte[] next(int producer, Random random) {
			int most = (random.nextInt(8) == 0) ? 3 * BUFFER : 200;
			int length = Records.MIN_LENGTH + random.nextInt(most - Records.MIN_LENGTH);
			return Records.record(producer, this.counts[producer]++, length);
		}

		private long appended(long position, long last) {
			assertThat(position).isGreaterThan(last);
			assertThat(this.positions.add(position)).isTrue();
			return position;
		}

		private synchronized void reopen() {
			this.appender.reopen();
		}

		private synchronized void rotate() throws IOException {
			Path old = this.directory.resolve("file." + this.rotated.size());
			Files.move(this.file, old);
			this.rotated.add(old);
			this.appender.reopen();
		}

		private static void check(AppenderStatus status) {
			assertThat(status.positions().accepted()).isGreaterThanOrEqualTo(status.positions().written());
			assertThat(status.positions().written()).isGreaterThanOrEqualTo(status.positions().durable());
			assertThat(status.records().accepted()).isGreaterThanOrEqualTo(status.records().written());
		}

		void check(int producers) throws IOException {
			this.appender.close();
			this.rotated.add(this.file);
			Path[] files = this.rotated.toArray(Path[]::new);
			Records.requireAll(java.util.Arrays.copyOf(this.counts, producers), files);
			Set<Long> ends = new ConcurrentSkipListSet<>();
			long start = 0;
			for (Path file : files) {
				for (Records.Found found : Records.parse(Files.readAllBytes(file))) {
					ends.add(start + found.end());
				}
				start += Files.size(file);
			}
			assertThat(this.positions).isEqualTo(ends);
			assertThat(this.appender.status().positions().written()).isEqualTo(start);
		}

	}

}
