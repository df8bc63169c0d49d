package io.asyncappend.spring.boot.logging.logback;

import java.nio.charset.Charset;
import java.util.Iterator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.ConfigurationEvent;
import ch.qos.logback.core.spi.ConfigurationEventListener;
import ch.qos.logback.core.spi.ScanException;
import ch.qos.logback.core.util.OptionHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.util.StringUtils;

import io.asyncappend.spring.boot.logging.sink.LogSink;
import io.asyncappend.spring.boot.properties.LoggingProperties;

/**
 * Puts the log in the place of the appender {@code FILE} of the root logger, which Spring
 * Boot makes for {@code logging.file.name}, or, where it goes to a standard stream, of
 * {@code CONSOLE}; with the pattern, charset, threshold and structured format that this
 * one has; again after whatever sets the loggers up anew, as long as the log is open.
 * <p>
 * A reset calls the listeners of the loggers, but a stop forgets these listeners, and
 * Spring Boot's {@code LoggingSystem} does both, one after the other. So this listens
 * anew when its appender is stopped, which is in time for the reset that stops it. A
 * configuration may bring an appender of the log or one of Spring Boot's. Where a file is
 * read this looks when that is done. Other configurations send no event, so this looks
 * with each line, too. An appender of the log may lie within another, as in Logback's
 * {@code AsyncAppender}.
 */
