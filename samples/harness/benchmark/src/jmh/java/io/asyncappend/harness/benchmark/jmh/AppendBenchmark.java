package io.asyncappend.harness.benchmark.jmh;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * One {@code append} alone, into the device that forgets all, so that the disk has no
 * part in it. Run it with {@code -prof gc} for the bytes it allocates, and {@code -t 2}
 * for two producers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AppendBenchmark {

	/** The size of the record in bytes. */
	@Param({ "16", "128", "1024", "16384" })
	public int size;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	private FileChannel channel;

	private byte[] record;

	private ByteBuffer buffer;

	/**
	 * Opens an appender.
	 * @throws Exception if it cannot
	 */
	@Setup
	public void open() throws Exception {
		this.factory = AsyncAppendFactory.create();
		this.channel = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
		this.appender = this.factory.create("null", this.channel);
		this.record = new byte[this.size];
		this.buffer = ByteBuffer.allocateDirect(this.size);
	}

	/**
	 * Closes it.
	 * @throws Exception if it cannot
	 */
	@TearDown
	public void close() throws Exception {
		this.factory.close();
		this.channel.close();
	}

	/**
	 * Appends an array.
	 * @return the position
	 */
	@Benchmark
	public long array() {
		return this.appender.append(this.record);
	}

	/**
	 * Appends a direct buffer.
	 * @return the position
	 */
	@Benchmark
	public long directBuffer() {
		return this.appender.append(this.buffer.duplicate());
	}

}
