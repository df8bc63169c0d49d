package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leader and follower with as little as possible between two forces: the leader hands on
 * to the first that came meanwhile before it wakes its own followers, and none of these
 * takes the lock once more.
 */
final class DirectHandOff implements Contender {

	/** A thread that waits; it waits for one record at a time. */
	private static final class Waiter {

		private enum State {

			WAITING, LEADER, DONE

		}

		private final Thread thread = Thread.currentThread();

		/** The one that came after it, to the same batch. */
		private Waiter next;

		private IOException failure;

		private volatile State state;

		State await() {
			while (this.state == State.WAITING) {
				LockSupport.park(this);
			}
			return this.state;
		}

		void become(State reached) {
			this.state = reached;
			LockSupport.unpark(this.thread);
		}

	}

	/** Records, and the threads that wait for them, but for the one that leads. */
	private static final class Batch {

		private final ByteBuffer bytes;

		private Waiter first;

		private Waiter last;

		Batch(int size) {
			this.bytes = ByteBuffer.allocateDirect(size);
		}

		void add(Waiter waiter) {
			if (this.first == null) {
				this.first = waiter;
			}
			else {
				this.last.next = waiter;
			}
			this.last = waiter;
		}

		Waiter removeFirst() {
			Waiter removed = this.first;
			if (removed != null) {
				this.first = removed.next;
				removed.next = null;
			}
			return removed;
		}

		Waiter removeAll() {
			Waiter removed = this.first;
			this.first = null;
			return removed;
		}

	}

	private static final class Log {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition room = this.lock.newCondition();

		private final FileChannel channel;

		private Batch filling;

		private Batch writing;

		private boolean led;

		private IOException failure;

		Log(FileChannel channel, int size) {
			this.channel = channel;
			this.filling = new Batch(size);
			this.writing = new Batch(size);
		}

		void appendDurably(byte[] record, Waiter self) throws IOException {
			boolean leads;
			this.lock.lock();
			try {
				// A thread that has filled it leads, or is handed the lead.
				while (this.filling.bytes.remaining() < record.length) {
					this.room.awaitUninterruptibly();
				}
				this.filling.bytes.put(record);
				leads = !this.led;
				if (leads) {
					this.led = true;
				}
				else {
					self.state = Waiter.State.WAITING;
					this.filling.add(self);
				}
			}
			finally {
				this.lock.unlock();
			}
			IOException cause = (leads || self.await() == Waiter.State.LEADER) ? lead() : self.failure;
			if (cause != null) {
				throw new IOException("a write or a force failed", cause);
			}
		}

		/** Returns why it failed, or {@code null}. */
		private IOException lead() {
			Batch batch;
			IOException cause;
			this.lock.lock();
			try {
				batch = this.filling;
				this.filling = this.writing;
				this.writing = batch;
				cause = this.failure;
				this.room.signalAll();
			}
			finally {
				this.lock.unlock();
			}
			if (cause == null) {
				try {
					PlainFile.write(this.channel, batch.bytes.flip());
					this.channel.force(false);
				}
				catch (IOException ex) {
					cause = ex;
				}
			}
			// Before the next leader, which fills this batch again.
			Waiter followers = batch.removeAll();
			batch.bytes.clear();
			Waiter next;
			this.lock.lock();
			try {
				this.failure = cause;
				next = this.filling.removeFirst();
				this.led = next != null;
			}
			finally {
				this.lock.unlock();
			}
			if (next != null) {
				next.become(Waiter.State.LEADER);
			}
			while (followers != null) {
				Waiter follower = followers;
				followers = follower.next;
				follower.next = null;
				follower.failure = cause;
				follower.become(Waiter.State.DONE);
			}
			return cause;
		}

	}

	private final ThreadLocal<Waiter> waiters = ThreadLocal.withInitial(Waiter::new);

	private Log[] logs;

	@Override
	public void open(Setup setup) throws IOException {
		this.logs = new Log[setup.files()];
		int size = GroupCommit.batchSize(setup);
		for (int file = 0; file < this.logs.length; file++) {
			this.logs[file] = new Log(PlainFile.open(setup.path(file)), size);
		}
	}

	@Override
	public void appendDurably(int file, byte[] record) throws IOException {
		this.logs[file].appendDurably(record, this.waiters.get());
	}

	@Override
	public void close() throws IOException {
		for (Log log : this.logs) {
			log.channel.close();
		}
	}

}
