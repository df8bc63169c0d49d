package io.asyncappend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one; each is told in the order they were added. */
record Listeners(List<AppendListener> all) implements AppendListener {

	private void each(Consumer<AppendListener> event) {
		this.all.forEach(event);
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		each((listener) -> listener.onOpen(appender));
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		// Once per batch: no lambda that captures.
		for (int i = 0; i < this.all.size(); i++) {
			this.all.get(i).onWrite(appender, bytes, nanos);
		}
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		for (int i = 0; i < this.all.size(); i++) {
			this.all.get(i).onSync(appender, nanos);
		}
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		for (int i = 0; i < this.all.size(); i++) {
			this.all.get(i).onBlocked(appender, nanos);
		}
	}

	@Override
	public void onDropped(AsyncAppender appender, long records, long bytes) {
		each((listener) -> listener.onDropped(appender, records, bytes));
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		each((listener) -> listener.onDegraded(appender, cause));
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		each((listener) -> listener.onRecovered(appender));
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		each((listener) -> listener.onFailed(appender, cause));
	}

	@Override
	public void onFallback(AsyncAppender appender, String reason) {
		each((listener) -> listener.onFallback(appender, reason));
	}

	@Override
	public void onReopen(AsyncAppender appender, Path file) {
		each((listener) -> listener.onReopen(appender, file));
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		each((listener) -> listener.onClose(appender, last));
	}

}
