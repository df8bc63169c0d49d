package io.asyncappend.contract;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every mode must hold: records whole and in order, positions, flush and close; and,
 * inherited, receipts and arguments.
 */
public abstract class AppenderContract extends DurabilityContract {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 8 })
	public void recordsAreWholeAndEachProducersInOrder(int producers) throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder().bufferSize(8192).build());
		long[] counts = new long[producers];
		Set<Long> positions = ConcurrentHashMap.newKeySet();
		try (Crew crew = new Crew()) {
			for (int i = 0; i < producers; i++) {
				int producer = i;
				counts[i] = 3000;
				crew.addWork(() -> produce(appender, producer, 3000, positions));
			}
			crew.join();
		}
		appender.flush();
		Records.requireAll(counts, this.file);
		Set<Long> ends = ConcurrentHashMap.newKeySet();
		Records.read(this.file).forEach((found) -> ends.add(found.end()));
		assertThat(positions).isEqualTo(ends);
		AppenderStatus status = appender.status();
		assertThat(status.records().accepted()).isEqualTo(3000L * producers).isEqualTo(status.records().written());
		assertThat(status.positions().accepted()).isEqualTo(this.file.toFile().length())
			.isEqualTo(status.positions().written());
		Faulty.await().until(() -> this.recorder.writtenBytes.get() == status.positions().written());
	}

	private static void produce(AsyncAppender appender, int producer, int count, Set<Long> positions) {
		long last = 0;
		for (int i = 0; i < count; i++) {
			int length = Records.MIN_LENGTH + (i * 31 + producer * 7) % 300;
			long position = appender.append(Records.record(producer, i, length));
			assertThat(position).isGreaterThanOrEqualTo(last + length);
			assertThat(positions.add(position)).isTrue();
			last = position;
		}
	}

	@Test
	public void aRecordOfAnySizeIsWholeAndInOnePiece() throws Exception {
		AsyncAppender appender = open(SMALL);
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 4; i++) {
				int producer = i;
				crew.addWork(() -> {
					int[] sizes = { 48, 100 * 1024, 1023, 1024, 1025, 200, 5000, 64, 2048 };
					for (int n = 0; n < 90; n++) {
						appender.append(Records.record(producer, n, sizes[(n + producer) % sizes.length]));
					}
				});
			}
			crew.join();
		}
		appender.flush();
		Records.requireAll(new long[] { 90, 90, 90, 90 }, this.file);
	}

	@Test
	public void aRecordMayBeOneByte() throws Exception {
		AsyncAppender appender = open(SMALL);
		for (int i = 1; i <= 3000; i++) {
			assertThat(appender.append(new byte[] { (byte) i })).isEqualTo(i);
		}
		appender.flush();
		byte[] content = java.nio.file.Files.readAllBytes(this.file);
		assertThat(content).hasSize(3000);
		for (int i = 1; i <= 3000; i++) {
			assertThat(content[i - 1]).isEqualTo((byte) i);
		}
	}

	@Test
	public void flushCoversWhatAnyThreadAppendedBefore() throws Exception {
		AsyncAppender appender = open();
		for (int round = 0; round < 200; round++) {
			int n = round;
			Crew.start(() -> appender.append(Records.record(0, n, 100))).join();
			appender.flush();
			assertThat(this.file.toFile().length()).isEqualTo((round + 1) * 100L);
			assertThat(appender.status().positions().written()).isEqualTo((round + 1) * 100L);
		}
	}

	@Test
	public void closeWritesEverythingAndIsIdempotent() throws Exception {
		AsyncAppender appender = open();
		for (int i = 0; i < 100; i++) {
			appender.append(Records.record(0, i, 100));
		}
		appender.close();
		Records.requireAll(new long[] { 100 }, this.file);
		appender.close();
		appender.close(java.time.Duration.ZERO);
		Faulty.await().until(() -> this.recorder.closed.size() > 0);
		assertThat(this.recorder.closed).singleElement()
			.satisfies((last) -> assertThat(last.positions().written()).isEqualTo(10_000));
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
		assertThatThrownBy(() -> appender.append(new byte[1])).isInstanceOf(AppenderClosedException.class);
		assertThatThrownBy(() -> appender.appendDurably(new byte[1])).isInstanceOf(AppenderClosedException.class);
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderClosedException.class);
		assertThatThrownBy(appender::sync).isInstanceOf(AppenderClosedException.class);
		assertThat(this.factory.find("file")).isEmpty();
	}

	@Test
	public void whatRacesWithCloseIsInTheFileOrThrows() throws Exception {
		for (int round = 0; round < 40; round++) {
			Path path = this.directory.resolve("race-" + round);
			AsyncAppender appender = open(path, SMALL);
			long[] counts = new long[8];
			List<Crew.Member<Long>> producers = new ArrayList<>();
			try (Crew crew = new Crew()) {
				for (int i = 0; i < 8; i++) {
					int producer = i;
					producers.add(crew.add(() -> untilClosed(appender, producer)));
				}
				int enough = 20 * round;
				crew.addWork(() -> {
					while (appender.status().records().accepted() < enough) {
						Thread.onSpinWait();
					}
					appender.close();
				});
				crew.join();
			}
			for (int i = 0; i < 8; i++) {
				counts[i] = producers.get(i).join();
			}
			Records.requireAll(counts, path);
			assertThat(appender.status().queuedBytes()).isZero();
		}
	}

	private static long untilClosed(AsyncAppender appender, int producer) {
		long sequence = 0;
		while (true) {
			try {
				appender.append(Records.record(producer, sequence, 60 + producer));
				sequence++;
			}
			catch (AppenderClosedException ex) {
				return sequence;
			}
		}
	}

	@Test
	public void positionsAreConsistentAtEveryMoment() throws Exception {
		AsyncAppender appender = open(SMALL);
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 2; i++) {
				int producer = i;
				crew.addWork(() -> {
					for (int n = 0; n < 3000; n++) {
						appender.append(Records.record(producer, n, 100));
						if (n % 300 == 0) {
							appender.sync();
						}
					}
				});
			}
			crew.addWork(() -> watch(appender, 2 * 3000 * 100L));
			crew.join();
		}
	}

	private static void watch(AsyncAppender appender, long end) {
		AppenderStatus before = appender.status();
		while (before.positions().written() < end) {
			AppenderStatus now = appender.status();
			assertThat(now.positions().accepted()).isGreaterThanOrEqualTo(now.positions().written())
				.isGreaterThanOrEqualTo(before.positions().accepted());
			assertThat(now.positions().written()).isGreaterThanOrEqualTo(now.positions().durable())
				.isGreaterThanOrEqualTo(before.positions().written());
			assertThat(now.positions().durable()).isGreaterThanOrEqualTo(before.positions().durable());
			assertThat(now.records().durable()).isGreaterThanOrEqualTo(before.records().durable());
			assertThat(now.records().written()).isEqualTo(now.positions().written() / 100);
			assertThat(now.records().durable()).isEqualTo(now.positions().durable() / 100);
			assertThat(now.age().undurable()).isGreaterThanOrEqualTo(now.age().unwritten());
			assertThat(now.queuedBytes()).isLessThanOrEqualTo(appender.options().bufferSize());
			assertThat(now.queuedRecords()).isGreaterThanOrEqualTo(0);
			before = now;
		}
	}

	@Test
	public void aRecordReachesTheOperatingSystemUnasked() throws Exception {
		AsyncAppender appender = open();
		for (int i = 1; i <= 5; i++) {
			appender.append(Records.record(0, i, 100));
			long size = i * 100L;
			Faulty.await().until(() -> this.file.toFile().length() == size);
		}
	}

}
