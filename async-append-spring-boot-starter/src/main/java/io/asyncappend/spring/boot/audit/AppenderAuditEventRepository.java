package io.asyncappend.spring.boot.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;

import io.asyncappend.AsyncAppender;

/**
 * Audit events in a file, a line of JSON each. An event is durable when {@link #add}
 * returns (under {@link AuditFailurePolicy#FAIL}), and is found again after a restart.
 * Thread-safe.
 */
public final class AppenderAuditEventRepository implements AuditEventRepository {

	private static final Log logger = LogFactory.getLog(AppenderAuditEventRepository.class);

	private final AuditEventLine lines = new AuditEventLine();

	private final AsyncAppender appender;

	private final AuditFiles files;

	private final AuditFailurePolicy onFailure;

	private final long timeoutNanos;

	private final Duration timeout;

	private final int findLimit;

	private final LongAdder failures = new LongAdder();

	private final AtomicBoolean toldOfForeignLines = new AtomicBoolean();

	/**
	 * Creates a repository.
	 * @param appender where the events go; has a file of its own
	 * @param onFailure what becomes of an event that may not be durable
	 * @param timeout how long an event waits until it is durable; positive
	 * @param findLimit the most events that are found at once; positive
	 * @throws IllegalArgumentException if the appender has borrowed its channel, as its
	 * file cannot be read back then
	 */
	public AppenderAuditEventRepository(AsyncAppender appender, AuditFailurePolicy onFailure, Duration timeout,
			int findLimit) {
		Path file = appender.status()
			.file()
			.orElseThrow(() -> new IllegalArgumentException("appender '" + appender.name()
					+ "' borrows its channel, so that nobody could read the audit trail"));
		this.appender = appender;
		this.files = new AuditFiles(file, appender::archives);
		this.onFailure = onFailure;
		this.timeout = timeout;
		this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
		this.findLimit = findLimit;
	}

	/**
	 * Records an event. An interrupt ends the wait for room in the appender's buffer, and
	 * is a failure then; but not the wait for the disk, as the event is on its way: it is
	 * kept for the caller. In synchronous mode the disk is waited for without limit.
	 * @param event the event; values that cannot be written as JSON are written as text
	 * @throws AuditEventNotRecordedException if it may not be durable, for whatever
	 * reason, under {@link AuditFailurePolicy#FAIL}
	 */
	@Override
	public void add(AuditEvent event) {
		long start = System.nanoTime();
		try {
			await(this.appender.appendDurably(line(event)), start);
		}
		catch (RuntimeException ex) {
			fail(event, ex.toString(), ex);
		}
		catch (ExecutionException ex) {
			fail(event, String.valueOf(ex.getCause()), ex.getCause());
		}
		catch (TimeoutException ex) {
			fail(event, "it is not within " + this.timeout + " (async-append.audit.timeout), but may be later", null);
		}
	}

	private byte[] line(AuditEvent event) {
		byte[] line = this.lines.write(event);
		if (line.length > AuditFiles.LONGEST_LINE) {
			throw new IllegalArgumentException("its line of " + line.length + " bytes would never be found again, as "
					+ AuditFiles.LONGEST_LINE + " are the most that is read");
		}
		return line;
	}

	private void await(CompletableFuture<Long> durable, long start) throws ExecutionException, TimeoutException {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					durable.get(this.timeoutNanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
					return;
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void fail(AuditEvent event, String reason, @Nullable Throwable cause) {
		this.failures.increment();
		String message = "Audit event of type " + this.lines.quote(event.getType()) + " of principal "
				+ this.lines.quote(event.getPrincipal()) + " may not be durable: " + reason;
		if (this.onFailure == AuditFailurePolicy.FAIL) {
			throw new AuditEventNotRecordedException(message, cause);
		}
		logger.error(message, cause);
	}

	/**
	 * Reads events from the file and its archives, those of earlier runs too. All that
	 * were added before are seen. Lines that are no events are skipped; the log says once
	 * that there are some.
	 * @param principal of whom, or {@code null} for anybody's
	 * @param after after which time, or {@code null} for any
	 * @param type of which type, or {@code null} for any
	 * @return the events in the order they were added; of more than the limit the newest
	 * @throws UncheckedIOException if the file cannot be read
	 */
	@Override
	public List<AuditEvent> find(@Nullable String principal, @Nullable Instant after, @Nullable String type) {
		Found found = new Found(principal, after, type);
		try {
			this.files.forEachLine(found::line);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The audit trail cannot be read: " + ex.getMessage(), ex);
		}
		if (found.foreign > 0 && this.toldOfForeignLines.compareAndSet(false, true)) {
			logger.warn("The audit trail of appender '" + this.appender.name() + "' has " + found.foreign
					+ " lines that are no audit events, such as records cut by a crash; they are skipped");
		}
		return new ArrayList<>(found.events);
	}

	/**
	 * The appender that the events go to.
	 * @return the appender
	 */
	public AsyncAppender appender() {
		return this.appender;
	}

	/**
	 * How many events were not known to be durable when {@code add} returned or threw.
	 * @return events since the start
	 */
	public long failures() {
		return this.failures.sum();
	}

	private final class Found {

		private final @Nullable String principal;

		private final @Nullable Instant after;

		private final @Nullable String type;

		private final ArrayDeque<AuditEvent> events = new ArrayDeque<>();

		private long foreign;

		Found(@Nullable String principal, @Nullable Instant after, @Nullable String type) {
			this.principal = principal;
			this.after = after;
			this.type = type;
		}

		void line(byte[] bytes, int length) {
			AuditEvent event = AppenderAuditEventRepository.this.lines.read(bytes, length);
			if (event == null) {
				this.foreign++;
			}
			else if (matches(event)) {
				if (this.events.size() == AppenderAuditEventRepository.this.findLimit) {
					this.events.removeFirst();
				}
				this.events.addLast(event);
			}
		}

		private boolean matches(AuditEvent event) {
			return (this.principal == null || this.principal.equals(event.getPrincipal()))
					&& (this.after == null || event.getTimestamp().isAfter(this.after))
					&& (this.type == null || this.type.equals(event.getType()));
		}

	}

}
