package io.asyncappend.internal.reader;

import io.asyncappend.LogEntry;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Opens readers of a log. */
public final class LogReaderBuilder implements LogReader.Builder {

	/** As much as is looked through for the end of a torn record. */
	private static final int MAX_RECORD = 64 << 20;

	/** So that a buffer of twice as much can be had. */
	private static final int LONGEST = 1 << 30;

	private final LogSource source;

	private Beginning beginning = Beginning.OLDEST;

	private LogReader.Extent extent = LogReader.Extent.WRITTEN;

	private int maxRecord = MAX_RECORD;

	/**
	 * For a log.
	 * @param source the log
	 */
	public LogReaderBuilder(LogSource source) {
		this.source = source;
	}

	/**
	 * The files that a log consists of.
	 * @param source the log
	 * @return its parts, the oldest first, without a hole
	 * @throws IOException if its directory cannot be read
	 */
	public static List<LogPart> parts(LogSource source) throws IOException {
		return ChainBuilder.build(source, 0, new HashMap<>()).parts().stream().map(LogPart::of).toList();
	}

	/**
	 * Counts the records before a position, from the nearest place on that the sparse
	 * index tells.
	 * @param source the log
	 * @param position bytes since the log began, up to what is written
	 * @return delimiters before the position, since the log began
	 * @throws IOException if the log cannot be read
	 */
	public static long records(LogSource source, long position) throws IOException {
		Beginning beginning = new Beginning(Beginning.By.POSITION, position);
		try (FileLogReader reader = new FileLogReader(source, LogReader.Extent.WRITTEN, MAX_RECORD, beginning)) {
			Optional<LogEntry> next = reader.poll();
			return (next.orElse(null) instanceof LogRecord record) ? record.index() : reader.index();
		}
	}

	@Override
	public LogReader.Builder from(long position) {
		this.beginning = new Beginning(Beginning.By.POSITION, requireNotNegative("position", position));
		return this;
	}

	@Override
	public LogReader.Builder fromIndex(long index) {
		this.beginning = new Beginning(Beginning.By.INDEX, requireNotNegative("index", index));
		return this;
	}

	private static long requireNotNegative(String name, long value) {
		if (value < 0) {
			throw new IllegalArgumentException(name + " must not be negative but is " + value);
		}
		return value;
	}

	@Override
	public LogReader.Builder after(Instant time) {
		this.beginning = Beginning.after(Objects.requireNonNull(time, "time"));
		return this;
	}

	@Override
	public LogReader.Builder fromEnd() {
		this.beginning = Beginning.END;
		return this;
	}

	@Override
	public LogReader.Builder upTo(LogReader.Extent extent) {
		this.extent = Objects.requireNonNull(extent, "extent");
		return this;
	}

	@Override
	public LogReader.Builder maxRecord(int bytes) {
		if (bytes < 1 || bytes > LONGEST) {
			throw new IllegalArgumentException(
					"the longest record must have 1 to " + LONGEST + " bytes but is to have " + bytes);
		}
		this.maxRecord = bytes;
		return this;
	}

	@Override
	public LogReader open() {
		try {
			return new FileLogReader(this.source, this.extent, this.maxRecord, this.beginning);
		}
		catch (IOException ex) {
			throw this.source.unreadable(ex);
		}
	}

}
