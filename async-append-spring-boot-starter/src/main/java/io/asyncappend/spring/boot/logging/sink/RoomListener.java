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
		this.logs.forEach((log) -> log.roomIn(appender));
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		this.logs.forEach((log) -> log.roomIn(appender));
	}

}
