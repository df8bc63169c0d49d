package io.asyncappend.internal.forward;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A log in memory, with a cursor whose acknowledgements outlive a crash as far as a test
 * says. Its records are durable at once, or on {@link #sync}.
 */
final class FakeLog implements ForwardedLog {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final UUID id = UUID.randomUUID();

	private final Path directory;

	private final List<LogEntry> entries = new ArrayList<>();

	private long end;

	private long durable;

	private long index;

	private long remembered;

	private long limit = Long.MAX_VALUE;

	private FakeCursor cursor;

	/** What sync throws, and what acknowledge throws. */
	volatile AppendException syncFailure;

	volatile AppendException cursorFailure;

	volatile boolean onDemand;

	/** Whether an append has found no room. */
	volatile boolean isLimitReached;

	volatile boolean isEnded;

	volatile OptionalLong freeBytes = OptionalLong.empty();

	/** How often forwarding went to sleep, and how often it forced. */
	final AtomicInteger waits = new AtomicInteger();

	final AtomicInteger syncs = new AtomicInteger();

	/** How often the cursor was told of more. */
	final AtomicInteger kept = new AtomicInteger();

	/** Up to where the log was told that all is forwarded. */
	final AtomicLong forwarded = new AtomicLong();

	FakeLog(Path directory) {
		this.directory = directory;
		this.cursor = new FakeCursor();
	}

	/** The process dies and comes back: a new cursor where the last was remembered. */
	void restart(long forgotten) {
		this.lock.lock();
		try {
			long at = 0;
			for (LogEntry entry : this.entries) {
				if (entry.end() <= this.remembered - forgotten) {
					at = entry.end();
				}
			}
			this.remembered = at;
			this.cursor.closed = true;
			this.cursor = new FakeCursor();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Has no room from now on while more than so many bytes are not forwarded. */
	void limit(long bytes) {
		this.lock.lock();
		try {
			this.limit = bytes;
			this.forwarded.set(this.remembered);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What it takes as an appender would, which is told by positions alone. */
	private void awaitRoom(long bytes) {
		try {
			while (this.end > this.forwarded.get() && this.end - this.forwarded.get() + bytes > this.limit) {
				if (!this.changed.await(20, TimeUnit.SECONDS)) {
					throw new AssertionError("no room at " + this.end + " as only " + this.forwarded + " is forwarded");
				}
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	LogRecord add(String text) {
		this.lock.lock();
		try {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			awaitRoom(bytes.length + 1);
			LogRecord record = new LogRecord(this.end, this.end + bytes.length + 1, this.index++, bytes);
			put(record);
			return record;
		}
		finally {
			this.lock.unlock();
		}
	}

	LogGap addGap(long bytes) {
		this.lock.lock();
		try {
			LogGap gap = new LogGap(this.end, this.end + bytes, LogGap.Reason.RETENTION, "log.1");
			put(gap);
			return gap;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void put(LogEntry entry) {
		this.entries.add(entry);
		this.end = entry.end();
		if (!this.onDemand) {
			this.durable = this.end;
		}
		this.changed.signalAll();
	}

	List<LogRecord> records() {
		this.lock.lock();
		try {
			return this.entries.stream().filter(LogRecord.class::isInstance).map(LogRecord.class::cast).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	long remembered() {
		this.lock.lock();
		try {
			return this.remembered;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String name() {
		return "orders";
	}

	@Override
	public Path file() {
		return this.directory.resolve("orders.log");
	}

	@Override
	public UUID id() {
		return this.id;
	}

	@Override
	public LogCursor cursor() {
		return this.cursor;
	}

	@Override
	public Optional<LogEntry> entryAt(long position) {
		this.lock.lock();
		try {
			return this.entries.stream()
				.filter((entry) -> entry.position() <= position && position < entry.end())
				.findFirst();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Retention deletes what is before a position. */
	void retain(long position) {
		this.lock.lock();
		try {
			this.entries.removeIf((entry) -> entry.end() <= position);
			this.entries.add(0, new LogGap(0, position, LogGap.Reason.RETENTION, "log.1"));
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What a restored copy would do: the same log, with less in it. */
	void cut(long position) {
		this.lock.lock();
		try {
			this.entries.removeIf((entry) -> entry.end() > position);
			this.end = position;
			this.durable = position;
			this.index = this.entries.size();
			this.remembered = 0;
			this.cursor = new FakeCursor();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public long accepted() {
		this.lock.lock();
		try {
			return this.end;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public long durable() {
		this.lock.lock();
		try {
			return this.durable;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean needsForce() {
		return this.onDemand && durable() < accepted();
	}

	@Override
	public void forwarded(long position) {
		this.forwarded.accumulateAndGet(position, Math::max);
		wake();
	}

	@Override
	public void ended() {
		this.isEnded = true;
		this.lock.lock();
		try {
			this.limit = Long.MAX_VALUE;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public OptionalLong freeBytes() {
		return this.freeBytes;
	}

	@Override
	public boolean isLimitReached() {
		return this.isLimitReached;
	}

	@Override
	public long refused() {
		return 0;
	}

	@Override
	public void await(BooleanSupplier until, long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			boolean isOver = this.cursor.closed;
			if (!until.getAsBoolean() && !isOver) {
				this.waits.incrementAndGet();
				if (nanos == Long.MAX_VALUE) {
					this.changed.await();
				}
				else {
					this.changed.awaitNanos(nanos);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void wake() {
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void sync(Duration timeout) {
		this.syncs.incrementAndGet();
		if (this.syncFailure != null) {
			throw this.syncFailure;
		}
		this.lock.lock();
		try {
			this.durable = this.end;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public CompletableFuture<Long> appendDurably(byte[] record) {
		String text = new String(record, 0, record.length - 1, StandardCharsets.UTF_8);
		return CompletableFuture.completedFuture(add(text).end());
	}

	private final class FakeCursor implements LogCursor {

		private long next = FakeLog.this.remembered;

		private volatile boolean closed;

		@Override
		public String name() {
			return "forward";
		}

		@Override
		public List<LogEntry> poll(int max, Duration timeout) {
			FakeLog.this.lock.lock();
			try {
				List<LogEntry> found = find(max);
				long left = timeout.toNanos();
				while (found.isEmpty() && left > 0) {
					left = FakeLog.this.changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
					found = find(max);
				}
				return found;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				FakeLog.this.lock.unlock();
			}
		}

		private List<LogEntry> find(int max) {
			requireOpen();
			List<LogEntry> found = FakeLog.this.entries.stream()
				.filter((entry) -> entry.position() >= this.next && entry.end() <= FakeLog.this.durable)
				.limit(max)
				.toList();
			if (!found.isEmpty()) {
				this.next = found.get(found.size() - 1).end();
			}
			return found;
		}

		private void requireOpen() {
			if (this.closed) {
				throw new AppenderClosedException("closed");
			}
		}

		@Override
		public void acknowledge(long position) {
			requireOpen();
			if (FakeLog.this.cursorFailure != null) {
				throw FakeLog.this.cursorFailure;
			}
			FakeLog.this.lock.lock();
			try {
				if (position > this.next) {
					throw new IllegalArgumentException(position + " was not handed out");
				}
				if (FakeLog.this.entries.stream().noneMatch((entry) -> entry.end() == position)) {
					throw new IllegalArgumentException(position + " is no end of an entry");
				}
				FakeLog.this.remembered = Math.max(FakeLog.this.remembered, position);
				FakeLog.this.kept.incrementAndGet();
			}
			finally {
				FakeLog.this.lock.unlock();
			}
		}

		@Override
		public void rewind() {
			this.next = FakeLog.this.remembered;
		}

		@Override
		public Status status() {
			requireOpen();
			FakeLog.this.lock.lock();
			try {
				long left = FakeLog.this.entries.stream()
					.filter((entry) -> entry instanceof LogRecord && entry.position() >= FakeLog.this.remembered)
					.count();
				return new Status("forward", FakeLog.this.remembered, 0,
						new Lag(FakeLog.this.durable - FakeLog.this.remembered, left,
								(left == 0) ? Optional.empty() : Optional.of(Duration.ofSeconds(1))),
						0, 0);
			}
			finally {
				FakeLog.this.lock.unlock();
			}
		}

		@Override
		public void close() {
			this.closed = true;
			wake();
		}

	}

}
