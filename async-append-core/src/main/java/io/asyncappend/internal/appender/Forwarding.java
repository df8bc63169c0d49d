package io.asyncappend.internal.appender;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.ForwardStatus;
import io.asyncappend.Forwarder;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Whether an appender forwards: by one forwarder at a time, which ends with it. */
final class Forwarding {

	private final String appender;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile Forwarder forwarder;

	/** None is started any more. */
	private volatile boolean closed;

	Forwarding(String appender) {
		this.appender = appender;
	}

	/** Starts one, unless there is one that is not closed. */
	Forwarder start(Supplier<Forwarder> starter) {
		this.lock.lock();
		try {
			requireOpen();
			Forwarder before = this.forwarder;
			if (before != null && before.status().state() != ForwardStatus.State.CLOSED) {
				throw new IllegalStateException("appender '" + this.appender + "' forwards already");
			}
			Forwarder started = starter.get();
			this.forwarder = started;
			if (this.closed) {
				// Meanwhile, and it may have been missed.
				started.close();
				requireOpen();
			}
			return started;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new AppenderClosedException("appender '" + this.appender + "' is closed; cannot forward");
		}
	}

	/** The one there is. */
	Forwarder get() {
		Forwarder forwarder = this.forwarder;
		if (forwarder == null) {
			throw new IllegalStateException("appender '" + this.appender + "' does not forward");
		}
		return forwarder;
	}

	/** How far it is, if it forwards; to be asked without the lock of the appender. */
	Optional<ForwardStatus> status() {
		Forwarder forwarder = this.forwarder;
		return (forwarder != null) ? Optional.of(forwarder.status()) : Optional.empty();
	}

	/** Ends it at once, and starts no other one. */
	void close() {
		this.closed = true;
		Forwarder forwarder = this.forwarder;
		if (forwarder != null) {
			forwarder.close();
		}
	}

}
