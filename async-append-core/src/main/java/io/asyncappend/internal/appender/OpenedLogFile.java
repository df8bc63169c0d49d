package io.asyncappend.internal.appender;

import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.log.LogInspection;
import io.asyncappend.internal.log.OpenLog;
import java.io.IOException;
import java.util.Optional;

/**
 * A file that is open, and its log.
 *
 * @param file that is open
 * @param log empty if positions count from the opening
 * @param failure why they do although they should last; {@code null} if they should not,
 * or do
 */
record OpenedLogFile(AppendFile file, Optional<OpenLog> log, IOException failure) {

	/** A file whose positions count from the opening. */
	static OpenedLogFile without(AppendFile file) {
		return new OpenedLogFile(file, Optional.empty(), null);
	}

	/**
	 * A file whose positions last.
	 * @param inspection which was part of the opening; {@code null} if they do not
	 */
	static OpenedLogFile of(AppendFile file, LogInspection inspection) {
		if (inspection == null) {
			return without(file);
		}
		Optional<OpenLog> log = OpenLog.open(inspection, file);
		return new OpenedLogFile(file, log, inspection.failure());
	}

	/** Nothing was written to it. */
	void abandon() {
		this.log.ifPresent((open) -> open.close(true));
	}

}
