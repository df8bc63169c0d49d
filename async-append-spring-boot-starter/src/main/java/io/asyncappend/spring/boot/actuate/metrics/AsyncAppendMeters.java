package io.asyncappend.spring.boot.actuate.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.FileLoss;
import io.asyncappend.spring.boot.appenders.ReplayingListener;

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

	private final ReplayingListener<RegistryMeters> registries = new ReplayingListener<>();

	/**
	 * Creates meters that are in no registry yet.
	 */
	public AsyncAppendMeters() {
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.attach(List.of(new RegistryMeters(registry)));
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		this.registries.onOpen(appender);
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		this.registries.onWrite(appender, bytes, nanos);
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		this.registries.onSync(appender, nanos);
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		this.registries.onBlocked(appender, nanos);
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		tellFailure(appender);
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		tellFailure(appender);
	}

	/** The kind is read now: an appender that has recovered has none any more. */
	private void tellFailure(AsyncAppender appender) {
		FailureKind kind = appender.status().trouble().failureKind().orElse(FailureKind.OTHER);
		this.registries.tell(appender, "failed", (registry) -> registry.failed(appender, kind));
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		this.registries.onFileLost(appender, loss);
	}

	@Override
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		this.registries.onRotated(appender, archive, bytes);
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		this.registries.onRotationFailed(appender, cause);
	}

	@Override
	public void onCursorOpen(AsyncAppender appender, String cursor) {
		this.registries.onCursorOpen(appender, cursor);
	}

	@Override
	public void onCursorClose(AsyncAppender appender, String cursor) {
		this.registries.onCursorClose(appender, cursor);
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		this.registries.onClose(appender, last);
	}

}
