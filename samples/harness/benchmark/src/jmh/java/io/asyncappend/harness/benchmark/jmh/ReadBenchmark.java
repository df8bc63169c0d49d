package io.asyncappend.harness.benchmark.jmh;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogEntry;
import io.asyncappend.LogReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reads back from the page cache what one thread appended: a line feed ends each record.
 * The time is that of one record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ReadBenchmark {

	private static final int RECORDS = 200_000;

	/** The size of a record in bytes, with its delimiter. */
	@Param({ "64", "128", "1024" })
	public int size;

	private Path directory;

	private Path file;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	private ChronicleQueue queue;

	/**
	 * Writes the records.
	 * @throws IOException if that fails
	 */
	@Setup
	public void write() throws IOException {
		this.directory = Files.createTempDirectory("async-append");
		this.file = this.directory.resolve("records.log");
		this.factory = AsyncAppendFactory.create();
		this.appender = this.factory.open("records", this.file, AppenderOptions.defaults());
		this.queue = SingleChronicleQueueBuilder.binary(this.directory.resolve("queue")).build();
		byte[] record = new byte[this.size];
		try (ExcerptAppender excerpts = this.queue.createAppender()) {
			for (int i = 0; i < RECORDS; i++) {
				Arrays.fill(record, (byte) ('a' + i % 26));
				record[this.size - 1] = '\n';
				this.appender.append(record);
				try (DocumentContext document = excerpts.writingDocument()) {
					document.wire().bytes().write(record);
				}
			}
		}
		this.appender.flush();
	}

	/**
	 * Deletes them.
	 * @throws IOException if that fails
	 */
	@TearDown(Level.Trial)
	public void delete() throws IOException {
		this.factory.close();
		this.queue.close();
		try (Stream<Path> all = Files.walk(this.directory)) {
			List<Path> paths = all.sorted(Comparator.reverseOrder()).toList();
			for (Path path : paths) {
				Files.delete(path);
			}
		}
	}

	/**
	 * The log's own reader.
	 * @param blackhole takes the records
	 */
	@Benchmark
	@OperationsPerInvocation(RECORDS)
	public void logReader(Blackhole blackhole) {
		int count = 0;
		try (LogReader reader = this.appender.reader().open()) {
			for (Optional<LogEntry> entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
				blackhole.consume(entry.get());
				count++;
			}
		}
		requireAll(count);
	}

	/**
	 * What is nearest to hand.
	 * @param blackhole takes the lines
	 * @throws IOException if they cannot be read
	 */
	@Benchmark
	@OperationsPerInvocation(RECORDS)
	public void bufferedReader(Blackhole blackhole) throws IOException {
		int count = 0;
		try (BufferedReader reader = Files.newBufferedReader(this.file, StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				blackhole.consume(line);
				count++;
			}
		}
		requireAll(count);
	}

	/**
	 * A tailer of Chronicle Queue, which has the lengths of its records.
	 * @param blackhole takes the records
	 */
	@Benchmark
	@OperationsPerInvocation(RECORDS)
	public void chronicleTailer(Blackhole blackhole) {
		int count = 0;
		try (ExcerptTailer tailer = this.queue.createTailer()) {
			while (true) {
				try (DocumentContext document = tailer.readingDocument()) {
					if (!document.isPresent()) {
						break;
					}
					Bytes<?> bytes = document.wire().bytes();
					byte[] record = new byte[(int) bytes.readRemaining()];
					bytes.read(record);
					blackhole.consume(record);
					count++;
				}
			}
		}
		requireAll(count);
	}

	private static void requireAll(int count) {
		if (count != RECORDS) {
			throw new IllegalStateException(count + " records were read of " + RECORDS);
		}
	}

}
