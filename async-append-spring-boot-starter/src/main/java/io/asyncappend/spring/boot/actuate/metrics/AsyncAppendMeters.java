package io.asyncappend.spring.boot.actuate.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;

/**
 * Meters of all appenders of the factories that this listens to, configured or opened at
 * run time, tagged with the {@code name} of the appender; those of a closed appender are
 * removed. Of appenders of one name in one registry, which are of several factories or
 * contexts, each has meters of its own: those of the second have the tag {@code factory}
 * with the value 2, and so on. Thread-safe.
 * <p>
 * A listener and a binder at once, that never asks for a registry: a listener is called
 * on I/O threads, where looking up a bean could wait for a thread that waits for the
 * file; and a registry that was needed by the factory could not itself need an appender.
 * A factory of your own takes part if it is built with
 * {@link AsyncAppendFactory.Builder#listener this as a listener}.
 */
public final class AsyncAppendMeters implements AppendListener, MeterBinder {

	private final Map<AsyncAppender, AppenderMeters> open = new ConcurrentHashMap<>();

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	/** So that neither a registry nor an appender misses the other. */
	private final Lock binding = new ReentrantLock();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.binding.lock();
		try {
			this.registries.add(registry);
			this.open.values().forEach((meters) -> meters.bindTo(registry));
		}
		finally {
			this.binding.unlock();
		}
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		this.binding.lock();
		try {
			// One of that name may be closed already, but not yet have been reported so.
			this.open.keySet()
				.stream()
				.filter((one) -> one.name().equals(appender.name()) && one.status().state() == State.CLOSED)
				.toList()
				.forEach(this::remove);
			AppenderMeters meters = new AppenderMeters(appender);
			this.registries.forEach(meters::bindTo);
			this.open.put(appender, meters);
		}
		finally {
			this.binding.unlock();
		}
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		record(appender, (meters) -> meters.wrote(nanos));
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		record(appender, (meters) -> meters.synced(nanos));
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		record(appender, (meters) -> meters.blocked(nanos));
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		recordError(appender);
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		recordError(appender);
	}

	@Override
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		record(appender, Measured::rotated);
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		record(appender, Measured::rotationFailed);
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		this.binding.lock();
		try {
			remove(appender);
		}
		finally {
			this.binding.unlock();
		}
	}

	private void remove(AsyncAppender appender) {
		AppenderMeters meters = this.open.remove(appender);
		if (meters != null) {
			meters.remove();
		}
	}

	private void recordError(AsyncAppender appender) {
		// It may be well again by now, and then nobody knows any more.
		FailureKind kind = appender.status().trouble().failureKind().orElse(FailureKind.OTHER);
		record(appender, (meters) -> meters.failed(kind));
	}

	private void record(AsyncAppender appender, Consumer<Measured> event) {
		AppenderMeters meters = this.open.get(appender);
		if (meters != null) {
			meters.record(event);
		}
	}

}
