package io.asyncappend;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What happened in one turn of the loop, to be told once the file is given up.
 */
final class TurnReport {

	long writtenBytes;

	long writeNanos;

	/** Negative when nothing was forced. */
	long syncNanos = -1;

	long droppedRecords;

	long droppedBytes;

	IOException degraded;

	boolean recovered;

	FileLoss fileLoss;

	Path reopened;

	/** Of the file that was reopened. */
	long tornTail;

	Throwable failed;

	String fallback;

	boolean isClosed;

	/** The status after the close. */
	AppenderStatus last;

	void tell(AppendListener listener, AsyncAppender appender) {
		try {
			tellWork(listener, appender);
		}
		finally {
			if (this.isClosed) {
				listener.onClose(appender, this.last);
			}
		}
	}

	private void tellWork(AppendListener listener, AsyncAppender appender) {
		if (this.writtenBytes > 0) {
			listener.onWrite(appender, this.writtenBytes, this.writeNanos);
		}
		if (this.recovered) {
			listener.onRecovered(appender);
		}
		if (this.syncNanos >= 0) {
			listener.onSync(appender, this.syncNanos);
		}
		if (this.droppedRecords > 0) {
			listener.onDropped(appender, this.droppedRecords, this.droppedBytes);
		}
		if (this.fileLoss != null) {
			listener.onFileLost(appender, this.fileLoss);
		}
		if (this.tornTail > 0) {
			listener.onTornTail(appender, this.tornTail);
		}
		if (this.reopened != null) {
			listener.onReopen(appender, this.reopened);
		}
		if (this.degraded != null) {
			listener.onDegraded(appender, this.degraded);
		}
		if (this.failed != null) {
			listener.onFailed(appender, this.failed);
		}
		if (this.fallback != null) {
			listener.onFallback(appender, this.fallback);
		}
	}

	void clear() {
		this.writtenBytes = 0;
		this.writeNanos = 0;
		this.syncNanos = -1;
		this.droppedRecords = 0;
		this.droppedBytes = 0;
		this.degraded = null;
		this.recovered = false;
		this.fileLoss = null;
		this.reopened = null;
		this.tornTail = 0;
		this.failed = null;
		this.fallback = null;
		this.isClosed = false;
		this.last = null;
	}

}
