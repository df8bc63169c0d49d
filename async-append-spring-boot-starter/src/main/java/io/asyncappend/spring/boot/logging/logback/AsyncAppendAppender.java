package io.asyncappend.spring.boot.logging.logback;

import java.util.Locale;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import org.jspecify.annotations.Nullable;

import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.logging.sink.ApplicationLog;
import io.asyncappend.spring.boot.logging.sink.FileLog;
import io.asyncappend.spring.boot.logging.sink.ForwardingLoggers;
import io.asyncappend.spring.boot.logging.sink.LogSink;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.AppenderDefinitions;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;
import io.asyncappend.spring.boot.properties.LoggingProperties;

/**
 * An appender for Logback that writes through async-append: each event is one record,
 * bounded and in order. By {@code appenderName} it goes to an entry of
 * {@code async-append.appenders}, which the Spring application sees and closes; by
 * {@code file} to a file of its own or a standard stream, which it closes when it is
 * stopped; with neither to the entry that {@code async-append.logging.appender} names.
 * <p>
 * An event that there is no room for is dropped, unless {@code backpressure} (of a file)
 * or the entry says otherwise, and the log says how many events that were as soon as
 * there is room. From the level {@code flushOn} on (ERROR) an event is written when the
 * call that logged it returns, unless that takes longer than {@code flushTimeout} (1
 * second). An appender that fails, fails alone: the application goes on, and Logback's
 * status says so.
 */
