package io.asyncappend.spring.boot.logging.logback;

import io.asyncappend.spring.boot.logging.sink.LogSink;

/**
 * What put an appender among the loggers and keeps it there, as its appender sees it.
 */
interface Attachment {

	/**
	 * Looks at what a configuration has put beside the appender meanwhile.
	 * @return whether another appender has every event as well, and this one none any
	 * more
	 */
	boolean isSuperseded();

	/** The appender is stopped: by a reset of the loggers, or as it was detached. */
	void stopped();

	/** A log is closed, and its appender not to be put among the loggers any more. */
	void closed(LogSink log);

}
