package io.asyncappend.spring.boot.logging.sink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.properties.AppenderDefinition;

/**
 * Writes what is logged after the log was closed: Spring Boot reports a failed start
 * after the context is closed, and a JVM may go on for long. Lines that waited for the
 * close open the file once for as much as fits into the buffer. Each later line opens and
 * closes the file for itself. Thread-safe.
 */
final class AfterCloseWriter {

	/** The most lines that wait while the log is being closed. */
	private static final int MAX_WAITING = 1000;

	private final AppenderDefinition definition;

	private final Duration timeout;

	/** {@code null} for one with an exit timeout like this. */
	private final @Nullable Supplier<AsyncAppendFactory> factories;

	private final Lock lock = new ReentrantLock();

	private final Queue<byte[]> waiting = new ArrayDeque<>();

	private boolean begun;

	private boolean givenUp;

	/** Another log is being opened, which must find the file free. */
	private boolean suspended;

	/** A write that was given up, and may still hold the file. */
	private @Nullable TimedWrite late;

	/** Where the lines go once another log has the file. */
	private @Nullable Consumer<byte[]> successor;

	AfterCloseWriter(AppenderDefinition definition, Duration timeout) {
		this(definition, timeout, null);
	}

	AfterCloseWriter(AppenderDefinition definition, Duration timeout,
			@Nullable Supplier<AsyncAppendFactory> factories) {
		this.factories = factories;
		this.definition = definition.with(
				definition.options().toBuilder().backpressure(Backpressure.block()).writeRetry(Duration.ZERO).build());
		this.timeout = timeout;
	}

	/**
	 * The log has closed the file.
	 * @param complete whether everything before is written. If not, the disk hangs or
	 * fails, and no further line is tried
	 * @return how many lines waited for this and could not be written
	 */
	long begin(boolean complete) {
		this.lock.lock();
		try {
			this.begun = true;
			this.givenUp = !complete;
			return this.suspended ? 0 : writeWaiting();
		}
		finally {
			this.lock.unlock();
		}
	}

	private long writeWaiting() {
		long lost = 0;
		while (!this.waiting.isEmpty()) {
			List<byte[]> lines = takeWhatFits();
			lost += lines.size() - write(lines);
		}
		return lost;
	}

	/**
	 * As much as the buffer has room for: to append it does not wait for the disk, the
	 * close does, and that has a limit.
	 */
	private List<byte[]> takeWhatFits() {
		List<byte[]> lines = new ArrayList<>();
		long room = this.definition.options().bufferSize();
		for (byte[] line = this.waiting.peek(); line != null
				&& (lines.isEmpty() || line.length <= room); line = this.waiting.peek()) {
			lines.add(this.waiting.remove());
			room -= line.length;
		}
		return lines;
	}

	/** What it opens, as it was configured. */
	AppenderDefinition definition() {
		return this.definition;
	}

	/** What names the file or stream, for this and for any other log in it. */
	Object key() {
		return this.definition.key();
	}

	/** Has lines wait from now on, and releases the file. */
	void suspend() {
		TimedWrite opening;
		this.lock.lock();
		try {
			this.suspended = true;
			opening = this.late;
		}
		finally {
			this.lock.unlock();
		}
		if (opening != null) {
			opening.await(this.timeout);
		}
	}

	/**
	 * Goes on, as no other log was opened.
	 * @return how many lines could not be written
	 */
	long resume() {
		this.lock.lock();
		try {
			this.suspended = false;
			return this.begun ? writeWaiting() : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hands lines that waited, and all further ones, to another log. Holds no lock while
	 * it calls that log.
	 */
	void continueIn(Consumer<byte[]> next) {
		for (List<byte[]> lines = take(next); !lines.isEmpty(); lines = take(next)) {
			lines.forEach(next);
		}
	}

	private List<byte[]> take(Consumer<byte[]> next) {
		this.lock.lock();
		try {
			List<byte[]> lines = List.copyOf(this.waiting);
			this.waiting.clear();
			if (lines.isEmpty()) {
				this.successor = next;
			}
			return lines;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** True if the line is in the file, will be, or is left to another log. */
	boolean write(byte[] line) {
		Consumer<byte[]> next;
		this.lock.lock();
		try {
			next = this.successor;
			if (next == null) {
				return (this.begun && !this.suspended) ? write(List.of(line)) == 1
						: this.waiting.size() < MAX_WAITING && this.waiting.add(line);
			}
		}
		finally {
			this.lock.unlock();
		}
		next.accept(line);
		return true;
	}

	private long write(List<byte[]> lines) {
		if (this.givenUp) {
			return 0;
		}
		TimedWrite write = new TimedWrite(lines, this.timeout, this::append);
		long written = write.write();
		// The caller counts the others, and those that follow.
		this.givenUp = written < lines.size();
		this.late = write.isOver() ? null : write;
		return written;
	}

	private void append(TimedWrite write) {
		AsyncAppendFactory factory = (this.factories != null) ? this.factories.get()
				: AsyncAppendFactory.builder().exitTimeout(this.timeout).build();
		AsyncAppender appender = null;
		try {
			appender = this.definition.openOn(factory);
			if (write.begins()) {
				write.lines().forEach(appender::append);
			}
		}
		finally {
			try {
				factory.close(write.left());
			}
			finally {
				if (appender != null) {
					write.wrote(appender.status().records().written());
				}
			}
		}
	}

}
