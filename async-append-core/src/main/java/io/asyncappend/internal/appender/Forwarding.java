package io.asyncappend.internal.appender;

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

	Forwarding(String appender) {
		this.appender = appender;
	}

	/** Starts one, unless there is one that is not closed. */
	Forwarder start(Supplier<Forwarder> starter) {
		this.lock.lock();
		try {
			Forwarder before = this.forwarder;
			if (before != null && before.status().state() != ForwardStatus.State.CLOSED) {
				throw new IllegalStateException("appender '" + this.appender + "' forwards already");
			}
			this.forwarder = starter.get();
			return this.forwarder;
		}
		finally {
			this.lock.unlock();
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

	/** Ends it at once. */
	void close() {
		Forwarder forwarder = this.forwarder;
		if (forwarder != null) {
			forwarder.close();
		}
	}

}
