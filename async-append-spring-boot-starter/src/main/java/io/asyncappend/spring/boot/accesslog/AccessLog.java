package io.asyncappend.spring.boot.accesslog;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;
import io.asyncappend.spring.boot.accesslog.redact.Redaction;

/**
 * Appends a line for each request. Thread-safe; allocates next to nothing.
 * <p>
 * Every request that a server reports is either a line that the appender accepted, or one
 * that it dropped and counted, or, if the appender is failed or closed or its
 * backpressure is to throw, counted by {@link #lostLines()}. No failure reaches the
 * server or its client.
 */
public final class AccessLog {

	private static final Log logger = LogFactory.getLog(AccessLog.class);

	private static final long QUIET_NANOS = 60_000_000_000L;

	private final AsyncAppender appender;

	private final LineFormat format;

	private final Redaction redaction;

	private final Tracing tracing;

	private final LineBuffers buffers = new LineBuffers();

	private final LongAdder lost = new LongAdder();

	/** When to log lost lines again, by {@link System#nanoTime()}. */
	private final AtomicLong tellAfter = new AtomicLong(System.nanoTime());

	/**
	 * Creates an access log that hides the headers that are always secret, and knows of
	 * no traces.
	 * @param appender where the lines go
	 * @param format how they are written
	 */
	public AccessLog(AsyncAppender appender, LineFormat format) {
		this(appender, format, new Redaction(List.of(), List.of(), List.of()), Tracing.NONE);
	}

	/**
	 * Creates an access log.
	 * @param appender where the lines go
	 * @param format how they are written
	 * @param redaction what no line has
	 * @param tracing which trace a request belongs to
	 */
	public AccessLog(AsyncAppender appender, LineFormat format, Redaction redaction, Tracing tracing) {
		this.appender = appender;
		this.format = format;
		this.redaction = redaction;
		this.tracing = tracing;
	}

	/**
	 * Appends the line of a request.
	 * @param exchange the request, served or given up
	 */
	public void log(Exchange exchange) {
		LineBuffer line = this.buffers.take();
		try {
			this.format.write(new LoggedExchange(exchange, this.redaction, this.tracing), line);
			this.appender.append(line.bytes(), 0, line.length());
		}
		catch (RuntimeException ex) {
			this.lost.increment();
			tell(ex);
		}
		finally {
			this.buffers.give(line);
		}
	}

	private void tell(RuntimeException failure) {
		long after = this.tellAfter.get();
		long now = System.nanoTime();
		if (now - after >= 0 && this.tellAfter.compareAndSet(after, now + QUIET_NANOS)) {
			logger.error("A line of the access log was not accepted; " + lostLines() + " so far", failure);
		}
	}

	/**
	 * The appender that the lines go to.
	 * @return the appender
	 */
	public AsyncAppender appender() {
		return this.appender;
	}

	/**
	 * How many lines the appender neither accepted nor dropped.
	 * @return lines since the start
	 */
	public long lostLines() {
		return this.lost.sum();
	}

}