public final class AsyncAppendAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private @Nullable Encoder<ILoggingEvent> encoder;

	private @Nullable String appenderName;

	private @Nullable String file;

	private @Nullable Level flushOn;

	private java.time.@Nullable Duration flushTimeout;

	private final AppenderOptions.Builder options = AppenderOptions.builder()
		.backpressure(Backpressure.drop())
		.writeRetry(AppenderDefinitions.LOG_WRITE_RETRY);

	private boolean hasFileOptions;

	private boolean invalid;

	private @Nullable LogSink sink;

	private @Nullable FileLog ownLog;

	private @Nullable DropReports reports;

	/**
	 * For what is kept out of the log and has no other place; {@code null} until then.
	 */
	private @Nullable ConsoleAppender<ILoggingEvent> standardError;

	/**
	 * What has put the appender among the loggers; {@code null} where a configuration
	 * did.
	 */
	private @Nullable Attachment attachment;

	/** For a configuration, that sets where the events go. */
	public AsyncAppendAppender() {
	}

	AsyncAppendAppender(LogSink sink) {
		this.sink = sink;
	}

	/**
	 * Sets what makes a record of an event; required.
	 * @param encoder the encoder
	 */
	public void setEncoder(Encoder<ILoggingEvent> encoder) {
		this.encoder = encoder;
	}

	/**
	 * Sets the entry of {@code async-append.appenders} that the events go to.
	 * @param appenderName its name
	 */
	public void setAppenderName(String appenderName) {
		this.appenderName = appenderName;
	}

	/**
	 * Sets the file that the events go to, where no entry is named.
	 * @param file the path, or {@code stdout} or {@code stderr}
	 */
	public void setFile(String file) {
		this.file = file;
	}

	/**
	 * Sets the level from which on an event is written before its call returns.
	 * @param level the name of a level; OFF is never
	 */
	public void setFlushOn(String level) {
		this.flushOn = Level.toLevel(level, null);
		if (this.flushOn == null) {
			invalid("flushOn", level, "is not the name of a level");
		}
	}

	/**
	 * Sets how long such a call waits at most.
	 * @param timeout such as {@code 1 second}; of a number without a unit Logback would
	 * make milliseconds, so it is refused
	 */
	public void setFlushTimeout(String timeout) {
		if (timeout.strip().matches("[+-]?\\d*\\.?\\d+")) {
			invalid("flushTimeout", timeout,
					"is a number without a unit; write " + timeout.strip() + " seconds, or whatever is meant");
			return;
		}
		try {
			this.flushTimeout = java.time.Duration.ofMillis(Duration.valueOf(timeout).getMilliseconds());
		}
		catch (IllegalArgumentException ex) {
			invalid("flushTimeout", timeout, "is no duration such as '1 second'");
		}
	}

	/**
	 * Sets the most that waits to be written, for a file.
	 * @param size from 1KB to 1GB; 4MB by default
	 */
	public void setBufferSize(FileSize size) {
		this.hasFileOptions = true;
		if (size.getSize() < AppenderOptions.MIN_BUFFER_SIZE || size.getSize() > AppenderOptions.MAX_BUFFER_SIZE) {
			invalid("bufferSize", size, "is not from " + AppenderOptions.MIN_BUFFER_SIZE + " to "
					+ AppenderOptions.MAX_BUFFER_SIZE + " bytes");
		}
		else {
			this.options.bufferSize((int) size.getSize());
		}
	}

	/**
	 * Sets what happens to an event when there is no room for it, for a file: to drop it
	 * (the default), or to have its thread wait, for as long as a disk may hang.
	 * @param policy {@code drop} or {@code block}
	 */
	public void setBackpressure(String policy) {
		this.hasFileOptions = true;
		switch (policy.toLowerCase(Locale.ROOT)) {
			case "drop" -> this.options.backpressure(Backpressure.drop());
			case "block" -> this.options.backpressure(Backpressure.block());
			default -> invalid("backpressure", policy, "is neither drop nor block");
		}
	}

	/** Logback makes a warning only of an exception that a setter throws. */
	private void invalid(String setting, Object value, String reason) {
		this.invalid = true;
		addError("The appender [" + this.name + "] does not start: " + setting + "=" + value + " " + reason + ".");
	}

	/** Stops without a footer, as another appender goes on with the log. */
	void withdraw() {
		super.stop();
	}

	/**
	 * Leaves the loggers to whatever they are set up with next. The appenders of the log
	 * stay among them, for the last lines, unless the loggers are of a class loader that
	 * outlives this one, such as a server's, which would keep this one reachable.
	 */
	private void logClosed() {
		LogSink closed = this.sink;
		if (closed == null || !(getContext() instanceof LoggerContext context)) {
			return;
		}
		for (LoggerContextListener listener : context.getCopyOfListenerList()) {
			if (listener instanceof Attachment attachment) {
				attachment.closed(closed);
			}
		}
		if (LoggerContext.class.getClassLoader() != AsyncAppendAppender.class.getClassLoader()) {
			context.getLoggerList()
				.forEach((logger) -> AppenderTree
					.detach(logger, (one) -> one instanceof AsyncAppendAppender ours && ours.sink == closed)
					.forEach((one) -> ((AsyncAppendAppender) one).withdraw()));
		}
	}

	void setAttachment(Attachment attachment) {
		this.attachment = attachment;
	}

	void flushOn(LoggingProperties properties) {
		if (this.flushOn == null) {
			this.flushOn = Level.toLevel(properties.flushOn().name(), Level.ERROR);
		}
		if (this.flushTimeout == null) {
			this.flushTimeout = properties.flushTimeout();
		}
	}

	@Override
	public void start() {
		if (isStarted() || this.invalid) {
			return;
		}
		Encoder<ILoggingEvent> encoder = this.encoder;
		if (encoder == null) {
			addError("No encoder is set for the appender [" + this.name + "].");
			return;
		}
		LogSink opened = (this.sink != null) ? this.sink : open();
		if (opened == null) {
			return;
		}
		this.sink = opened;
		this.reports = new DropReports(this, encoder, this::logClosed);
		opened.setFormat(this.reports);
		super.start();
		record(this.reports.header());
	}

	/**
	 * Returns {@code null} where the log cannot be opened, which is reported, or must not
	 * be.
	 */
	private @Nullable LogSink open() {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			// The build of an application is not to write its log.
			return null;
		}
		if (this.file != null) {
			return openFile(this.file);
		}
		Object environment = getContext().getObject(Environment.class.getName());
		boolean again = !(environment instanceof Environment);
		if (again) {
			// A reset forgets it, and only Spring Boot puts it there again.
			environment = ApplicationLog.environment();
		}
		if (!(environment instanceof Environment bound)) {
			addError("The appender [" + this.name + "] needs a <file>, as there is no Spring environment to find "
					+ "async-append.appenders in.");
			return null;
		}
		if (this.hasFileOptions) {
			addWarn("The appender [" + this.name + "] has options that are for a <file> only; "
					+ "those of an entry of async-append.appenders are set there.");
		}
		LoggingProperties properties = LoggingProperties.bindEarly(bound);
		flushOn(properties);
		String property = (this.appenderName != null) ? "appenderName" : LoggingProperties.APPENDER;
		String named = (this.appenderName != null) ? this.appenderName : properties.appender();
		if (named != null) {
			return again ? openAgain(bound, property, named) : ApplicationLog.open(bound, property, named);
		}
		addError("The appender [" + this.name + "] needs an <appenderName>, a <file>, or the property "
				+ LoggingProperties.APPENDER + ".");
		return null;
	}

	/**
	 * A failure is reported only: the running application must not be stopped for its
	 * log.
	 */
	private @Nullable LogSink openAgain(Environment environment, String property, String named) {
		try {
			return ApplicationLog.openAgain(environment, property, named);
		}
		catch (RuntimeException ex) {
			addError("The appender [" + this.name + "] cannot append: " + ex.getMessage(), ex);
			return null;
		}
	}

	private @Nullable LogSink openFile(String file) {
		if (this.appenderName != null) {
			addError("The appender [" + this.name + "] has both an <appenderName> and a <file>.");
			return null;
		}
		try {
			this.ownLog = new FileLog(
					AppenderDefinition.of((this.name != null) ? this.name : "log", file, this.options.build()));
			return this.ownLog.sink();
		}
		catch (AppendException | IllegalArgumentException ex) {
			addError("The appender [" + this.name + "] cannot append to " + file, ex);
			return null;
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		LogSink sink = this.sink;
		DropReports reports = this.reports;
		if (sink == null || reports == null || (this.attachment != null && this.attachment.isSuperseded())) {
			return;
		}
		if (isExcluded(event)) {
			excluded(event);
			return;
		}
		byte[] line = reports.line(event);
		if (line == null) {
			sink.countLost();
		}
		record(line);
		Level flushOn = (this.flushOn != null) ? this.flushOn : Level.ERROR;
		if (event.getLevel().isGreaterOrEqual(flushOn)) {
			sink.flush((this.flushTimeout != null) ? this.flushTimeout : java.time.Duration.ofSeconds(1));
		}
	}

	/** A warning or an error is not lost where no other appender has it. */
	private void excluded(ILoggingEvent event) {
		if (event.getLevel().isGreaterOrEqual(Level.WARN) && getContext() instanceof LoggerContext loggers
				&& !AppenderTree.hasOne(loggers, event,
						(one) -> one instanceof AsyncAppendAppender ours && ours.isExcluded(event))) {
			standardError().doAppend(event);
		}
	}

	private synchronized ConsoleAppender<ILoggingEvent> standardError() {
		ConsoleAppender<ILoggingEvent> appender = this.standardError;
		if (appender == null) {
			appender = new ConsoleAppender<>();
			appender.setContext(getContext());
			appender.setName(getName() + "-excluded");
			appender.setTarget("System.err");
			appender.setEncoder(this.encoder);
			appender.start();
			this.standardError = appender;
		}
		return appender;
	}

	/** Whether forwarding made an event, which is kept out of what is forwarded. */
	boolean isExcluded(ILoggingEvent event) {
		LogSink sink = this.sink;
		Forward forward = (sink != null) ? sink.forward() : null;
		return sink != null && forward != null
				&& ForwardingLoggers.isExcluded(sink.name(), forward, event.getLoggerName(), event.getThreadName());
	}

	private void record(byte @Nullable [] bytes) {
		LogSink sink = this.sink;
		if (sink != null && bytes != null && bytes.length > 0) {
			sink.append(bytes);
		}
	}

	@Override
	public void stop() {
		if (!isStarted()) {
			return;
		}
		super.stop();
		if (this.reports != null) {
			record(this.reports.footer());
		}
		if (this.attachment != null) {
			this.attachment.stopped();
		}
		if (this.ownLog != null) {
			this.ownLog.close();
			this.ownLog = null;
			this.sink = null;
		}
	}

	boolean isTo(LogSink log) {
		return isStarted() && this.sink == log;
	}

	/** True if it goes to an entry of {@code async-append.appenders} that is open. */
	boolean isOfOpenLog() {
		return isStarted() && this.ownLog == null && this.sink != null && this.sink.isOpen();
	}

	String appenderOfLog() {
		return (this.sink != null) ? this.sink.name() : "none";
	}

}
