package io.asyncappend;

import io.asyncappend.support.ArchiveFiles;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Recorder;
import io.asyncappend.support.Records;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** The archives, one after the other, and the file are what was appended. */
class RotationPropertiesTest {

	/** On one JDK: which record is in which file is up to us. */
	@Tag("any-jdk")
	@Property(tries = 60)
	void archivesAndFileAreWhatWasAppended(
			@ForAll @Size(min = 1, max = 300) List<@IntRange(min = 1, max = 3000) Integer> lengths,
			@ForAll @IntRange(min = 1, max = 4000) int maxSize, @ForAll @IntRange(min = 1024, max = 4096) int buffer,
			@ForAll boolean enabled, @ForAll boolean compress, @ForAll @IntRange(max = 40) int rotateEvery)
			throws IOException {
		Path directory = Files.createTempDirectory("async-append");
		Path file = directory.resolve("log");
		Recorder recorder = new Recorder();
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		List<Integer> ends = new ArrayList<>(List.of(0));
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(enabled).listener(recorder).build()) {
			AsyncAppender appender = factory.open("log", file,
					AppenderOptions.builder()
						.bufferSize(buffer)
						.rotation(Rotation.builder().maxSize(maxSize).compress(compress).build())
						.build());
			for (int i = 0; i < lengths.size(); i++) {
				byte[] record = record(i, lengths.get(i));
				all.writeBytes(record);
				ends.add(all.size());
				assertThat(appender.append(record)).isEqualTo(all.size());
				if (rotateEvery > 0 && i % rotateEvery == 0) {
					appender.rotate();
				}
			}
			appender.sync();
			assertThat(appender.status().positions().durable()).isEqualTo(all.size());
		}
		assertThat(ArchiveFiles.readAll(file)).isEqualTo(all.toByteArray());
		assertThat(recorder.rotationFailures).isEmpty();
		assertThat(ArchiveFiles.halves(file)).isEmpty();
		requireWholeAndNotTooLarge(file, ends, maxSize);
		delete(directory);
	}

	private static byte[] record(int number, int length) {
		byte[] record = new byte[length];
		new Random(number).nextBytes(record);
		return record;
	}

	private static void requireWholeAndNotTooLarge(Path file, List<Integer> ends, int maxSize) throws IOException {
		List<Path> files = ArchiveFiles.of(file);
		files.add(file);
		int start = 0;
		for (Path next : files) {
			int length = next.equals(file) ? (int) Files.size(file) : ArchiveFiles.read(next).length;
			int end = start + length;
			assertThat(ends).as("%s ends with a record", next).contains(end);
			if (length > maxSize) {
				int from = start;
				assertThat(ends.stream().filter((one) -> one > from && one <= end)).as("%s is one record", next)
					.hasSize(1);
			}
			start = end;
		}
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}

	@Property(tries = 15, shrinking = ShrinkingMode.OFF)
	void aStormOfRotationsUnderLoadLosesNothing(@ForAll @IntRange(min = 500, max = 20_000) int maxSize,
			@ForAll boolean enabled, @ForAll boolean compress, @ForAll boolean switching) throws Exception {
		Path directory = Files.createTempDirectory("async-append");
		Path file = directory.resolve("log");
		Recorder recorder = new Recorder();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(enabled).listener(recorder).build()) {
			AsyncAppender appender = factory.open("log", file,
					AppenderOptions.builder()
						.bufferSize(8192)
						.rotation(Rotation.builder().maxSize(maxSize).compress(compress).build())
						.build());
			AtomicBoolean done = new AtomicBoolean();
			Crew.Member<Void> storm = Crew.run(() -> {
				while (!done.get()) {
					appender.rotate();
					if (switching) {
						factory.disable();
						factory.enable();
					}
				}
			});
			try (Crew crew = new Crew()) {
				for (int i = 0; i < 6; i++) {
					int producer = i;
					crew.addWork(() -> produce(appender, producer));
				}
				crew.join();
			}
			done.set(true);
			storm.join();
		}
		List<Records.Found> found = Records.parse(ArchiveFiles.readAll(file));
		long[] next = new long[6];
		found.forEach((record) -> assertThat(record.sequence()).isEqualTo(next[record.producer()]++));
		assertThat(next).containsOnly(300);
		for (Path archive : ArchiveFiles.of(file)) {
			assertThat(Records.parse(ArchiveFiles.read(archive))).as("%s", archive).isNotEmpty();
			assertThat(ArchiveFiles.read(archive)).hasSizeLessThanOrEqualTo(maxSize);
		}
		assertThat(recorder.losses).isEmpty();
		assertThat(recorder.rotationFailures).isEmpty();
		delete(directory);
	}

	private static void produce(AsyncAppender appender, int producer) throws Exception {
		CompletableFuture<Long> last = null;
		for (int n = 0; n < 300; n++) {
			byte[] record = Records.record(producer, n, 60 + n % 200);
			if (n % 20 == 0) {
				last = appender.appendDurably(record);
			}
			else {
				appender.append(record);
			}
		}
		long position = last.get(30, TimeUnit.SECONDS);
		assertThat(appender.status().positions().durable()).isGreaterThanOrEqualTo(position);
	}

}
