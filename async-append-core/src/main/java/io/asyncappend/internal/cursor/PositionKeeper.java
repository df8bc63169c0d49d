package io.asyncappend.internal.cursor;

import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.OomSafeLock;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoTask;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/**
 * Keeps what a cursor acknowledged: writes it at once, so that it survives the death of
 * the process, and forces it within an interval, on an I/O thread of the file system, or
 * at once on the thread that acknowledges. Thread-safe; a thread that acknowledges waits
 * while another forces, as it could not say otherwise that its own is written.
 */
final class PositionKeeper extends IoTask {

	private final CursorFile file;

	/** Nanoseconds; 0 for at once. */
	private final long interval;

	private final IoExecutor executor;

	private final Events events;

	private final Lock lock = new OomSafeLock();

	// Guarded by the lock.

	private Acknowledged written;

	private boolean isForced;

	private boolean isScheduled;

	/** Why the last force failed; {@code null} if it did not. */
	private IOException failure;

	/** One that was not told of. */
	private IOException news;

	private boolean closed;

	/** What is told, on the thread that forced. */
	interface Events {

		/** All up to here is acknowledged whatever happens; called with a lock held. */
		void forced(Acknowledged acknowledged);

		/** The first of a row of forces failed. */
		void failed(IOException cause);

	}

	/**
	 * Keeps nothing yet.
	 * @param file where it is kept
	 * @param interval within which it is forced
	 * @param executor runs this when that is over
	 */
	PositionKeeper(CursorFile file, Duration interval, IoExecutor executor, Events events) {
		this.file = file;
		this.interval = Deadline.nanos(interval);
		this.executor = executor;
		this.events = events;
	}

	/**
	 * Keeps a position; one before what is kept already is.
	 * @param now whether it is forced before this returns, whatever the interval
	 * @param kept told once it is written
	 * @throws IOException if it cannot be kept; it may be all the same, and may be tried
	 * again
	 */
	void keep(Acknowledged acknowledged, boolean now, Consumer<Acknowledged> kept) throws IOException {
		this.lock.lock();
		try {
			if (this.written == null || this.written.position() < acknowledged.position()) {
				this.file.write(acknowledged);
				this.written = acknowledged;
				this.isForced = false;
			}
			// One that failed is tried again where that can be told.
			if (!this.isForced && (now || this.interval == 0 || this.failure != null || !schedule())) {
				force();
			}
			kept.accept(acknowledged);
		}
		finally {
			this.lock.unlock();
			tellNews();
		}
	}

	/** False if there is no thread that would come back. */
	private boolean schedule() {
		this.isScheduled = this.isScheduled || this.executor.schedule(this, this.interval) == null;
		return this.isScheduled;
	}

	private void force() throws IOException {
		try {
			if (this.failure != null) {
				// What a force has failed for may not be there any more.
				this.file.write(this.written);
			}
			this.file.force();
		}
		catch (IOException ex) {
			failed(ex);
			throw ex;
		}
		this.isForced = true;
		this.failure = null;
		this.events.forced(this.written);
	}

	private void failed(IOException cause) {
		this.news = (this.failure == null) ? cause : this.news;
		this.failure = cause;
	}

	/** Without the lock, as what listens may take its time. */
	private void tellNews() {
		IOException told;
		this.lock.lock();
		try {
			told = this.news;
			this.news = null;
		}
		finally {
			this.lock.unlock();
		}
		if (told != null) {
			this.events.failed(told);
		}
	}

	/** The interval is over. */
	@Override
	protected long run() {
		long again = NEVER;
		this.lock.lock();
		try {
			this.isScheduled = false;
			if (!this.isForced && !this.closed) {
				force();
			}
		}
		catch (IOException ex) {
			this.isScheduled = true;
			again = this.interval;
		}
		finally {
			this.lock.unlock();
		}
		tellNews();
		return again;
	}

	@Override
	protected void died(Throwable cause) {
		this.lock.lock();
		try {
			this.isScheduled = false;
			failed(new IOException("the thread that was to force " + this.file + " ended with " + cause, cause));
		}
		finally {
			this.lock.unlock();
		}
		tellNews();
	}

	/**
	 * Forces what was kept, and ends.
	 * @throws IOException if that failed; it may not survive a power cut then
	 */
	void close() throws IOException {
		this.lock.lock();
		try (this.file) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			if (!this.isForced && this.written != null) {
				force();
			}
		}
		finally {
			this.lock.unlock();
			this.executor.cancel(this);
			tellNews();
		}
	}

}
