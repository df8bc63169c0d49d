package io.asyncappend.harness.benchmark.jmh;

import io.asyncappend.AppenderOptions;
import io.asyncappend.LogReader;
import io.asyncappend.Rotation;
import java.time.Duration;
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
 * What a producer that never pauses gets, alone and while a reader follows it, in the
 * same process: reader, producer and I/O thread share the cores.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class FollowedBenchmark {

	private static final long ARCHIVE = 256L << 20;

	private static final Duration TICK = Duration.ofMillis(100);

	/** The size of a record in bytes, with its delimiter. */
	@Param({ "128", "1024" })
	public int size;

	/** Whether a reader follows. */
	@Param({ "false", "true" })
	public boolean followed;

	private WrittenLog log;

	private Thread reader;

	private volatile boolean ending;

	private byte[] line;

	/**
	 * Opens the log and its reader.
	 * @throws IOException if that fails
	 */
	@Setup
	public void open() throws IOException {
		this.line = WrittenLog.line(this.size);
		// Of a saturated writer a minute would not fit on the disk.
		this.log = new WrittenLog(
				AppenderOptions.builder().rotation(Rotation.builder().maxSize(ARCHIVE).keepFiles(4).build()).build());
		if (this.followed) {
			this.reader = new Thread(this::follow, "reader");
			this.reader.start();
		}
	}

	private void follow() {
		try (LogReader open = this.log.appender().reader().fromEnd().open()) {
			while (!this.ending) {
				open.poll(TICK);
			}
		}
	}

	/**
	 * Ends both.
	 * @throws Exception if that fails
	 */
	@TearDown
	public void delete() throws Exception {
		this.ending = true;
		if (this.reader != null) {
			this.reader.join();
		}
		this.log.delete();
	}

	/**
	 * One append.
	 * @return its position
	 */
	@Benchmark
	public long append() {
		return this.log.appender().append(this.line);
	}

}
