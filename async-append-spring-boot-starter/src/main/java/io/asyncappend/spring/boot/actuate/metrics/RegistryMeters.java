package io.asyncappend.spring.boot.actuate.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.FileLoss;

/**
 * The meters of open appenders in one registry. Of contexts that share an appender and
 * the registry one records, so that nothing is counted twice. Thread-safe.
 */
final class RegistryMeters implements AppendListener {

	private final MeterRegistry registry;

	private final Map<AsyncAppender, BoundMeters> open = new ConcurrentHashMap<>();

	RegistryMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		// One of that name may be closed already, but not yet have been reported so.
		this.open.keySet()
			.stream()
			.filter((one) -> one.name().equals(appender.name()) && one.status().state() == State.CLOSED)
			.toList()
			.forEach(this::remove);
		this.open.put(appender, BoundMeters.of(this.registry, appender, this));
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		remove(appender);
	}

	private void remove(AsyncAppender appender) {
		BoundMeters meters = this.open.remove(appender);
		if (meters != null) {
			meters.remove(this);
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

	void failed(AsyncAppender appender, FailureKind kind) {
		record(appender, (meters) -> meters.failed(kind));
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		record(appender, (meters) -> meters.fileLost(loss.kind()));
	}

	@Override
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		record(appender, BoundMeters::rotated);
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		record(appender, BoundMeters::rotationFailed);
	}

	@Override
	public void onCursorOpen(AsyncAppender appender, String cursor) {
		record(appender, (meters) -> meters.cursorOpened(cursor));
	}

	@Override
	public void onCursorClose(AsyncAppender appender, String cursor) {
		record(appender, (meters) -> meters.cursorClosed(cursor));
	}

	private void record(AsyncAppender appender, Consumer<BoundMeters> event) {
		BoundMeters meters = this.open.get(appender);
		if (meters != null && meters.isRecordedBy(this)) {
			event.accept(meters);
		}
	}

}
