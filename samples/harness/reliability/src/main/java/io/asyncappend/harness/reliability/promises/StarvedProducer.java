package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A producer that goes on after an OutOfMemoryError, without a word on whether its record
 * was accepted: that cannot be told from where it was thrown.
 */
final class StarvedProducer extends Thread {

	private static final int LENGTH = 120;

	private static final int MAX_RECORDS = 1 << 20;

	private static final long PAUSE = 100_000;

	private final AsyncAppender appender;

	private final AckTable acks;

	private final int number;

	private final AtomicBoolean ending;

	private final byte[] record = new byte[LENGTH];

	/** As large as it gets, as later there may be no room. */
	private final BitSet unknown = new BitSet(MAX_RECORDS);

	private final AtomicLong begun = new AtomicLong();

	private final AtomicLong completed = new AtomicLong();

	private volatile String step = "start";

	private volatile byte[] garbage;

	StarvedProducer(AsyncAppender appender, AckTable acks, int number, AtomicBoolean ending) {
		super("producer-" + number);
		this.appender = appender;
		this.acks = acks;
		this.number = number;
		this.ending = ending;
		setDaemon(true);
	}

	int number() {
		return this.number;
	}

	String step() {
		return this.step;
	}

	int unknown() {
		return this.unknown.cardinality();
	}

	@Override
	public void run() {
		for (long sequence = 0; sequence < MAX_RECORDS && !this.ending.get(); sequence++) {
			LockSupport.parkNanos(PAUSE);
			if (!append(sequence)) {
				return;
			}
		}
	}

	/** False if there is no sense in going on. */
	private boolean append(long sequence) {
		boolean accepted = false;
		try {
			this.step = "record";
			RecordFormat.write(this.record, this.number, sequence, LENGTH);
			this.acks.attempt(this.number, sequence);
			if (this.number % 2 == 0) {
				this.step = "append";
				this.appender.append(this.record);
				accepted = true;
				this.acks.acknowledge(this.number, sequence, Promised.ACCEPTED);
				if (sequence % 8 == 0) {
					this.step = "flush";
					this.appender.flush();
					this.acks.acknowledge(this.number, sequence, Promised.WRITTEN);
				}
			}
			else {
				this.step = "appendDurably";
				CompletableFuture<Long> receipt = this.appender.appendDurably(this.record);
				accepted = true;
				receipt.whenComplete((position, ex) -> completed(sequence, ex));
				this.begun.incrementAndGet();
			}
			return true;
		}
		catch (AppendException ex) {
			noteUnknown(sequence, accepted);
			return false;
		}
		catch (Throwable ex) {
			noteUnknown(sequence, accepted);
			return true;
		}
	}

	private void noteUnknown(long sequence, boolean accepted) {
		if (!accepted) {
			this.unknown.set((int) sequence);
		}
	}

	/** Runs on the I/O thread, with what memory there is. */
	private void completed(long sequence, Throwable ex) {
		this.completed.incrementAndGet();
		if (ex == null) {
			this.acks.acknowledge(this.number, sequence, Promised.DURABLE);
		}
		this.garbage = new byte[1024];
	}

	/**
	 * Each future completes, one way or the other; the caller sets the limit.
	 */
	void awaitFutures() {
		while (this.completed.get() < this.begun.get()) {
			LockSupport.parkNanos(1_000_000);
		}
	}

	/** Tells the table what could not be told while there was no memory. */
	void noteUnknown() throws IOException {
		for (int i = this.unknown.nextSetBit(0); i >= 0; i = this.unknown.nextSetBit(i + 1)) {
			this.acks.fail(this.number, i, "no memory");
		}
	}

}
