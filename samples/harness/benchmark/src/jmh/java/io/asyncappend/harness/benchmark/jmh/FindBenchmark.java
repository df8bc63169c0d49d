package io.asyncappend.harness.benchmark.jmh;

import io.asyncappend.AppenderOptions;
import io.asyncappend.LogEntry;
import io.asyncappend.LogReader;
import io.asyncappend.Rotation;
import java.time.Instant;
import java.util.Optional;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finds a record in archives of a gigabyte each, by its position and by the time at which
 * it was written, and reads it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 20)
@Fork(1)
public class FindBenchmark {

	private static final int LINE = 256;

	private static final long GIGABYTE = 1L << 30;

	/** How much is written, in units of 1,073,741,824 bytes. */
	@Param({ "1", "10" })
	public int gigabytes;

	private WrittenLog log;

	private Instant half;

	/**
	 * Writes the records.
	 * @throws IOException if that fails
	 */
	@Setup
	public void write() throws IOException {
		this.log = new WrittenLog(
				AppenderOptions.builder().rotation(Rotation.builder().maxSize(GIGABYTE).build()).build());
		long lines = this.gigabytes * GIGABYTE / LINE;
		this.log.fill(lines / 2, LINE);
		this.half = Instant.now();
		this.log.fill(lines - lines / 2, LINE);
	}

	/**
	 * Deletes them.
	 * @throws IOException if that fails
	 */
	@TearDown
	public void delete() throws IOException {
		this.log.delete();
	}

	/**
	 * By the position of its first byte.
	 * @return the record
	 */
	@Benchmark
	public LogEntry byPosition() {
		return first(this.log.appender().reader().from(this.gigabytes * GIGABYTE / 2 + LINE));
	}

	/**
	 * By the number of records before it.
	 * @return the record
	 */
	@Benchmark
	public LogEntry byIndex() {
		return first(this.log.appender().reader().fromIndex(this.gigabytes * GIGABYTE / LINE / 2 + 1));
	}

	/**
	 * By the time of writing: reads what comes up to a minute before it, too.
	 * @return the first record
	 */
	@Benchmark
	public LogEntry byTime() {
		return first(this.log.appender().reader().after(this.half));
	}

	private static LogEntry first(LogReader.Builder builder) {
		try (LogReader reader = builder.open()) {
			Optional<LogEntry> entry = reader.poll();
			return entry.orElseThrow();
		}
	}

}
