package io.asyncappend.spring.boot.logging.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderFailedException;
import io.asyncappend.spring.boot.logging.lines.LogLines;

/**
 * What an appender says of itself: in the log, through the same encoder, so that a
 * structured log stays one; whatever its filters say, as the count would not be exact.
 */
final class OwnLines implements LogLines.Format {

	private static final String LOGGER = "io.asyncappend.log";

	private final AsyncAppendAppender appender;

	private final Encoder<ILoggingEvent> encoder;

	OwnLines(AsyncAppendAppender appender, Encoder<ILoggingEvent> encoder) {
		this.appender = appender;
		this.encoder = encoder;
	}

	@Override
	public byte @Nullable [] dropped(long lines) {
		Logger logger = ((LoggerContext) this.appender.getContext()).getLogger(LOGGER);
		String message = "async-append: " + lines + " log line" + ((lines != 1) ? "s were" : " was")
				+ " dropped as the buffer was full";
		try {
			return this.encoder
				.encode(new LoggingEvent(Logger.class.getName(), logger, Level.WARN, message, null, null));
		}
		catch (RuntimeException ex) {
			this.appender.addError("The appender [" + this.appender.getName() + "] cannot encode: " + message, ex);
			return null;
		}
	}

	@Override
	public void failed(AppenderFailedException cause) {
		this.appender.addError("The appender [" + this.appender.getName()
				+ "] failed for good; events are lost, and counted, from now on", cause);
	}

}
