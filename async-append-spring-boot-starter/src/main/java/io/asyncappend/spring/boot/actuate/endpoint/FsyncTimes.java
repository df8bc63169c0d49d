package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;

/**
 * How long forcing the files of appenders takes: of each open appender its count, its sum
 * and its last, and the slowest of late. Thread-safe.
 */
public final class FsyncTimes implements AppendListener {

	/**
	 * Whatever asks once a second learns of each slow force: the slowest of a second is
	 * kept for the one after it.
	 */
	static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

	private final Map<AsyncAppender, Times> byAppender = new ConcurrentHashMap<>();

	private final LongSupplier nanoTime;

	/** Creates the listener. */
	public FsyncTimes() {
		this(System::nanoTime);
	}

	FsyncTimes(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		this.byAppender.put(appender, new Times(this.nanoTime.getAsLong()));
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		// A force may be told of after the close: by another thread, which lets go of the
		// file before it tells.
		Times times = this.byAppender.get(appender);
		if (times != null) {
			times.add(nanos, this.nanoTime.getAsLong());
		}
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		this.byAppender.remove(appender);
	}

	/** What the forces of an appender took; {@code null} before the first. */
	@Nullable FsyncDescriptor of(AsyncAppender appender) {
		Times times = this.byAppender.get(appender);
		return (times != null) ? times.describe(this.nanoTime.getAsLong()) : null;
	}

	/** Of one appender. Times are in nanoseconds. */
	private static final class Times {

		private long count;

		private long total;

		private long last;

		private long windowStart;

		private long slowest;

		private long slowestBefore;

		Times(long now) {
			this.windowStart = now;
		}

		synchronized void add(long nanos, long now) {
			move(now);
			this.count++;
			this.total += nanos;
			this.last = nanos;
			this.slowest = Math.max(this.slowest, nanos);
		}

		synchronized @Nullable FsyncDescriptor describe(long now) {
			if (this.count == 0) {
				return null;
			}
			move(now);
			return new FsyncDescriptor(this.count, millis(this.total), millis(this.last),
					millis(Math.max(this.slowest, this.slowestBefore)));
		}

		private void move(long now) {
			long passed = (now - this.windowStart) / WINDOW;
			if (passed > 0) {
				this.slowestBefore = (passed == 1) ? this.slowest : 0;
				this.slowest = 0;
				this.windowStart += passed * WINDOW;
			}
		}

		private static double millis(long nanos) {
			return TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0;
		}

	}

}
