package io.asyncappend.harness.reliability.exit;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that append until the JVM is gone or the appender closed; every other
 * one waits for durability now and then.
 */
final class Load {

	private static final int PRODUCERS = 4;

	/** Enough for a load, too little to fill a disk. */
	private static final long PAUSE = 20_000;

	private final AsyncAppender appender;

	private final AckTable acks;

	private final CountDownLatch warm = new CountDownLatch(PRODUCERS);

	Load(AsyncAppender appender, Path acks) throws IOException {
		this.appender = appender;
		this.acks = new AckTable(acks, PRODUCERS + 1);
		for (int i = 0; i < PRODUCERS; i++) {
			int producer = i;
			Thread thread = new Thread(() -> produce(producer), appender.name() + "-" + i);
			thread.setDaemon(true);
			thread.start();
		}
	}

	/** Waits until every producer has appended. */
	void awaitWarm() throws InterruptedException {
		this.warm.await();
	}

	/** Does something on the thread that made one more record durable. */
	void whenDurable(Runnable action) {
		this.acks.attempt(PRODUCERS, 0);
		this.appender.appendDurably(RecordFormat.record(PRODUCERS, 0, 100)).thenRun(() -> {
			this.acks.acknowledge(PRODUCERS, 0, Promised.DURABLE);
			action.run();
		});
	}

	private void produce(int producer) {
		try {
			for (long n = 0; append(producer, n); n++) {
				if (n == 20) {
					this.warm.countDown();
				}
				LockSupport.parkNanos(PAUSE);
			}
		}
		catch (Throwable ex) {
			System.out.println("told " + this.appender.name() + " " + producer + " " + ex);
		}
	}

	private boolean append(int producer, long sequence) throws Exception {
		byte[] record = RecordFormat.record(producer, sequence, 60 + (int) (sequence * 31 % 200));
		this.acks.attempt(producer, sequence);
		try {
			if (producer % 2 == 0 || sequence % 10 != 0) {
				this.appender.append(record);
				this.acks.acknowledge(producer, sequence, Promised.ACCEPTED);
				return true;
			}
			var receipt = this.appender.appendDurably(record);
			this.acks.acknowledge(producer, sequence, Promised.ACCEPTED);
			receipt.get();
			this.acks.acknowledge(producer, sequence, Promised.DURABLE);
			return true;
		}
		catch (AppenderClosedException ex) {
			this.acks.refuse(producer, sequence, ex);
			return false;
		}
		catch (AppendException | ExecutionException ex) {
			this.acks.fail(producer, sequence, ex);
			throw ex;
		}
	}

}
