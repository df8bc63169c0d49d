package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.SyncPolicy;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Watch;
import io.asyncappend.harness.reliability.driver.Watch.Event;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Freezes a file system once, calls everything that has a deadline, and thaws it. */
final class HungRound {

	private static final Duration LIMIT = Duration.ofMillis(150);

	private static final Duration THAWED = Duration.ofSeconds(20);

	private static final int LENGTH = 100;

	/** So many threads make each call. */
	private static final int CALLERS = 3;

	/** The callers of append are producers; this one prepares what they find. */
	private static final int FILLER = CALLERS;

	private final Disk disk;

	private final Disk frozen;

	private final boolean writesHang;

	private final boolean enabled;

	private final Scratch scratch;

	private final Result result;

	private volatile boolean ending;

	private volatile long worstElsewhere;

	private AckTable acks;

	private long filled;

	HungRound(Disk disk, Disk frozen, boolean writesHang, boolean enabled, Scratch scratch, Result result) {
		this.disk = disk;
		this.frozen = frozen;
		this.writesHang = writesHang;
		this.enabled = enabled;
		this.scratch = scratch;
		this.result = result;
	}

	Deadlines run() throws Exception {
		Path log = this.disk.path().resolve("log");
		Watch watch = new Watch();
		this.ending = false;
		this.filled = 0;
		AppenderOptions options = AppenderOptions.builder()
			.bufferSize(4096)
			.backpressure(Backpressure.block(LIMIT))
			.sync(this.writesHang ? SyncPolicy.onDemand() : SyncPolicy.every(Duration.ofMinutes(1)))
			.build();
		AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(this.enabled).listener(watch).build();
		try (Deadlines deadlines = new Deadlines(this.result);
				AckTable table = new AckTable(this.scratch.resolve("acks"), CALLERS + 1)) {
			this.acks = table;
			AsyncAppender appender = factory.open("log", log, options);
			AsyncAppender other = factory.open("other", this.disk.path().resolve("other"), options);
			AsyncAppender elsewhere = factory.open("elsewhere", this.scratch.resolve("elsewhere"));
			fill(appender);
			appender.sync();
			this.acks.acknowledge(FILLER, 0, Promised.DURABLE);
			other.append(RecordFormat.record(0, 0, LENGTH));
			other.flush();
			Thread pace = new Thread(() -> keepPace(elsewhere), "pace");
			pace.start();
			this.frozen.freeze();
			try {
				CompletableFuture<Long> receipt = prepare(appender, other, deadlines);
				callAll(appender, receipt, deadlines);
				deadlines.await(toString());
				deadlines.begin("reopen with nothing to do", LIMIT, () -> reopen(other));
				deadlines.await(toString());
				this.ending = true;
				pace.join();
				deadlines.begin("close", LIMIT, () -> close(appender));
				deadlines.begin("close of the factory", LIMIT, () -> close(factory));
				deadlines.await(toString());
			}
			finally {
				this.frozen.thaw();
			}
			watch.await(Event.CLOSED, 3, THAWED);
			factory.close();
			verify(log);
			return deadlines;
		}
		finally {
			this.ending = true;
		}
	}

	/** Gets a write or a force to hang, and the buffer full where that is possible. */
	private CompletableFuture<Long> prepare(AsyncAppender appender, AsyncAppender other, Deadlines deadlines)
			throws Exception {
		if (!this.enabled) {
			// The caller of append waits for the write without a deadline: see README.
			deadlines.hang(() -> other.appendDurably(RecordFormat.record(0, 1, LENGTH)));
			if (this.writesHang) {
				deadlines.hang(() -> fillOnce(appender));
				Await.until("something to flush", THAWED, () -> appender.status().queuedBytes() > 0);
				return null;
			}
			fill(appender);
			return null;
		}
		other.append(RecordFormat.record(0, 1, LENGTH));
		this.acks.attempt(FILLER, this.filled);
		CompletableFuture<Long> receipt = appender.appendDurably(RecordFormat.record(FILLER, this.filled++, LENGTH));
		while (this.writesHang && fill(appender)) {
			// Until there is no room.
		}
		return receipt;
	}

	private void callAll(AsyncAppender appender, CompletableFuture<Long> receipt, Deadlines deadlines) {
		for (int i = 0; i < CALLERS; i++) {
			int producer = i;
			if (this.enabled && this.writesHang) {
				deadlines.begin("append", LIMIT, () -> append(appender, producer, 0));
			}
			if (this.writesHang) {
				deadlines.begin("flush", LIMIT, () -> run(() -> appender.flush(LIMIT)));
			}
			deadlines.begin("sync", LIMIT, () -> run(() -> appender.sync(LIMIT)));
			deadlines.begin("reopen", LIMIT, () -> reopen(appender));
			if (receipt != null) {
				deadlines.begin("future", LIMIT, () -> receipt.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
			}
		}
	}

	private boolean fill(AsyncAppender appender) throws IOException {
		return append(appender, FILLER, this.filled++);
	}

	private void fillOnce(AsyncAppender appender) {
		try {
			fill(appender);
		}
		catch (IOException ex) {
			this.result.violation(this + ": " + ex);
		}
	}

	/** False if it timed out, which is noted for all producers but {@link #FILLER}. */
	private boolean append(AsyncAppender appender, int producer, long sequence) throws IOException {
		this.acks.attempt(producer, sequence);
		try {
			appender.append(RecordFormat.record(producer, sequence, LENGTH));
			this.acks.acknowledge(producer, sequence, Promised.ACCEPTED);
			return true;
		}
		catch (AppendTimeoutException ex) {
			this.acks.refuse(producer, sequence, "timeout");
			if (producer == FILLER) {
				return false;
			}
			throw ex;
		}
	}

	private static Void run(Runnable call) {
		call.run();
		return null;
	}

	private static Void reopen(AsyncAppender appender) {
		return run(() -> appender.reopen(LIMIT));
	}

	private static Void close(AsyncAppender appender) {
		return run(() -> appender.close(LIMIT));
	}

	private static Void close(AsyncAppendFactory factory) {
		return run(() -> factory.close(LIMIT));
	}

	/** Appends and flushes where nothing hangs. */
	private void keepPace(AsyncAppender elsewhere) {
		long flushes = 0;
		while (!this.ending) {
			long start = System.nanoTime();
			try {
				elsewhere.append(RecordFormat.record(0, flushes++, LENGTH));
				elsewhere.flush(THAWED);
			}
			catch (RuntimeException ex) {
				this.result.violation(this + ": elsewhere " + ex);
				return;
			}
			this.worstElsewhere = Math.max(this.worstElsewhere, System.nanoTime() - start);
			LockSupport.parkNanos(1_000_000);
		}
	}

	double worstElsewhereMillis() {
		return this.worstElsewhere / 1e6;
	}

	private void verify(Path log) throws IOException {
		Acknowledgements given = Acknowledgements.read(this.scratch.resolve("acks"));
		Verdict verdict = new Verifier(given, given, Promised.WRITTEN, Tail.CUT).verify(log);
		if (!verdict.ok()) {
			this.result.violation(this + ": " + verdict);
		}
		if (this.enabled && this.writesHang && given.refused() < CALLERS) {
			this.result.violation(this + ": only " + given.refused() + " appends timed out");
		}
		Files.delete(log);
		Files.delete(this.disk.path().resolve("other"));
	}

	@Override
	public String toString() {
		return (this.writesHang ? "writes" : "forces") + " hang, enabled=" + this.enabled;
	}

}
