package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leader and follower by hand: a thread that finds no leader writes and forces what has
 * come together, for all threads that wait; these are the followers.
 */
final class GroupCommit implements Contender {

	private static final class Log {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition forced = this.lock.newCondition();

		private final FileChannel channel;

		private ByteBuffer filling;

		private ByteBuffer writing;

		private boolean led;

		private long accepted;

		private long durable;

		private IOException failure;

		Log(FileChannel channel, int size) {
			this.channel = channel;
			this.filling = ByteBuffer.allocateDirect(size);
			this.writing = ByteBuffer.allocateDirect(size);
		}

		void appendDurably(byte[] record) throws IOException {
			this.lock.lock();
			try {
				while (this.filling.remaining() < record.length) {
					leadOrFollow();
				}
				this.filling.put(record);
				long position = this.accepted += record.length;
				while (this.durable < position) {
					leadOrFollow();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		private void leadOrFollow() throws IOException {
			if (this.failure != null) {
				throw new IOException("failed before", this.failure);
			}
			if (this.led) {
				this.forced.awaitUninterruptibly();
				return;
			}
			this.led = true;
			ByteBuffer batch = this.filling;
			this.filling = this.writing;
			this.writing = batch;
			long to = this.accepted;
			this.lock.unlock();
			IOException error = null;
			try {
				PlainFile.write(this.channel, batch.flip());
				this.channel.force(false);
			}
			catch (IOException ex) {
				error = ex;
			}
			this.lock.lock();
			batch.clear();
			this.led = false;
			this.failure = error;
			if (error == null) {
				this.durable = to;
			}
			this.forced.signalAll();
		}

	}

	private Log[] logs;

	@Override
	public void open(Setup setup) throws IOException {
		this.logs = new Log[setup.files()];
		int size = batchSize(setup);
		for (int file = 0; file < this.logs.length; file++) {
			this.logs[file] = new Log(PlainFile.open(setup.path(file)), size);
		}
	}

	/** Thousands of larger ones would not fit into direct memory. */
	static int batchSize(Setup setup) {
		return Math.max((setup.files() > 100) ? 8 * 1024 : 64 * 1024, setup.recordSize());
	}

	@Override
	public void appendDurably(int file, byte[] record) throws IOException {
		this.logs[file].appendDurably(record);
	}

	@Override
	public void close() throws IOException {
		for (Log log : this.logs) {
			log.channel.close();
		}
	}

}
