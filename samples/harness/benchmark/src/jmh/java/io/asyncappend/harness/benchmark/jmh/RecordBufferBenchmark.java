package io.asyncappend.harness.benchmark.jmh;

import io.asyncappend.internal.buffer.RecordBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The buffer alone, by one thread: a batch of records put, then taken out again. The time
 * is that of one record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RecordBufferBenchmark {

	private static final int BATCH = 32;

	private static final int CAPACITY = 1024 * 1024;

	/** The size of the record in bytes. */
	@Param({ "16", "128", "1024", "16384" })
	public int size;

	private RecordBuffer buffer;

	private byte[] record;

	/** Creates the buffer. */
	@Setup
	public void create() {
		this.buffer = new RecordBuffer(CAPACITY);
		this.record = new byte[this.size];
	}

	/**
	 * Puts, gets and releases a batch.
	 * @param blackhole takes what was got
	 */
	@Benchmark
	@OperationsPerInvocation(BATCH)
	public void putNextRelease(Blackhole blackhole) {
		for (int i = 0; i < BATCH; i++) {
			this.buffer.put(this.record, 0, this.size);
		}
		ByteBuffer next = this.buffer.next(this.buffer.tail(), CAPACITY);
		while (next != null) {
			blackhole.consume(next);
			this.buffer.release(next.remaining());
			next = this.buffer.next(this.buffer.tail(), CAPACITY);
		}
	}

}
