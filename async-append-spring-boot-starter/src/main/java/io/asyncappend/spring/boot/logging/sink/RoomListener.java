package io.asyncappend.spring.boot.logging.sink;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppender;

/** Has logs report dropped lines when there may be room. */
final class RoomListener implements AppendListener {

	private final List<LogSink> logs = new CopyOnWriteArrayList<>();

	void add(LogSink log) {
		this.logs.add(log);
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		roomIn(appender);
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		roomIn(appender);
	}

	private void roomIn(AsyncAppender appender) {
		for (LogSink log : this.logs) {
			log.roomIn(appender);
		}
	}

}
