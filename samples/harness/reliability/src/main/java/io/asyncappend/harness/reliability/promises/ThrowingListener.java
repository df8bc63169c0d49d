package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import java.io.IOException;
import java.nio.file.Path;

/** Throws an error at one event. */
final class ThrowingListener implements AppendListener {

	/** At which, in the order of the methods. */
	enum At {

		OPEN, WRITE, SYNC, BLOCKED, TORN_TAIL, FILE_LOST, DROPPED, DEGRADED, RECOVERED, FAILED, REOPEN, CLOSE

	}

	private final At at;

	private final Error error;

	private volatile boolean thrown;

	ThrowingListener(At at) {
		this.at = at;
		this.error = new AssertionError("thrown at " + at);
	}

	Error error() {
		return this.error;
	}

	boolean isThrown() {
		return this.thrown;
	}

	private void at(At event) {
		if (event == this.at) {
			this.thrown = true;
			throw this.error;
		}
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		at(At.OPEN);
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		at(At.WRITE);
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		at(At.SYNC);
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		at(At.BLOCKED);
	}

	@Override
	public void onTornTail(AsyncAppender appender, long bytes) {
		at(At.TORN_TAIL);
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		at(At.FILE_LOST);
	}

	@Override
	public void onDropped(AsyncAppender appender, long records, long bytes) {
		at(At.DROPPED);
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		at(At.DEGRADED);
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		at(At.RECOVERED);
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		at(At.FAILED);
	}

	@Override
	public void onReopen(AsyncAppender appender, Path file) {
		at(At.REOPEN);
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		at(At.CLOSE);
	}

}
