package io.asyncappend.harness.reliability.driver;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.BufferFullException;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Appends records and notes what it was promised, until it is told to stop. */
final class Producer implements Runnable {

	private static final int WINDOW = 16;

	private record Appended(long position, long sequence) {
	}

	private final Session session;

	private final Plan plan;

	private final AckTable acks;

	private final AsyncAppender appender;

	private final int number;

	/** Its number in records, which differs from those of other processes. */
	private final int base;

	private final Way way;

	private final int every;

	private final Duration within;

	private final boolean synchronous;

	private final Semaphore window;

	private final Deque<Appended> waiting = new ArrayDeque<>();

	private byte[] bytes = new byte[1024];

	Producer(Session session, Plan plan, AckTable acks, int number) {
		this.session = session;
		this.plan = plan;
		this.acks = acks;
		this.appender = session.appender();
		this.number = number;
		this.base = (int) plan.number("base", 0);
		this.way = plan.way();
		this.every = (int) plan.number("every", 7);
		this.within = plan.duration("within", null);
		this.synchronous = !plan.flag("enabled", true);
		this.window = new Semaphore((int) plan.number("window", WINDOW));
	}

	@Override
	public void run() {
		long records = this.plan.number("records", Long.MAX_VALUE);
		long pause = this.plan.duration("pause", Duration.ZERO).toNanos();
		try {
			for (long n = 0; n < records && !this.session.isStopping() && step(n); n++) {
				if (pause > 0) {
					LockSupport.parkNanos(pause);
				}
			}
			settle();
		}
		catch (Throwable ex) {
			this.session.told(this.number, ex);
		}
	}

	/** Waits for the futures: one that never completes is told. */
	private void settle() throws InterruptedException {
		Duration limit = this.plan.duration("settle", Duration.ofSeconds(10));
		int size = (int) this.plan.number("window", WINDOW);
		if (!this.window.tryAcquire(size, limit.toNanos(), TimeUnit.NANOSECONDS)) {
			this.session.told(this.number, new IllegalStateException(
					(size - this.window.availablePermits()) + " futures open after " + limit));
		}
	}

	/** One record; whether there is sense in a next one. */
	private boolean step(long sequence) throws IOException {
		int length = this.plan.length(this.number, sequence);
		if (this.bytes.length < length) {
			this.bytes = new byte[length];
		}
		RecordFormat.write(this.bytes, this.base + this.number, sequence, length);
		this.acks.attempt(this.number, sequence);
		try {
			if (this.way == Way.DURABLE) {
				appendDurably(sequence, length);
				return true;
			}
			long position = this.appender.append(this.bytes, 0, length);
			if (position == AsyncAppender.DROPPED) {
				this.acks.refuse(this.number, sequence, "dropped");
				return true;
			}
			this.acks.acknowledge(this.number, sequence, this.synchronous ? Promised.WRITTEN : Promised.ACCEPTED);
			this.waiting.add(new Appended(position, sequence));
		}
		catch (BufferFullException | AppendTimeoutException | AppendInterruptedException | AppenderClosedException ex) {
			this.acks.refuse(this.number, sequence, ex);
			return goesOn(ex);
		}
		catch (AppendException ex) {
			this.acks.fail(this.number, sequence, ex);
			return goesOn(ex);
		}
		return acknowledge(sequence);
	}

	private void appendDurably(long sequence, int length) {
		this.window.acquireUninterruptibly();
		boolean accepted = false;
		try {
			this.appender.appendDurably(this.bytes, 0, length).whenComplete((position, ex) -> {
				if (ex == null) {
					this.acks.acknowledge(this.number, sequence, Promised.DURABLE);
				}
				else {
					this.session.told(this.number, (ex instanceof CompletionException) ? ex.getCause() : ex);
				}
				this.window.release();
			});
			accepted = true;
			this.acks.acknowledge(this.number, sequence, Promised.ACCEPTED);
		}
		finally {
			if (!accepted) {
				this.window.release();
			}
		}
	}

	private boolean acknowledge(long sequence) {
		boolean due = sequence % this.every == this.number % this.every;
		try {
			switch (this.way) {
				case FLUSH -> {
					if (due) {
						flush();
						this.acks.acknowledge(this.number, sequence, Promised.WRITTEN);
					}
				}
				case SYNC -> {
					if (due) {
						sync();
						this.acks.acknowledge(this.number, sequence, Promised.DURABLE);
					}
				}
				case POSITION -> comparePositions();
				default -> this.waiting.clear();
			}
			return true;
		}
		catch (AppendException ex) {
			return goesOn(ex);
		}
	}

	private void flush() {
		if (this.within != null) {
			this.appender.flush(this.within);
		}
		else {
			this.appender.flush();
		}
		this.waiting.clear();
	}

	private void sync() {
		if (this.within != null) {
			this.appender.sync(this.within);
		}
		else {
			this.appender.sync();
		}
		this.waiting.clear();
	}

	private void comparePositions() {
		AppenderStatus status = this.appender.status();
		for (Appended next : this.waiting) {
			if (next.position() <= status.positions().durable()) {
				this.acks.acknowledge(this.number, next.sequence(), Promised.DURABLE);
			}
			else if (next.position() <= status.positions().written()) {
				this.acks.acknowledge(this.number, next.sequence(), Promised.WRITTEN);
			}
			else {
				break;
			}
		}
		this.waiting.removeIf((next) -> next.position() <= status.positions().durable());
	}

	private boolean goesOn(AppendException ex) {
		this.session.told(this.number, ex);
		return !(ex instanceof AppenderFailedException || ex instanceof AppenderClosedException);
	}

}
