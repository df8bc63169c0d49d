package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AppendedFiles;
import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardOptions;
import io.asyncappend.Forwarder;
import io.asyncappend.LogCursor;
import io.asyncappend.LogReader;
import io.asyncappend.RecordSink;
import io.asyncappend.internal.cursor.Cursors;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.log.OpenLog;
import io.asyncappend.internal.reader.LogReaderBuilder;
import io.asyncappend.internal.reader.WrittenSince;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.writer.BatchWriter;
import io.asyncappend.internal.writer.Listeners;
import io.asyncappend.internal.writer.Notifier;
import io.asyncappend.internal.writer.RotatedFiles;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What reads what an appender has written: its files, readers, cursors and forwarding.
 * Most appenders have none of them, and a start takes as long as there are classes to
 * load, so this is made with the first. Thread-safe.
 */
final class LogConsumers {

	private final AsyncAppender appender;

	private final AppenderState state;

	private final BatchWriter writer;

	private final RotatedFiles rotatedFiles;

	private final Notifier notifier;

	/** {@code null} if positions do not last. */
	private final LiveLog source;

	/** Why they do not although they should; {@code null} as a rule. */
	private final IOException logFailure;

	/** {@code null} if positions do not last. */
	private final Cursors cursors;

	private final Forwarding forwarding;

	/**
	 * Of an appender that is being opened, or open.
	 * @param log {@code null} if positions do not last
	 * @param logFailure why they do not although they should; else {@code null}
	 * @param executor forces what cursors acknowledge
	 */
	LogConsumers(AsyncAppender appender, AppenderState state, OpenLog log, IOException logFailure, BatchWriter writer,
			RotatedFiles rotatedFiles, Notifier notifier, IoExecutor executor, Clock clock) {
		this.appender = appender;
		this.state = state;
		this.logFailure = logFailure;
		this.writer = writer;
		this.rotatedFiles = rotatedFiles;
		this.notifier = notifier;
		this.source = (log != null) ? new LiveLog(appender.name(), state, log, writer::file, rotatedFiles::current,
				appender.options().tornTail().delimiter()) : null;
		this.cursors = (log != null) ? cursors(executor, clock) : null;
		this.forwarding = new Forwarding(appender.name());
	}

	private Cursors cursors(IoExecutor executor, Clock clock) {
		AppenderLog read = new AppenderLog(this.appender.name(), this.source, this.state, this.appender::sync, clock);
		Set<String> kept = this.appender.options().rotation().keepUntil();
		if (!kept.isEmpty()) {
			// So that ages are known of what becomes durable from here on.
			read.durable();
		}
		Cursors made = new Cursors(read, kept, executor, new CursorEvents(this.notifier, this.rotatedFiles::released));
		this.rotatedFiles.keepFor(made);
		return made;
	}

	AppendedFiles files() throws IOException {
		return FoundFiles.of(this.rotatedFiles::current, this.writer::file);
	}

	/** Without what was written before a time. */
	AppendedFiles files(Instant time) throws IOException {
		return FoundFiles.of(this.rotatedFiles::current, this.writer::file,
				new OlderContent(this.source, WrittenSince.of(this.source, time)));
	}

	LogReader.Builder reader() {
		if (this.source == null) {
			throw new UnsupportedOperationException(
					"appender '" + this.appender.name() + "' cannot be read back: " + withoutLog());
		}
		return new LogReaderBuilder(this.source);
	}

	LogCursor cursor(String cursor, LogCursor.Options options) {
		if (this.cursors == null) {
			throw new UnsupportedOperationException(
					"appender '" + this.appender.name() + "' has no cursor '" + cursor + "': " + withoutLog());
		}
		return this.cursors.open(cursor, options);
	}

	List<LogCursor.Status> statuses() {
		return (this.cursors != null) ? this.cursors.statuses() : List.of();
	}

	private String withoutLog() {
		AppendFile file = this.writer.file();
		if (this.logFailure != null) {
			return "its positions do not last, as what that takes could not be kept beside the file: "
					+ this.logFailure;
		}
		return file.path().isEmpty() ? "it " + file.without() + ", so there is no file to find again"
				: file.archivable().isEmpty() ? "its file is shared, so its positions do not last"
						: "its options say that its positions do not last (lastingPositions)";
	}

	Forwarder forwardTo(RecordSink sink, ForwardOptions options, Listeners listeners) {
		return this.forwarding.start(() -> ForwardedFile.start(this.appender, this.state, listeners, this.writer::file,
				this.cursors, sink, options));
	}

	Forwarding forwarding() {
		return this.forwarding;
	}

	/**
	 * Closes the cursors, and opens no more.
	 * @param nanos how long that may take
	 * @throws AppendException if what one has acknowledged cannot be made durable, in
	 * time or at all
	 */
	void closeCursors(long nanos) {
		if (this.cursors != null) {
			this.cursors.close(nanos);
		}
	}

}
