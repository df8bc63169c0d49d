package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Several listeners as one, those that there are when something happens; each is told in
 * order.
 */
public record ListenerGroup(Supplier<List<AppendListener>> all) implements AppendListener {

	/** What one throws keeps nothing from the others. */
	private void each(Consumer<AppendListener> event) {
		Throwable first = null;
		List<AppendListener> told = this.all.get();
		for (int i = 0; i < told.size(); i++) {
			try {
				event.accept(told.get(i));
			}
			catch (RuntimeException | Error ex) {
				if (first == null) {
					first = ex;
				}
				else if (first != ex) {
					first.addSuppressed(ex);
				}
			}
		}
		if (first instanceof Error error) {
			throw error;
		}
		if (first instanceof RuntimeException exception) {
			throw exception;
		}
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		each((listener) -> listener.onOpen(appender));
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		each((listener) -> listener.onWrite(appender, bytes, nanos));
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		each((listener) -> listener.onSync(appender, nanos));
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		each((listener) -> listener.onBlocked(appender, nanos));
	}

	@Override
	public void onLockedByOthers(AsyncAppender appender) {
		each((listener) -> listener.onLockedByOthers(appender));
	}

	@Override
	public void onTornTail(AsyncAppender appender, long bytes) {
		each((listener) -> listener.onTornTail(appender, bytes));
	}

	@Override
	public void onForeignFile(AsyncAppender appender, String reason) {
		each((listener) -> listener.onForeignFile(appender, reason));
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		each((listener) -> listener.onFileLost(appender, loss));
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
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		each((listener) -> listener.onRotated(appender, archive, bytes));
	}

	@Override
	public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
		each((listener) -> listener.onArchiveCompressed(appender, archive, bytes));
	}

	@Override
	public void onArchiveDeleted(AsyncAppender appender, Path archive, long bytes) {
		each((listener) -> listener.onArchiveDeleted(appender, archive, bytes));
	}

	@Override
	public void onArchiveLeftOut(AsyncAppender appender, Path path, String reason) {
		each((listener) -> listener.onArchiveLeftOut(appender, path, reason));
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		each((listener) -> listener.onRotationFailed(appender, cause));
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		each((listener) -> listener.onClose(appender, last));
	}

}
