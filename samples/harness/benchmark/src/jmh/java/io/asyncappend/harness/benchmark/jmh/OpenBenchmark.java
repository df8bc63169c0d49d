package io.asyncappend.harness.benchmark.jmh;

import io.asyncappend.AppenderOptions;
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
 * Opens a file that was closed, appends nothing, and closes it again: with lasting
 * positions that must take as long with ten million records in it as with a thousand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 50)
@Measurement(iterations = 100)
@Fork(3)
public class OpenBenchmark {

	private static final int LINE = 64;

	/** How many records the file has. */
	@Param({ "1000", "10000000" })
	public long records;

	/** Whether positions last. */
	@Param({ "true", "false" })
	public boolean lasting;

	private WrittenLog log;

	/**
	 * Writes the records.
	 * @throws IOException if that fails
	 */
	@Setup
	public void write() throws IOException {
		this.log = new WrittenLog(AppenderOptions.builder().lastingPositions(this.lasting).build());
		this.log.fill(this.records, LINE);
		this.log.close();
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
	 * Opens it and closes it.
	 * @return its status in between
	 */
	@Benchmark
	public Object openAndClose() {
		Object status = this.log.open().status();
		this.log.close();
		return status;
	}

}
