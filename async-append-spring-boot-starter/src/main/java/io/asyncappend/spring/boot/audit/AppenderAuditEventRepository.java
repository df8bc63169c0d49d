package io.asyncappend.spring.boot.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;

import io.asyncappend.AppendedFiles;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.text.CountedText;

/**
 * Audit events in a file, a line of JSON each. An event is durable when {@link #add}
 * returns (under {@link AuditFailurePolicy#FAIL}), and is found again after a restart.
 * Thread-safe.
 */
public final class AppenderAuditEventRepository implements AuditEventRepository {

	private static final Log logger = LogFactory.getLog(AppenderAuditEventRepository.class);

	/** What the log has of a reason, in bytes. */
	private static final int LONGEST_REASON = 4096;

	private static final int MOST_CAUSES = 20;

	/** More is not logged. */
	private static final int MOST_TOLD_OF = 1000;

	/** How much later than it is recorded the time of an event may be. */
	private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

	private final AuditEventWriter writer;

	private final AsyncAppender appender;

	private final Path file;

	private final AuditFailurePolicy onFailure;

	private final long timeoutNanos;

	private final Duration timeout;

	private final FindBounds bounds;

	private final LongAdder failures = new LongAdder();

	/** In turn, or those that come when there are many would wait for ever. */
	private final Lock finding = new ReentrantLock(true);

	private final Set<Path> toldOf = new HashSet<>();

	private volatile List<AuditTrailGap> gaps = List.of();

	private final LongAdder gapsTold = new LongAdder();

	/** The latest time of an event that was recorded long before it. */
	private final AtomicReference<Instant> ahead = new AtomicReference<>(Instant.MIN);

	private final AtomicBoolean toldOfForeignLines = new AtomicBoolean();

