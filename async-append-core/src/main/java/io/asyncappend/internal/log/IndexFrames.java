package io.asyncappend.internal.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The entries of a sparse index as bytes: frames of one length each, so that any of them
 * can be found by its number. {@code docs/formats.md} has them byte by byte.
 */
final class IndexFrames {

	/** The length of a frame, and of the header. */
	static final int LENGTH = 64;

	/** The bytes of a name that a frame has room for. */
	static final int NAME_LENGTH = 44;

	/** More than any file system has: a raw name in UTF-8. */
	private static final int MAX_NAME = 1024;

	/** What the file begins with: "AAINDEX" and a line feed. */
	private static final long MAGIC = 0x4141_494E_4445_580AL;

	static final int VERSION = 1;

	private static final byte MARK = 1;

	private static final byte FILE_END = 2;

	private static final byte NAME = 3;

	private static final byte TORN = 4;

	private static final int CHECKSUM = LENGTH - Integer.BYTES;

	private static final IndexEntry.Reason[] REASONS = IndexEntry.Reason.values();

	private final UUID log;

	/**
	 * The frames of a log.
	 * @param log its identity, which is a part of each checksum
	 */
	IndexFrames(UUID log) {
		this.log = log;
	}

	/**
	 * What a file begins with.
	 *
	 * @param log the identity of the log
	 * @param time when it was begun
	 * @param removed up to which position entries were removed, as the files are gone
	 */
	record Header(UUID log, long time, long removed) {

		byte[] bytes() {
			ByteBuffer header = ByteBuffer.allocate(LENGTH)
				.putLong(MAGIC)
				.putInt(VERSION)
				.putInt(LENGTH)
				.putLong(this.log.getMostSignificantBits())
				.putLong(this.log.getLeastSignificantBits())
				.putLong(this.time)
				.putLong(this.removed);
			return header.putInt(CHECKSUM, checksum(header.array())).array();
		}

	}

	/** The header of a file; empty if it is no index, or one of another version. */
	static Optional<Header> header(byte[] header) {
		ByteBuffer bytes = ByteBuffer.wrap(header);
		if (!isWhole(header) || bytes.getInt(Long.BYTES) != VERSION
				|| bytes.getInt(Long.BYTES + Integer.BYTES) != LENGTH) {
			return Optional.empty();
		}
		bytes.position(2 * Long.BYTES);
		return Optional.of(new Header(new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong(), bytes.getLong()));
	}

	/** Whether a file is an index of a version that is not known here. */
	static boolean isLater(byte[] header) {
		return isWhole(header) && ByteBuffer.wrap(header).getInt(Long.BYTES) > VERSION;
	}

	/** Whether a file is one of ours whose beginning was cut. */
	static boolean isBegun(byte[] bytes, int length) {
		byte[] magic = ByteBuffer.allocate(Long.BYTES).putLong(MAGIC).array();
		int compared = Math.min(length, magic.length);
		return length < LENGTH && Arrays.equals(bytes, 0, compared, magic, 0, compared);
	}

	private static boolean isWhole(byte[] header) {
		ByteBuffer bytes = ByteBuffer.wrap(header);
		return bytes.getLong(0) == MAGIC && bytes.getInt(CHECKSUM) == checksum(header);
	}

	private static int checksum(byte[] header) {
		CRC32C crc = new CRC32C();
		crc.update(header, 0, CHECKSUM);
		return (int) crc.getValue();
	}

	/** The frames of an entry. */
	byte[] encode(IndexEntry entry) {
		// No switch on types in Java 17.
		if (entry instanceof IndexEntry.FileEnd end) {
			return encode(end);
		}
		byte[] frame = new byte[LENGTH];
		ByteBuffer bytes = ByteBuffer.wrap(frame);
		if (entry instanceof IndexEntry.Mark mark) {
			bytes.put(MARK).put((byte) 0).putShort((short) mark.before().length()).putInt(mark.before().checksum());
			place(bytes, mark);
		}
		else if (entry instanceof IndexEntry.Torn torn) {
			bytes.put(TORN).position(Long.BYTES);
			place(bytes, torn).putLong(torn.torn());
		}
		return close(frame, 0);
	}

