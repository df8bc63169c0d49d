package io.asyncappend.spring.boot.forward.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

import io.asyncappend.ReceivedRecord;

/**
 * A message of the topic of positions: how far a topic has the records of a log, and
 * which instance forwards it. Written in the transaction of the records; the format is
 * that of {@code docs/formats.md}.
 *
 * @param instance of the sink that wrote it, new with each start
 * @param last record that the topic has; empty if it has none
 */
record TopicPosition(UUID instance, Optional<ReceivedRecord> last) {

	private static final int MAGIC = 0x41414650;

	private static final int VERSION = 1;

	private static final int LENGTH = 56;

	private static final int CHECKED = LENGTH - Integer.BYTES;

	private static final long NONE = -1;

	/** The key of the messages: the log and the topic of its records. */
	static byte[] key(UUID log, String topic) {
		return (log + "/" + topic).getBytes(StandardCharsets.US_ASCII);
	}

	byte[] toBytes() {
		ByteBuffer bytes = ByteBuffer.allocate(LENGTH).putInt(MAGIC).putInt(VERSION);
		bytes.putLong(this.instance.getMostSignificantBits()).putLong(this.instance.getLeastSignificantBits());
		bytes.putLong(this.last.map(ReceivedRecord::position).orElse(NONE));
		bytes.putLong(this.last.map(ReceivedRecord::end).orElse(NONE));
		bytes.putLong(this.last.map(ReceivedRecord::index).orElse(NONE));
		bytes.putInt(this.last.map(ReceivedRecord::crc32c).orElse(0));
		return bytes.putInt(checksum(bytes)).array();
	}

	/**
	 * Reads a message.
	 * @throws IllegalArgumentException if it is none of this version, or damaged; says
	 * what is wrong
	 */
	static TopicPosition of(byte[] value) {
		ByteBuffer bytes = ByteBuffer.wrap(value);
		if (value.length < 2 * Integer.BYTES || bytes.getInt() != MAGIC) {
			throw new IllegalArgumentException("it has " + value.length + " bytes that are no position");
		}
		int version = bytes.getInt();
		if (version != VERSION) {
			throw new IllegalArgumentException(
					"it has version " + version + ", and this release knows version " + VERSION);
		}
		if (value.length != LENGTH || checksum(bytes) != bytes.getInt(CHECKED)) {
			throw new IllegalArgumentException("its " + value.length + " bytes are damaged");
		}
		UUID instance = new UUID(bytes.getLong(), bytes.getLong());
		long position = bytes.getLong();
		return new TopicPosition(instance, (position == NONE) ? Optional.empty()
				: Optional.of(new ReceivedRecord(position, bytes.getLong(), bytes.getLong(), bytes.getInt())));
	}

	private static int checksum(ByteBuffer bytes) {
		CRC32C checksum = new CRC32C();
		checksum.update(bytes.array(), 0, CHECKED);
		return (int) checksum.getValue();
	}

}
