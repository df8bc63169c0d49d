package io.asyncappend.spring.boot.logging.sink;

import java.time.Duration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.appenders.FactoryCloser;
import io.asyncappend.spring.boot.appenders.LoggingAppendListener;
import io.asyncappend.spring.boot.properties.AppenderDefinition;

/**
 * A log in a file or stream of its own, of which no Spring context knows.
 */
public final class FileLog implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final AsyncAppendFactory factory;

	private final LogSink sink;

	/**
	 * Opens the file.
	 * @param definition where and how to append
	 * @throws io.asyncappend.AppendException if the file cannot be opened
	 */
	public FileLog(AppenderDefinition definition) {
		RoomListener room = new RoomListener();
		this.factory = AsyncAppendFactory.builder().listener(new LoggingAppendListener()).listener(room).build();
		this.sink = SinkHandover.open(new AfterCloseWriter(definition, TIMEOUT), () -> definition.openOn(this.factory));
		room.add(this.sink);
	}

	/**
	 * Where the lines go.
	 * @return the sink of this log
	 */
	public LogSink sink() {
		return this.sink;
	}

	/**
	 * Writes what was accepted, for no longer than 10 seconds, reports what was dropped,
	 * and closes the file.
	 */
	@Override
	public void close() {
		FactoryCloser.closeLog(this.factory, TIMEOUT);
		this.sink.closed();
	}

}