	private byte[] encode(IndexEntry.FileEnd end) {
		byte[] name = end.name().getBytes(StandardCharsets.UTF_8);
		if (name.length > MAX_NAME) {
			throw new IllegalArgumentException(
					"the name of an archive has " + name.length + " bytes of at most " + MAX_NAME);
		}
		byte[] frames = new byte[LENGTH * (1 + frames(name.length))];
		ByteBuffer bytes = ByteBuffer.wrap(frames);
		bytes.put(FILE_END)
			.put((byte) end.reason().ordinal())
			.putShort((short) name.length)
			.putInt(end.whole() ? 1 : 0);
		place(bytes, end).putLong(end.startIndex())
			.putInt(end.before().length())
			.putInt(end.before().checksum())
			.putInt((int) end.skipped());
		close(frames, 0);
		for (int i = 1; i * LENGTH < frames.length; i++) {
			int from = (i - 1) * NAME_LENGTH;
			int length = Math.min(NAME_LENGTH, name.length - from);
			bytes.position(i * LENGTH);
			bytes.put(NAME).put((byte) i).putShort((short) length).putInt(0).putLong(end.position());
			bytes.put(name, from, length);
			close(frames, i * LENGTH);
		}
		return frames;
	}

	/** How many frames a name takes. */
	private static int frames(int nameLength) {
		return (nameLength + NAME_LENGTH - 1) / NAME_LENGTH;
	}

	private static ByteBuffer place(ByteBuffer bytes, IndexEntry entry) {
		return bytes.putLong(entry.position()).putLong(entry.index()).putLong(entry.time()).putLong(entry.start());
	}

	private byte[] close(byte[] frames, int offset) {
		ByteBuffer.wrap(frames).putInt(offset + CHECKSUM, checksum(frames, offset));
		return frames;
	}

	private int checksum(byte[] frames, int offset) {
		CRC32C crc = new CRC32C();
		crc.update(ByteBuffer.allocate(2 * Long.BYTES)
			.putLong(this.log.getMostSignificantBits())
			.putLong(this.log.getLeastSignificantBits())
			.flip());
		crc.update(frames, offset, CHECKSUM);
		return (int) crc.getValue();
	}

	/** How many frames the entry has that begins with a frame; 0 if none does. */
	static int count(byte[] bytes, int offset) {
		if (bytes.length - offset < LENGTH) {
			return 0;
		}
		return switch (bytes[offset]) {
			case MARK, TORN -> 1;
			case FILE_END -> {
				int length = ByteBuffer.wrap(bytes).getShort(offset + 2) & 0xffff;
				yield (length <= MAX_NAME) ? 1 + frames(length) : 0;
			}
			default -> 0;
		};
	}

	/**
	 * The entry that begins with a frame.
	 * @param bytes where its frames are
	 * @param offset of the first
	 * @param length of all that is there, from the offset
	 * @return the entry; empty if none begins there, or it is not whole
	 */
	Optional<IndexEntry> decode(byte[] bytes, int offset, int length) {
		int count = (length < LENGTH) ? 0 : count(bytes, offset);
		if (count == 0 || count * LENGTH > length) {
			return Optional.empty();
		}
		ByteBuffer frame = ByteBuffer.wrap(bytes, offset, count * LENGTH).slice();
		for (int i = 0; i < count; i++) {
			int at = i * LENGTH;
			if (frame.getInt(at + CHECKSUM) != checksum(bytes, offset + at) || (i > 0 && (frame.get(at) != NAME
					|| frame.get(at + 1) != i || frame.getLong(at + Long.BYTES) != frame.getLong(Long.BYTES)))) {
				return Optional.empty();
			}
		}
		try {
			return Optional.of(entry(frame, count));
		}
		catch (IllegalArgumentException ex) {
			// No entry of ours has such values, whatever its checksum.
			return Optional.empty();
		}
	}

	private static IndexEntry entry(ByteBuffer frame, int count) {
		byte type = frame.get();
		int kind = frame.get();
		int length = frame.getShort() & 0xffff;
		int number = frame.getInt();
		long position = frame.getLong();
		long index = frame.getLong();
		long time = frame.getLong();
		long start = frame.getLong();
		long last = frame.getLong();
		return switch (type) {
			case MARK -> new IndexEntry.Mark(position, index, time, start, new Fingerprint(length, number));
			case TORN -> new IndexEntry.Torn(position, index, time, start, last);
			default -> {
				if (kind < 0 || kind >= REASONS.length) {
					throw new IllegalArgumentException("no reason " + kind);
				}
				yield new IndexEntry.FileEnd(position, index, time, start, last, REASONS[kind],
						name(frame, count, length), number == 1, new Fingerprint(frame.getInt(), frame.getInt()),
						frame.getInt() & 0xffff_ffffL);
			}
		};
	}

	private static String name(ByteBuffer frames, int count, int length) {
		byte[] name = new byte[length];
		for (int i = 1; i < count; i++) {
			int from = (i - 1) * NAME_LENGTH;
			frames.get(i * LENGTH + 2 * Long.BYTES, name, from, Math.min(NAME_LENGTH, length - from));
		}
		return new String(name, StandardCharsets.UTF_8);
	}

}