	/**
	 * Creates a repository.
	 * @param appender where the events go; has a file of its own
	 * @param properties what becomes of an event that may not be durable, and all bounds
	 * @throws IllegalArgumentException if the appender has borrowed its channel or is of
	 * a standard stream, as what it wrote cannot be read back then
	 */
	public AppenderAuditEventRepository(AsyncAppender appender, AuditProperties properties) {
		AppenderStatus status = appender.status();
		Path file = status.file()
			.orElseThrow(() -> new IllegalArgumentException("appender '" + appender.name() + "' "
					+ status.stream().map((stream) -> "writes to " + stream).orElse("borrows its channel")
					+ ", so that the audit trail could not be read"));
		this.appender = appender;
		this.file = file;
		this.writer = new AuditEventWriter(new Mask(properties.mask()), (int) properties.maxEventSize().toBytes());
		this.onFailure = properties.onFailure();
		this.timeout = properties.timeout();
		this.timeoutNanos = TimeUnit.NANOSECONDS.convert(this.timeout);
		this.bounds = properties.bounds();
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
			noteAhead(event.getTimestamp());
			await(this.appender.appendDurably(this.writer.write(event)), start);
		}
		catch (ExecutionException ex) {
			fail(event, String.valueOf(ex.getCause()), ex.getCause());
		}
		catch (TimeoutException ex) {
			fail(event, "it is not within " + this.timeout + " (async-append.audit.timeout), but may be later", null);
		}
		catch (Throwable ex) {
			// Also an Error that the event throws: it must not reach the publisher in
			// another way than the rest.
			fail(event, text(ex), ex);
		}
	}

	private void noteAhead(Instant time) {
		if (time.isAfter(Instant.now().plus(CLOCK_TOLERANCE))) {
			this.ahead.accumulateAndGet(time, (one, other) -> one.isAfter(other) ? one : other);
		}
	}

	private static String text(Throwable error) {
		try {
			return error.toString();
		}
		catch (Throwable ex) {
			return error.getClass().getName();
		}
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
		String message = "Audit event of type " + quote(event::getType) + " of principal " + quote(event::getPrincipal)
				+ " may not be durable: " + EventText.escape(EventText.cut(reason, LONGEST_REASON));
		if (this.onFailure == AuditFailurePolicy.FAIL) {
			throw new AuditEventNotRecordedException(message, cause);
		}
		// Its stack trace has the texts of its causes as they are.
		logger.error(message, isPrintable(cause) ? cause : null);
	}

	private String quote(Supplier<@Nullable String> text) {
		try {
			return this.writer.quote(text.get());
		}
		catch (Throwable ex) {
			return "unknown";
		}
	}

	private static boolean isPrintable(@Nullable Throwable error) {
		Throwable one = error;
		for (int i = 0; one != null && i < MOST_CAUSES; i++) {
			String text = text(one);
			if (one.getSuppressed().length > 0 || !EventText.escape(text).equals(text)) {
				return false;
			}
			one = one.getCause();
		}
		return one == null;
	}

	/**
	 * Reads events from the file and its archives, those of earlier runs too. All that
	 * were added before are seen. What is no event, or cannot be read, is skipped:
	 * {@link #gaps()} has it, and the log says so once. What was recorded before
	 * {@code after} is not read, which takes a moment instead of as long as the trail is:
	 * so an event that an earlier run recorded more than a minute before its own time may
	 * not be found by that.
	 * @param principal the principal of the events, or {@code null} for any
	 * @param after after which time, or {@code null} for any
	 * @param type of which type, or {@code null} for any
	 * @return the events in the order they were added; of more than the limits the newest
	 * @throws io.asyncappend.AppendException if the directory cannot be read
	 * @throws AuditTrailBusyException if others look through the trail for as long as an
	 * event may take to be durable; one at a time does
	 */
	@Override
	public List<AuditEvent> find(@Nullable String principal, @Nullable Instant after, @Nullable String type) {
		// Where files are opened by channels, which an interrupt closes.
		boolean interrupted = Thread.interrupted();
		try {
			while (true) {
				try {
					return findOne(principal, after, type);
				}
				catch (UncheckedIOException ex) {
					if (!Thread.interrupted()) {
						throw ex;
					}
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

	private List<AuditEvent> findOne(@Nullable String principal, @Nullable Instant after, @Nullable String type) {
		lock();
		try (AppendedFiles files = files(after)) {
			Found found = new Found(this.bounds, (principal != null) ? this.writer.name(principal) : null, after,
					(type != null) ? this.writer.name(type) : null);
			found.read(files, this.file);
			tell(found);
			return found.events();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The audit trail cannot be read: " + ex.getMessage(), ex);
		}
		finally {
			this.finding.unlock();
		}
	}

	/**
	 * What was recorded before a time holds no event of after it, if its events were not
	 * dated ahead when they were recorded.
	 */
	private AppendedFiles files(@Nullable Instant after) {
		boolean all = after == null || after.isBefore(this.ahead.get())
				|| after.isBefore(Instant.EPOCH.plus(CLOCK_TOLERANCE));
		return all ? this.appender.files() : this.appender.files(after.minus(CLOCK_TOLERANCE));
	}

	/** An interrupt is kept for later. */
	private void lock() {
		boolean interrupted = false;
		boolean locked = false;
		long start = System.nanoTime();
		try {
			while (!locked) {
				try {
					locked = this.finding.tryLock(this.timeoutNanos - (System.nanoTime() - start),
							TimeUnit.NANOSECONDS);
					if (!locked) {
						throw new AuditTrailBusyException("The audit trail is being looked through by others for "
								+ this.timeout + " (async-append.audit.timeout)");
					}
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

	private void tell(Found found) {
		List<AuditTrailGap> now = new ArrayList<>();
		if (found.foreign() > 0) {
			now.add(new AuditTrailGap(this.file,
					CountedText.of(found.foreign(), "line")
							+ ((found.foreign() != 1) ? " that are no audit events" : " that is no audit event")
							+ ", such as records cut by a crash, or larger than one may be"));
			if (this.toldOfForeignLines.compareAndSet(false, true)) {
				logger.warn("The audit trail of appender '" + this.appender.name() + "' has " + now.get(0).reason()
						+ "; this is skipped");
			}
		}
		found.gaps().forEach((file, reason) -> {
			now.add(new AuditTrailGap(file, reason));
			if (this.toldOf.size() < MOST_TOLD_OF && this.toldOf.add(file)) {
				this.gapsTold.increment();
				logger.warn("The audit trail of appender '" + this.appender.name() + "' is not found whole: "
						+ EventText.escape(file.toString()) + ": " + reason);
			}
		});
		this.gaps = List.copyOf(now);
	}

	/**
	 * What the last find could not look at.
	 * @return the gaps; empty if it saw all
	 */
	public List<AuditTrailGap> gaps() {
		return this.gaps;
	}

	/**
	 * In how many files of the trail there was something that a find could not look at; a
	 * file counts once.
	 * @return files since the start
	 */
	public long incompleteFiles() {
		return this.gapsTold.sum();
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

}
