package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.nio.file.Path;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.LogGap;
import io.asyncappend.LogStatus;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.spring.boot.text.ConstantText;
import io.asyncappend.spring.boot.text.CountedText;
import io.asyncappend.spring.boot.text.PrintableText;
import io.asyncappend.spring.boot.text.TargetText;

/**
 * Logs what needs attention, once when it happens. Nothing that happens per batch or per
 * force is logged. All are equal, so that of an appender that several factories share
 * each event is logged once.
 */
public record LoggingAppendListener() implements AppendListener {

	private static final Log logger = LogFactory.getLog(LoggingAppendListener.class);

	/** Apart, as a log that is forwarded is to have no lines of that. */
	private static final Log forwardLogger = LogFactory.getLog("io.asyncappend.spring.boot.forward");

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		warn(subject(appender) + " cannot write and tries again for " + appender.options().writeRetry() + ": " + cause);
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		logger.info(PrintableText.of(subject(appender) + " writes again"));
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		logger.error(PrintableText.of(subject(appender) + " failed for good and accepts nothing any more"), cause);
	}

	@Override
	public void onFallback(AsyncAppender appender, String reason) {
		warn(subject(appender) + " became synchronous: " + reason);
	}

	@Override
	public void onLockedByOthers(AsyncAppender appender) {
		warn(subject(appender) + " found its file locked by another process, which may append to it too;"
				+ " it is written all the same");
	}

	@Override
	public void onTornTail(AsyncAppender appender, long bytes) {
		warn(subject(appender) + " found " + CountedText.of(bytes, "byte")
				+ " of a record that was cut at the end of its file;" + " torn-tail is "
				+ appender.options().tornTail());
	}

	/** A new file that begins a log is as it should be. */
	@Override
	public void onLogBegan(AsyncAppender appender, LogStatus log) {
		if (log.origin() == LogStatus.Origin.NEW && log.opened() == 0 && log.detail().isEmpty()) {
			return;
		}
		String id = "log " + log.id();
		String at = " at position " + log.opened() + (log.detail().isEmpty() ? "" : ": " + log.detail());
		if (log.origin() == LogStatus.Origin.NEW) {
			logger.info(PrintableText.of(subject(appender) + " begins " + id + at));
		}
		else if (log.origin() == LogStatus.Origin.CONTINUED) {
			warn(subject(appender) + " goes on with " + id + at);
		}
		else {
			warn(subject(appender) + " begins another log, " + id + at
					+ "; positions of before may name other records now");
		}
	}

	@Override
	public void onLogFailed(AsyncAppender appender, IOException cause) {
		warn(subject(appender) + (appender.status().log().isPresent()
				? " cannot keep the positions of its log beside its file, and tries again: "
				: " has no log, so positions count from the opening: ") + cause);
	}

	@Override
	public void onForeignFile(AsyncAppender appender, String reason) {
		warn(subject(appender) + " appends to a file that others may have made, as it " + reason
				+ " (foreign-file is warn)");
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		warn(subject(appender) + " found its file " + ConstantText.ofName(loss.kind().name()) + " by others, with "
				+ CountedText.of(loss.bytes(), "byte")
				+ loss.recreateFailure().map((failure) -> "; it could not be opened again: " + failure).orElse(""));
	}

	@Override
	public void onArchiveLeftOut(AsyncAppender appender, Path path, String reason) {
		warn(subject(appender) + " does not take " + path + " for an archive of its file, though it is called"
				+ " like one: it " + reason);
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		warn(subject(appender) + " could not be rotated, or its archives not be seen to; it goes on and tries"
				+ " again later: " + cause);
	}

	@Override
	public void onForwardingDegraded(AsyncAppender appender, Throwable cause) {
		warnOfForwarding(
				subject(appender) + " cannot forward its records; they are kept, and it tries again: " + cause);
	}

	@Override
	public void onForwardingRecovered(AsyncAppender appender) {
		forwardLogger.info(PrintableText.of(subject(appender) + " forwards its records again"));
	}

	/**
	 * What another system has answered is in the message: no trace at once, whose lines
	 * it could forge.
	 */
	@Override
	public void onForwardingStopped(AsyncAppender appender, Throwable cause) {
		forwardLogger.error(PrintableText.of(subject(appender)
				+ " has stopped to forward its records, which are kept, until the next start: " + cause));
		forwardLogger.debug("Where that comes from", cause);
	}

	@Override
	public void onRecordRejected(AsyncAppender appender, RecordRejectedException rejection) {
		warnOfForwarding(subject(appender) + " has kept aside what is never taken: " + rejection.getMessage());
	}

	@Override
	public void onForwardingGap(AsyncAppender appender, LogGap gap) {
		warnOfForwarding(subject(appender) + " could not forward " + CountedText.of(gap.bytes(), "byte")
				+ " from position " + gap.position() + " on, which are not there any more: "
				+ ConstantText.ofName(gap.reason().name()) + (gap.detail().isEmpty() ? "" : ", " + gap.detail()));
	}

	@Override
	public void onForwardLimitReached(AsyncAppender appender, long bytes) {
		warnOfForwarding(subject(appender) + " has no room for more records, as " + CountedText.of(bytes, "byte")
				+ " may be there that are not forwarded (forward.disk-limit), and are");
	}

	@Override
	public void onForwardLimitLeft(AsyncAppender appender) {
		forwardLogger.info(PrintableText.of(subject(appender) + " has room again for records that are not forwarded"));
	}

	@Override
	public void onCursorOverrun(AsyncAppender appender, String cursor, LogGap gap) {
		warn(subject(appender) + " deleted the archive " + gap.detail() + " before cursor '" + cursor
				+ "' had acknowledged it, as there was more than rotation.keep-until-size or forward.disk-limit allows: it will not get "
				+ CountedText.of(gap.bytes(), "byte") + " from position " + gap.position() + " on");
	}

	@Override
	public void onCursorFailed(AsyncAppender appender, String cursor, IOException cause) {
		warn(subject(appender) + " cannot make durable what cursor '" + cursor
				+ "' has acknowledged, so a power cut may have it handed out again; it is tried again: " + cause);
	}

	private static void warnOfForwarding(String message) {
		forwardLogger.warn(PrintableText.of(message));
	}

	private static void warn(String message) {
		logger.warn(PrintableText.of(message));
	}

	private static String subject(AsyncAppender appender) {
		return "Appender '" + appender.name() + "'"
				+ TargetText.of(appender.status()).map((target) -> " of " + target).orElse("");
	}

}
