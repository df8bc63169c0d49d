package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.LogStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What happened in one batch, to be told of once the file is given up.
 */
public final class BatchReport implements Consumer<AppendListener> {

	private final AsyncAppender appender;

	/** The appender was opened, which is no batch of it. */
	boolean isOpened;

	/** How its log began; {@code null} if that is nothing to tell of. */
	LogStatus logBegan;

	long writtenBytes;

	long writeNanos;

	/** Negative when nothing was forced. */
	long syncNanos = -1;

	public long droppedRecords;

	public long droppedBytes;

	IOException degraded;

	boolean recovered;

	FileLoss fileLoss;

	Path reopened;

	/** What is rare, and may happen several times in a batch, in its order. */
	private final List<BiConsumer<AppendListener, AsyncAppender>> rotations = new ArrayList<>();

	/** Of the file that was reopened. */
	long tornTail;

	/** Likewise. */
	String foreign;

	/** Likewise. */
	boolean isLockedByOthers;

	public Throwable failed;

	String fallback;

	boolean isClosed;

	/** A reopen or rotation that was asked for was served. */
	boolean served;

	/** Futures are to be completed. */
	boolean isDelivering;

	/** The status after the close. */
	AppenderStatus last;

	/** Of nothing yet. */
	BatchReport(AsyncAppender appender) {
		this.appender = appender;
	}

	/** The file was forced. */
	void forced(long nanos) {
		if (this.syncNanos >= 0) {
			long before = this.syncNanos;
			this.rotations.add((listener, appender) -> listener.onSync(appender, before));
		}
		this.syncNanos = nanos;
	}

	void rotated(Path archive, long bytes) {
		this.rotations.add((listener, appender) -> listener.onRotated(appender, archive, bytes));
	}

	void rotationFailed(IOException cause) {
		this.rotations.add((listener, appender) -> listener.onRotationFailed(appender, cause));
	}

	void logFailed(IOException cause) {
		this.rotations.add((listener, appender) -> listener.onLogFailed(appender, cause));
	}

	/** Whether the batch changed anything that a thread may wait for. */
	boolean isProgress() {
		return this.writtenBytes > 0 || this.syncNanos >= 0 || this.served || this.recovered || this.isClosed
				|| this.failed != null || this.degraded != null || this.reopened != null || !this.rotations.isEmpty();
	}

	/** Tells a listener of it. */
	@Override
	public void accept(AppendListener listener) {
		try {
			tellWork(listener);
		}
		finally {
			if (this.isClosed) {
				listener.onClose(this.appender, this.last);
			}
		}
	}

	private void tellWork(AppendListener listener) {
		if (this.isOpened) {
			listener.onOpen(this.appender);
		}
		if (this.writtenBytes > 0) {
			listener.onWrite(this.appender, this.writtenBytes, this.writeNanos);
		}
		if (this.recovered) {
			listener.onRecovered(this.appender);
		}
		if (this.syncNanos >= 0) {
			listener.onSync(this.appender, this.syncNanos);
		}
		if (this.droppedRecords > 0) {
			listener.onDropped(this.appender, this.droppedRecords, this.droppedBytes);
		}
		if (this.fileLoss != null) {
			listener.onFileLost(this.appender, this.fileLoss);
		}
		if (this.tornTail > 0) {
			listener.onTornTail(this.appender, this.tornTail);
		}
		if (this.foreign != null) {
			listener.onForeignFile(this.appender, this.foreign);
		}
		if (this.isLockedByOthers) {
			listener.onLockedByOthers(this.appender);
		}
		if (this.logBegan != null) {
			listener.onLogBegan(this.appender, this.logBegan);
		}
		if (this.reopened != null) {
			listener.onReopen(this.appender, this.reopened);
		}
		for (BiConsumer<AppendListener, AsyncAppender> event : this.rotations) {
			event.accept(listener, this.appender);
		}
		if (this.degraded != null) {
			listener.onDegraded(this.appender, this.degraded);
		}
		if (this.failed != null) {
			listener.onFailed(this.appender, this.failed);
		}
		if (this.fallback != null) {
			listener.onFallback(this.appender, this.fallback);
		}
	}

	void clear() {
		this.isOpened = false;
		this.logBegan = null;
		this.writtenBytes = 0;
		this.writeNanos = 0;
		this.syncNanos = -1;
		this.droppedRecords = 0;
		this.droppedBytes = 0;
		this.degraded = null;
		this.recovered = false;
		this.fileLoss = null;
		this.reopened = null;
		this.rotations.clear();
		this.tornTail = 0;
		this.foreign = null;
		this.isLockedByOthers = false;
		this.failed = null;
		this.fallback = null;
		this.isClosed = false;
		this.served = false;
		this.isDelivering = false;
		this.last = null;
	}

}