public final class LogbackAttachment
		implements Runnable, Attachment, LoggerContextListener, ConfigurationEventListener {

	private static final String FILE = "FILE";

	private static final String CONSOLE = "CONSOLE";

	private static final String DEFAULT_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p ${PID:-} --- [%t] "
			+ "%-40.40logger{39} : %m%n%ex";

	private final LoggerContext context;

	private final LogSink sink;

	private final AsyncAppendAppender appender;

	/** Of the appender whose place this takes. */
	private final String name;

	private LogbackAttachment(LoggerContext context, LogSink sink, AsyncAppendAppender appender) {
		this.context = context;
		this.sink = sink;
		this.appender = appender;
		this.name = appender.getName();
	}

	/**
	 * Prepares the appender by what the loggers are set up with now.
	 * @param sink where the lines go
	 * @param properties when to flush
	 * @return puts the log among the loggers
	 */
	public static Runnable of(LogSink sink, LoggingProperties properties) {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		AsyncAppendAppender appender = new AsyncAppendAppender(sink);
		appender.setContext(context);
		String name = sink.isConsole() ? CONSOLE : FILE;
		appender.setName(name);
		appender.flushOn(properties);
		ThresholdFilter threshold = new ThresholdFilter();
		threshold.setLevel(threshold(context, name));
		threshold.start();
		appender.addFilter(threshold);
		appender.setEncoder(encoder(context, name));
		LogbackAttachment attachment = new LogbackAttachment(context, sink, appender);
		appender.setAttachment(attachment);
		return attachment;
	}

	private static String threshold(LoggerContext context, String name) {
		String level = resolve(context, "${" + name + "_LOG_THRESHOLD:-TRACE}");
		// logging.console.enabled=false, which Spring Boot makes OFF of, is meant for its
		// own.
		return (name.equals(CONSOLE) && level.equalsIgnoreCase("OFF")) ? "TRACE" : level;
	}

	private static Encoder<ILoggingEvent> encoder(LoggerContext context, String name) {
		Charset charset = Charset.forName(resolve(context, "${" + name + "_LOG_CHARSET:-UTF-8}"));
		String format = resolve(context, "${" + name + "_LOG_STRUCTURED_FORMAT:-}");
		Encoder<ILoggingEvent> encoder;
		if (StringUtils.hasLength(format)) {
			StructuredLogEncoder structured = new StructuredLogEncoder();
			structured.setFormat(format);
			structured.setCharset(charset);
			encoder = structured;
		}
		else {
			PatternLayoutEncoder pattern = new PatternLayoutEncoder();
			pattern.setCharset(charset);
			// The default is for a configuration that includes nothing of Spring Boot's.
			pattern.setPattern(resolve(context, "${" + name + "_LOG_PATTERN:-" + DEFAULT_PATTERN + "}"));
			encoder = pattern;
		}
		encoder.setContext(context);
		encoder.start();
		return encoder;
	}

	private static String resolve(LoggerContext context, String value) {
		try {
			return OptionHelper.substVars(value, context);
		}
		catch (ScanException ex) {
			throw new IllegalStateException("cannot resolve " + value, ex);
		}
	}

	@Override
	public void run() {
		Logger root = this.context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		if (!isAttached(root)) {
			Appender<ILoggingEvent> present = root.getAppender(this.name);
			if (present instanceof AsyncAppendAppender other && other.isOfOpenLog()) {
				root.warn(
						"{}={} has no effect: the log of this JVM goes through appender '{}' as long as an "
								+ "application runs that asked for that",
						LoggingProperties.APPENDER, this.sink.name(), other.appenderOfLog());
				return;
			}
			this.appender.start();
			replace(root, present);
		}
		listen();
	}

	private void listen() {
		forget();
		this.context.addListener(this);
		this.context.addConfigurationEventListener(this);
	}

	private void forget() {
		this.context.removeListener(this);
		this.context.removeConfigurationEventListener(this);
	}

	/** Maybe by a configuration, and under another name. */
	private boolean isAttached(Logger root) {
		for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext();) {
			if (leadsToSink(all.next(), null)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean isSuperseded() {
		Logger root = this.context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Appender<ILoggingEvent> other = other(root);
		if (other == null) {
			return false;
		}
		if (!leadsToOther(other)) {
			// A closed log leaves the loggers to whatever comes.
			if (this.sink.isOpen()) {
				replace(root, other);
			}
			return false;
		}
		this.context.getLoggerList().forEach((logger) -> logger.detachAppender(this.appender));
		this.appender.withdraw();
		return true;
	}

	/** What another configuration has put in the place of this one's appender. */
	private @Nullable Appender<ILoggingEvent> other(Logger root) {
		for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext();) {
			Appender<ILoggingEvent> one = all.next();
			if (one != this.appender && (this.name.equals(one.getName()) || leadsToOther(one))) {
				return one;
			}
		}
		return null;
	}

	private boolean leadsToOther(Appender<ILoggingEvent> appender) {
		return leadsToSink(appender, this.appender);
	}

	/** Whether events of an appender get to the log, directly or through others. */
	private boolean leadsToSink(Appender<ILoggingEvent> appender, @Nullable AsyncAppendAppender except) {
		if (appender instanceof AsyncAppendAppender ours && ours != except && ours.isTo(this.sink)) {
			return true;
		}
		if (appender instanceof AppenderAttachable<?> parent) {
			for (Appender<ILoggingEvent> nested : AppenderTree.of(parent)) {
				if (leadsToSink(nested, except)) {
					return true;
				}
			}
		}
		return false;
	}

	@Override
	public void stopped() {
		if (this.sink.isOpen()) {
			listen();
		}
		else {
			forget();
		}
	}

	/** Wherever it is; a stopped one would complain of each event. */
	private void replace(Logger root, @Nullable Appender<ILoggingEvent> replaced) {
		root.addAppender(this.appender);
		if (replaced != null && replaced != this.appender) {
			for (Logger logger : this.context.getLoggerList()) {
				if (logger.detachAppender(replaced)) {
					logger.addAppender(this.appender);
				}
			}
			replaced.stop();
		}
	}

	@Override
	public void closed(LogSink log) {
		if (log == this.sink) {
			forget();
		}
	}

	@Override
	public void listen(ConfigurationEvent event) {
		switch (event.getEventType()) {
			case CONFIGURATION_ENDED_SUCCESSFULLY, CONFIGURATION_ENDED_WITH_XML_PARSING_ERRORS -> {
				if (this.sink.isOpen()) {
					isSuperseded();
				}
				else {
					forget();
				}
			}
			default -> {
			}
		}
	}

	@Override
	public boolean isResetResistant() {
		return this.sink.isOpen();
	}

	@Override
	public void onReset(LoggerContext context) {
		if (!this.sink.isOpen()) {
			// The other listener goes after this: their list is being gone through.
			this.context.removeConfigurationEventListener(this);
		}
		// A configuration may put its own there again; that shows when it is read.
		else if (!this.appender.isStarted()) {
			this.appender.start();
			context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(this.appender);
		}
	}

	@Override
	public void onStart(LoggerContext context) {
		// Nothing is lost by it.
	}

	@Override
	public void onStop(LoggerContext context) {
		// The loggers are reset before.
	}

	@Override
	public void onLevelChange(Logger logger, Level level) {
		// No concern of an appender.
	}

}
