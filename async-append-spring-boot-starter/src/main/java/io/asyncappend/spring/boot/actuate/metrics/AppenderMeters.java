package io.asyncappend.spring.boot.actuate.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;

import io.asyncappend.AsyncAppender;

/**
 * The meters of one appender in all registries. Keeps what happens before the first
 * registry is bound and hands it on then: appenders are open, and written to, before
 * Spring Boot binds meters.
 */
final class AppenderMeters {

	private final AsyncAppender appender;

	private final Lock lock = new ReentrantLock();

	private final List<BoundMeters> bound = new ArrayList<>();

	private EarlyEvents early = new EarlyEvents();

	private boolean removed;

	AppenderMeters(AsyncAppender appender) {
		this.appender = appender;
	}

	void bindTo(MeterRegistry registry) {
		this.lock.lock();
		try {
			if (!this.removed) {
				BoundMeters meters = BoundMeters.of(registry, this.appender, this);
				if (meters.isRecordedBy(this)) {
					this.early.tell(meters);
				}
				this.bound.add(meters);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void record(Consumer<Measured> event) {
		this.lock.lock();
		try {
			if (this.bound.isEmpty() && !this.removed) {
				event.accept(this.early);
			}
			this.bound.stream().filter((meters) -> meters.isRecordedBy(this)).forEach(event);
		}
		finally {
			this.lock.unlock();
		}
	}

	void remove() {
		this.lock.lock();
		try {
			this.removed = true;
			this.early = new EarlyEvents();
			this.bound.forEach((meters) -> meters.remove(this));
			this.bound.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}
