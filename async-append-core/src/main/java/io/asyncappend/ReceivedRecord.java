package io.asyncappend;

import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * The last record that a {@link RecordSink} has of a log, as it remembers it together
 * with the record itself: where it lies, and a checksum that tells it from another record
 * in its place. Immutable.
 *
 * @param position of its first byte, in bytes since the log began
 * @param end the position after its delimiter
 * @param index how many records come before it, since the log began
 * @param crc32c the CRC-32C (RFC 3720) of its bytes without the delimiter
 */
public record ReceivedRecord(long position, long end, long index, int crc32c) {

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if the positions or the index are negative or not
	 * in order
	 */
	public ReceivedRecord {
		if (position < 0 || end <= position || index < 0) {
			throw new IllegalArgumentException(
					"a record cannot lie from " + position + " to " + end + " with index " + index);
		}
	}

	/**
	 * What to remember of a record.
	 * @param record the record
	 * @return where it lies, and its checksum
	 */
	public static ReceivedRecord of(LogRecord record) {
		CRC32C checksum = new CRC32C();
		checksum.update(record.bytes(), 0, record.bytes().length);
		return new ReceivedRecord(record.position(), record.end(), record.index(), (int) checksum.getValue());
	}

	/**
	 * Whether an entry of a log is this record.
	 * @param entry what is found at its position
	 * @return true if it is a record with the same place, index and checksum
	 */
	public boolean is(LogEntry entry) {
		Objects.requireNonNull(entry, "entry");
		return entry instanceof LogRecord record && equals(of(record));
	}

}
