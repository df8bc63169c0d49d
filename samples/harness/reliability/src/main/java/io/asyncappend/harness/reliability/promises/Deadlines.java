package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendTimeoutException;
import io.asyncappend.harness.reliability.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures by how much calls with a deadline overrun it, several at a time, and how late
 * the machine itself is, by a thread that only sleeps.
 */
final class Deadlines implements AutoCloseable {

	/** A call that does not come back at all is not waited for. */
	private static final Duration HUNG = Duration.ofSeconds(10);

	private final Result result;

	private final ExecutorService pool = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "deadlines");
		thread.setDaemon(true);
		return thread;
	});

	private final List<Future<?>> calls = new ArrayList<>();

	private final AtomicLong worst = new AtomicLong();

	private final Queue<String> late = new ConcurrentLinkedQueue<>();

	private final AtomicLong oversleep = new AtomicLong();

	private volatile boolean ending;

	Deadlines(Result result) {
		this.result = result;
		this.pool.execute(this::sleep);
	}

	private void sleep() {
		while (!this.ending) {
			long start = System.nanoTime();
			LockSupport.parkNanos(1_000_000);
			this.oversleep.accumulateAndGet(System.nanoTime() - start - 1_000_000, Math::max);
		}
	}

	/** Begins a call that cannot be done and so must time out. */
	void begin(String what, Duration limit, Callable<?> call) {
		this.calls.add(this.pool.submit(() -> {
			long start = System.nanoTime();
			String outcome = "returned";
			try {
				call.call();
			}
			catch (AppendTimeoutException | TimeoutException ex) {
				outcome = null;
			}
			catch (Throwable ex) {
				outcome = "threw " + ex;
			}
			long over = System.nanoTime() - start - limit.toNanos();
			this.worst.accumulateAndGet(over, Math::max);
			if (over > TimeUnit.MILLISECONDS.toNanos(100)) {
				this.late.add(what + " with a limit of " + limit.toMillis() + " ms by " + over / 1_000_000 + " ms");
			}
			if (outcome != null) {
				this.result.violation(what + " on a disk that hangs " + outcome);
			}
		}));
		this.result.faults(1);
	}

	/** Waits until all calls that were begun have come back. */
	void await(String what) throws InterruptedException, ExecutionException {
		for (Future<?> call : this.calls) {
			try {
				call.get(HUNG.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				this.result.violation(what + ": a call with a deadline did not come back within " + HUNG);
				break;
			}
		}
		this.calls.clear();
	}

	/** Does something that hangs, and may go on hanging until the disk is thawed. */
	void hang(Runnable task) {
		this.pool.execute(() -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				// It was to hang; that it failed in the end is not the point.
			}
		});
	}

	/** The worst that a deadline was overrun by, in milliseconds. */
	double worstMillis() {
		return this.worst.get() / 1e6;
	}

	/** How late the machine was by itself, in milliseconds. */
	double oversleepMillis() {
		return this.oversleep.get() / 1e6;
	}

	/** What was more than 100 ms late. */
	List<String> late() {
		return List.copyOf(this.late);
	}

	@Override
	public void close() {
		this.ending = true;
		this.pool.shutdown();
	}

}
