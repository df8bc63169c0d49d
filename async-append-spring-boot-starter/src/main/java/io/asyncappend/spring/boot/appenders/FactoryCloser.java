package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

/**
 * The closing of a factory, and the report of what became of the records.
 *
 * @param factory the factory to close
 * @param timeout how long closing it may take
 * @param spared appenders that the factory includes, but are not closed with it
 */
public record FactoryCloser(AsyncAppendFactory factory, Duration timeout, List<AsyncAppender> spared) {

	private static final Log logger = LogFactory.getLog(AppenderShutdown.class);

	/**
	 * Closes and reports.
	 */
	public void run() {
		List<AsyncAppender> appenders = new ArrayList<>(this.factory.appenders());
		appenders.removeAll(this.spared);
		@Nullable AppendException failure = null;
		try {
			this.factory.close(this.timeout);
		}
		catch (AppendException ex) {
			failure = ex;
		}
		// What another context shares goes on there, and is reported by the last.
		appenders.removeIf(AsyncAppender::isOwned);
		SharedAppenders.forgetClosed();
		report(appenders, this.timeout, failure);
	}

	/** Closes and reports appenders whose factory stays open. */
	static void close(List<AsyncAppender> appenders, Duration timeout) {
		List<AsyncAppender> open = appenders.stream()
			.filter((appender) -> appender.status().state() != AppenderStatus.State.CLOSED)
			.toList();
		@Nullable AppendException failure = null;
		long start = System.nanoTime();
		for (AsyncAppender appender : open) {
			try {
				Duration left = timeout.minusNanos(System.nanoTime() - start);
				appender.close(left.isNegative() ? Duration.ZERO : left);
			}
			catch (AppendException ex) {
				failure = (failure != null) ? failure : ex;
			}
		}
		report(open, timeout, failure);
	}

	private static void report(List<AsyncAppender> appenders, Duration timeout, @Nullable AppendException failure) {
		boolean explained = false;
		for (AsyncAppender appender : appenders) {
			explained |= report(appender.status(), timeout);
		}
		if (failure != null && !explained) {
			logger.error("Closing the appenders failed: " + failure.getMessage(), failure);
		}
	}

	/** Whether there was an error to report. */
	private static boolean report(AppenderStatus status, Duration timeout) {
		String name = "Appender '" + status.name() + "'";
		String file = status.file().map((path) -> " to " + path).orElse("");
		if (logger.isInfoEnabled()) {
			logger.info(name + " wrote " + amount(status.writtenRecords(), status.writtenPosition()) + file
					+ (status.droppedRecords() > 0
							? ", dropped " + amount(status.droppedRecords(), status.droppedBytes()) : ""));
		}
		String reason = status.failure()
			.map(Throwable::toString)
			.orElseGet(() -> "not within " + TimeUnit.MILLISECONDS.convert(timeout) + " ms");
		if (status.queuedRecords() > 0 || status.queuedBytes() > 0) {
			logger.error(name + " did NOT write " + amount(status.queuedRecords(), status.queuedBytes()) + file + ": "
					+ reason + (status.tornBytes() > 0
							? "; the file ends with " + status.tornBytes() + " bytes of an unfinished record" : ""));
			return true;
		}
		if (status.failure().isPresent()) {
			logger.error(name + " wrote " + status.unsyncedBytes() + " bytes that are NOT known to survive a power cut"
					+ file + ": " + reason);
			return true;
		}
		return false;
	}

	private static String amount(long records, long bytes) {
		return records + " record" + ((records != 1) ? "s" : "") + " (" + bytes + " byte" + ((bytes != 1) ? "s" : "")
				+ ")";
	}

}
