package io.asyncappend.internal.appender;

import io.asyncappend.internal.archive.Archive;
import io.asyncappend.internal.reader.WrittenSince;
import java.io.IOException;

/**
 * Leaves out what was written before a time.
 *
 * @param log {@code null} if positions do not last
 * @param since what that is
 */
record OlderContent(LiveLog log, WrittenSince since) implements FoundFiles.Omitted {

	@Override
	public long of(Archive archive) {
		return this.since.before(archive);
	}

	@Override
	public long ofCurrent() {
		try {
			return (this.log != null) ? this.since.before(this.log.active()) : 0;
		}
		catch (IOException ex) {
			// All of it is read then.
			return 0;
		}
	}

}
