package io.asyncappend.internal.appender;

import io.asyncappend.LogGap;
import io.asyncappend.internal.cursor.Cursors;
import io.asyncappend.internal.writer.Notifier;
import java.io.IOException;

/**
 * Tells of cursors.
 *
 * @param notifier tells the listeners
 * @param whenReleased has archives maintained that are needed no more
 */
record CursorEvents(Notifier notifier, Runnable whenReleased) implements Cursors.Events {

	@Override
	public void opened(String cursor) {
		this.notifier.tell((listener, appender) -> listener.onCursorOpen(appender, cursor));
	}

	@Override
	public void closed(String cursor) {
		this.notifier.tell((listener, appender) -> listener.onCursorClose(appender, cursor));
	}

	@Override
	public void overrun(String cursor, LogGap gap) {
		this.notifier.tell((listener, appender) -> listener.onCursorOverrun(appender, cursor, gap));
	}

	@Override
	public void failed(String cursor, IOException cause) {
		this.notifier.tell((listener, appender) -> listener.onCursorFailed(appender, cursor, cause));
	}

	@Override
	public void released() {
		this.whenReleased.run();
	}

}
