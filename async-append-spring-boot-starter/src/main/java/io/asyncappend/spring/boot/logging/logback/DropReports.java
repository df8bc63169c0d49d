package io.asyncappend.spring.boot.logging.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.Encoder;
import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderFailedException;
import io.asyncappend.spring.boot.logging.sink.LogSink;
import io.asyncappend.spring.boot.text.CountedText;

/**
 * Lines that an appender adds to the log. They go through the same encoder, so that a
 * structured log stays one, and past the filters, so that the count is exact.
 */
final class DropReports implements LogSink.Format {

	private static final String LOGGER = "io.asyncappend.log";

	private static final byte[] NOTHING = new byte[0];

	private final Appender<ILoggingEvent> appender;

	private final Encoder<ILoggingEvent> encoder;

	private final Runnable onClose;

	DropReports(Appender<ILoggingEvent> appender, Encoder<ILoggingEvent> encoder, Runnable onClose) {
		this.appender = appender;
		this.encoder = encoder;
		this.onClose = onClose;
	}

	/**
	 * Encodes an event. If the encoder throws, a line of the same logger and level says
	 * so in its place. An error in a value's text must not end what the application does.
	 * @return the line, {@code null} if not even that can be encoded
	 */
	byte @Nullable [] line(ILoggingEvent event) {
		try {
			byte[] line = this.encoder.encode(event);
			return (line != null) ? line : NOTHING;
		}
		catch (Throwable ex) {
			return instead(event, ex);
		}
	}

	private byte @Nullable [] instead(ILoggingEvent event, Throwable cause) {
		String message = "async-append: a line of this logger could not be encoded: " + cause.getClass().getName();
		try {
			Logger logger = ((LoggerContext) this.appender.getContext()).getLogger(event.getLoggerName());
			return this.encoder
				.encode(new LoggingEvent(Logger.class.getName(), logger, event.getLevel(), message, null, null));
		}
		catch (Throwable ex) {
			this.appender.addError(
					"The appender [" + this.appender.getName() + "] cannot encode events; they are lost, and counted",
					cause);
			return null;
		}
	}

	/** The header of the log, if it has one. */
	byte @Nullable [] header() {
		try {
			return this.encoder.headerBytes();
		}
		catch (Throwable ex) {
			notEncoded("header", ex);
			return null;
		}
	}

	/** The footer of the log, if it has one. */
	byte @Nullable [] footer() {
		try {
			return this.encoder.footerBytes();
		}
		catch (Throwable ex) {
			notEncoded("footer", ex);
			return null;
		}
	}

	private void notEncoded(String what, Throwable cause) {
		this.appender.addError("The appender [" + this.appender.getName() + "] cannot encode its " + what, cause);
	}

	@Override
	public byte @Nullable [] dropped(long lines) {
		Logger logger = ((LoggerContext) this.appender.getContext()).getLogger(LOGGER);
		String message = "async-append: " + CountedText.of(lines, "log line") + ((lines != 1) ? " were" : " was")
				+ " dropped as the buffer was full";
		try {
			return this.encoder
				.encode(new LoggingEvent(Logger.class.getName(), logger, Level.WARN, message, null, null));
		}
		catch (Throwable ex) {
			this.appender.addError("The appender [" + this.appender.getName() + "] cannot encode: " + message, ex);
			return null;
		}
	}

	@Override
	public void failed(AppenderFailedException cause) {
		this.appender.addError("The appender [" + this.appender.getName()
				+ "] failed for good; events are lost, and counted, from now on", cause);
	}

	@Override
	public void closed() {
		this.onClose.run();
	}

}
