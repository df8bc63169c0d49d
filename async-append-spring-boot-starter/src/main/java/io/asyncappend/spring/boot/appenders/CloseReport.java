package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.text.CountedText;
import io.asyncappend.spring.boot.text.TargetText;

/**
 * What the log says of appenders that are closed: what each wrote, and what it did not
 * write.
 *
 * @param timeout how long closing them was allowed to take
 * @param remark what is to be known of the counts, after the file; may be empty
 */
record CloseReport(Duration timeout, String remark) {

	private static final Log logger = LogFactory.getLog(CloseReport.class);

	void log(List<AsyncAppender> appenders, @Nullable AppendException failure) {
		boolean explained = false;
		for (AsyncAppender appender : appenders) {
			AppenderStatus status = appender.status();
			if (logger.isInfoEnabled()) {
				logger.info(written(status));
			}
			String error = error(status);
			if (error != null) {
				logger.error(error);
				explained = true;
			}
		}
		if (failure != null && !explained) {
			logger.error("Closing the appenders failed: " + failure.getMessage(), failure);
		}
	}

	private String written(AppenderStatus status) {
		String dropped = (status.dropped().records() > 0)
				? ", dropped " + amount(status.dropped().records(), status.dropped().bytes()) : "";
		return name(status) + " wrote "
				+ amount(status.records().written(), status.positions().written() - status.opened()) + file(status)
				+ this.remark + dropped;
	}

	/** What is not written, or written and maybe not durable. */
	private @Nullable String error(AppenderStatus status) {
		String reason = status.trouble()
			.failure()
			.map(Throwable::toString)
			.orElseGet(() -> "not within " + TimeUnit.MILLISECONDS.convert(this.timeout) + " ms");
		if (status.queuedRecords() > 0 || status.queuedBytes() > 0) {
			String torn = (status.trouble().tornBytes() > 0) ? "; the file ends with "
					+ CountedText.of(status.trouble().tornBytes(), "byte") + " of an unfinished record" : "";
			return name(status) + " did NOT write " + amount(status.queuedRecords(), status.queuedBytes())
					+ file(status) + ": " + reason + torn;
		}
		if (status.trouble().failure().isPresent()) {
			String verb = (status.unsyncedBytes() != 1) ? " that are" : " that is";
			return name(status) + " wrote " + CountedText.of(status.unsyncedBytes(), "byte") + verb
					+ " NOT known to survive a power cut" + file(status) + ": " + reason;
		}
		return null;
	}

	private static String name(AppenderStatus status) {
		return "Appender '" + status.name() + "'";
	}

	private static String file(AppenderStatus status) {
		return TargetText.of(status).map((target) -> " to " + target).orElse("");
	}

	private static String amount(long records, long bytes) {
		return CountedText.of(records, "record") + " (" + CountedText.of(bytes, "byte") + ")";
	}

}
