package io.asyncappend.spring.boot.accesslog;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;
import io.asyncappend.spring.boot.accesslog.redact.Redaction;
import io.asyncappend.spring.boot.accesslog.select.LeftOut;
import io.asyncappend.spring.boot.accesslog.select.LineSelection;

/**
 * Appends a line for each request. Thread-safe; allocates next to nothing.
 * <p>
 * Every request that a server reports is either a line that the appender accepted, or one
 * that it dropped and counted, or, if the appender is failed or closed or its
 * backpressure is to throw, counted by {@link #lostLines()}, or counted by
 * {@link #leftOutLines(LeftOut)}. No failure reaches the server or its client.
 */
public final class AccessLog {

	private static final Log logger = LogFactory.getLog(AccessLog.class);

	private static final long QUIET_NANOS = 60_000_000_000L;

	private final AsyncAppender appender;

	private final LineFormat format;

	private final Redaction redaction;

	private final Tracing tracing;

	private final LineSelection selection;

	private final Map<LeftOut, LongAdder> leftOut = new EnumMap<>(LeftOut.class);

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
		this(appender, format, new Redaction(List.of(), List.of(), List.of()), Tracing.NONE, LineSelection.ALL);
	}

	/**
	 * Creates an access log.
	 * @param appender where the lines go
	 * @param format how they are written
	 * @param redaction what no line has
	 * @param tracing which trace a request belongs to
	 * @param selection which requests have a line
	 */
	public AccessLog(AsyncAppender appender, LineFormat format, Redaction redaction, Tracing tracing,
			LineSelection selection) {
		this.appender = appender;
		this.format = format;
		this.redaction = redaction;
		this.tracing = tracing;
		this.selection = selection;
		for (LeftOut reason : LeftOut.values()) {
			this.leftOut.put(reason, new LongAdder());
		}
	}

	/**
	 * Appends the line of a request, if it is to have one.
	 * @param exchange the request, served or given up
	 */
	public void log(Exchange exchange) {
		try {
			LeftOut reason = this.selection.leavesOut(exchange);
			if (reason != null) {
				this.leftOut.get(reason).increment();
			}
			else {
				append(new LoggedExchange(exchange, this.redaction, this.tracing));
			}
		}
		catch (RuntimeException ex) {
			this.lost.increment();
			tell(ex);
		}
	}

	private void append(Exchange exchange) {
		LineBuffer line = this.buffers.take();
		try {
			this.format.write(exchange, line);
			this.appender.append(line.bytes(), 0, line.length());
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
	 * How many requests have no line, as they are not to have one.
	 * @param reason why they have none
	 * @return requests since the start
	 */
	public long leftOutLines(LeftOut reason) {
		return this.leftOut.get(reason).sum();
	}

	/**
	 * How many lines the appender neither accepted nor dropped.
	 * @return lines since the start
	 */
	public long lostLines() {
		return this.lost.sum();
	}

}
