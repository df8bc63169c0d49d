package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

/**
 * Closes factories and appenders, and reports what became of the records.
 */
public final class FactoryCloser {

	private FactoryCloser() {
	}

	/**
	 * Closes a factory and reports each of its appenders.
	 * @param factory the factory to close
	 * @param timeout how long closing it may take
	 * @param spared appenders that the factory includes, but are not closed with it
	 */
	static void close(AsyncAppendFactory factory, Duration timeout, List<AsyncAppender> spared) {
		close(factory, spared, new CloseReport(timeout, ""));
	}

	/**
	 * Closes the factory of a log, and reports into that log.
	 * @param factory the factory to close
	 * @param timeout how long closing it may take
	 */
	public static void closeLog(AsyncAppendFactory factory, Duration timeout) {
		close(factory, List.of(), new CloseReport(timeout, ", not counting this line and those after it"));
	}

	private static void close(AsyncAppendFactory factory, List<AsyncAppender> spared, CloseReport report) {
		List<AsyncAppender> appenders = new ArrayList<>(factory.appenders());
		appenders.removeAll(spared);
		@Nullable AppendException failure = null;
		try {
			factory.close(report.timeout());
		}
		catch (AppendException ex) {
			failure = ex;
		}
		// An appender that another context shares stays open, and its last user reports
		// it.
		appenders.removeIf(AsyncAppender::isOwned);
		SharedAppenders.forgetClosed();
		report.log(appenders, failure);
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
		new CloseReport(timeout, "").log(open, failure);
	}

}
