package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A thread that is interrupted all the time and checks that no call takes that away. */
final class InterruptedCaller extends Thread {

	/** What it calls. */
	enum Kind {

		APPENDS, APPENDS_TOO, FLUSHES, SYNCS, APPENDS_DURABLY, REOPENS

	}

	private static final int LENGTH = 100;

	private final Kind kind;

	private final AsyncAppender appender;

	private final AckTable acks;

	private final Result result;

	private final byte[] record = new byte[LENGTH];

	/** An interrupt was given, and not yet seen. */
	private volatile boolean given;

	private volatile boolean ending;

	InterruptedCaller(Kind kind, AsyncAppender appender, AckTable acks, Result result) {
		super("interrupted-" + kind);
		this.kind = kind;
		this.appender = appender;
		this.acks = acks;
		this.result = result;
		setDaemon(true);
	}

	/** Interrupts it, unless it has not yet seen the last one. */
	boolean interruptOnce() {
		if (this.given || !isAlive()) {
			return false;
		}
		interrupt();
		this.given = true;
		return true;
	}

	void end() throws InterruptedException {
		this.ending = true;
		join();
	}

	@Override
	public void run() {
		try {
			for (long sequence = 0; !this.ending; sequence++) {
				call(sequence);
			}
		}
		catch (Throwable ex) {
			this.result.violation(getName() + " ended with " + ex);
		}
	}

	private void call(long sequence) throws IOException {
		RecordFormat.write(this.record, this.kind.ordinal(), sequence, LENGTH);
		this.acks.attempt(this.kind.ordinal(), sequence);
		CompletableFuture<Long> receipt = null;
		try {
			if (this.kind == Kind.APPENDS_DURABLY) {
				receipt = this.appender.appendDurably(this.record);
			}
			else {
				this.appender.append(this.record);
			}
			this.acks.acknowledge(this.kind.ordinal(), sequence, Promised.ACCEPTED);
		}
		catch (AppendInterruptedException | AppendTimeoutException ex) {
			this.acks.refuse(this.kind.ordinal(), sequence, ex.getClass().getSimpleName());
			requireFlag(ex);
		}
		see("append");
		wait(sequence, receipt);
	}

	private void wait(long sequence, CompletableFuture<Long> receipt) {
		try {
			switch (this.kind) {
				case FLUSHES -> this.appender.flush();
				case SYNCS -> this.appender.sync();
				case REOPENS -> this.appender.reopen();
				default -> {
				}
			}
			if (receipt != null && receipt.join() > 0) {
				this.acks.acknowledge(this.kind.ordinal(), sequence, Promised.DURABLE);
			}
		}
		catch (AppendInterruptedException ex) {
			requireFlag(ex);
		}
		see(this.kind + "'s wait");
	}

	private void requireFlag(AppendException ex) {
		if (ex instanceof AppendInterruptedException && !isInterrupted()) {
			this.result.violation(getName() + ": no flag after " + ex);
		}
	}

	/** Takes the interrupt itself, which must be there if it was given before. */
	private void see(String call) {
		boolean expected = this.given;
		boolean seen = Thread.interrupted();
		if (expected && !seen) {
			this.result.violation(getName() + ": " + call + " took an interrupt away");
		}
		while (seen && !this.given) {
			// It was given a moment ago; the thread that gave it has yet to note that.
			Thread.onSpinWait();
		}
		if (seen || expected) {
			this.given = false;
		}
	}

}
