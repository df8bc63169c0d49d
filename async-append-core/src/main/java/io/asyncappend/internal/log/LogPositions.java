package io.asyncappend.internal.log;

import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What lies beside a file in {@code .NAME.positions}: which log it is, and enough to find
 * its positions and indexes again from the bytes of the file. {@code docs/formats.md} has
 * it byte by byte. Immutable.
 *
 * @param id tells the log from all others
 * @param previous the log that the file had before, if this one took its place
 * @param created when the log began, in milliseconds since 1970
 * @param delimiter the byte that ends a record
 * @param boot tells the run of the operating system that wrote this; its zero is unknown
 * @param part which part of the log the file holds
 * @param checkpoint a place in the file, or at its end, up to which it is durable
 * @param before the last bytes of the file before the checkpoint
 * @param end where it ended when it was closed in order; empty while it is open
 */
public record LogPositions(UUID id, Optional<UUID> previous, long created, byte delimiter, UUID boot, Part part,
		Place checkpoint, Fingerprint before, Optional<Place> end) {

	/** Of the two slots. */
	public static final Slot.Format FORMAT = new Slot.Format(0x41414c50, 1, "the positions of a log");

	private static final int LENGTH = 132;

	private static final UUID NONE = new UUID(0, 0);

	/** No log gets there, so that nothing overflows. */
	private static final long MAX = 1L << 62;

	/**
	 * A place in a log.
	 *
	 * @param position bytes since the log began
	 * @param index records since the log began
	 */
	public record Place(long position, long index) {

		boolean isBefore(Place other) {
			return this.position <= other.position && this.index <= other.index
					&& other.index - this.index <= other.position - this.position;
		}

	}

	/**
	 * Which part of a log a file holds.
	 *
	 * @param file the number that the file system knows the file by; 0 where files have
	 * none
	 * @param skipped bytes at the beginning of the file that belong to no log, or to this
	 * one at unknown positions
	 * @param start the place in the log of the byte after these
	 */
	public record Part(long file, long skipped, Place start) {

		/**
		 * Where a position lies in the file.
		 * @param position in the log
		 * @return its offset in the file
		 */
		public long offset(long position) {
			return this.skipped + position - this.start.position();
		}

	}

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if they contradict each other
	 */
	public LogPositions {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(previous, "previous");
		Objects.requireNonNull(boot, "boot");
		Place start = part.start();
		Place last = end.orElse(checkpoint);
		if (start.position() < 0 || start.index() < 0 || part.skipped() < 0 || part.skipped() > MAX
				|| last.position() > MAX || !start.isBefore(checkpoint) || !checkpoint.isBefore(last)
				|| before.length() < 0 || before.length() > RecentBytes.SIZE
				|| before.length() > part.offset(checkpoint.position())) {
			throw new IllegalArgumentException("no log has " + part + ", " + checkpoint + ", " + before + ", " + end);
		}
	}

	/**
	 * Where they lie.
	 * @param file the file that is written, with all links resolved
	 * @return the path beside it
	 */
	public static Path path(Path file) {
		return RawName.hidden(file, "positions");
	}

	/**
	 * Reads them and changes nothing, also beside an appender that writes them. They are
	 * believed if they belong to the owner of the file, this process' user or root.
	 * @param file the file that is written, with all links resolved
	 * @return what lies beside it; empty if there is nothing, or it is damaged
	 * @throws IOException if it cannot be read, or a later version has written it
	 */
	public static Optional<LogPositions> read(Path file) throws IOException {
		return TwoSlots.read(path(file), FORMAT, owner(file)).flatMap(LogPositions::decode);
	}

	/** The user that a file belongs to; unknown if it is not there. */
	private static int owner(Path file) throws IOException {
		try (SafeDirectory directory = SafeDirectory.open(file.getParent())) {
			Look look = directory.look(file);
			return (look != null) ? look.owner() : Look.UNKNOWN;
		}
	}

	/** Empty for what none of ours holds, whatever its checksum. */
	static Optional<LogPositions> decode(ByteBuffer bytes) {
		if (bytes.remaining() < LENGTH) {
			return Optional.empty();
		}
		UUID id = uuid(bytes);
		UUID previous = uuid(bytes);
		long created = bytes.getLong();
		UUID boot = uuid(bytes);
		long file = bytes.getLong();
		long skipped = bytes.getLong();
		Place start = place(bytes);
		Place checkpoint = place(bytes);
		Fingerprint before = new Fingerprint(bytes.getInt(), bytes.getInt());
		byte delimiter = bytes.get();
		boolean isClosed = (bytes.get() & 1) != 0;
		bytes.getShort();
		Place end = place(bytes);
		try {
			return Optional.of(new LogPositions(id, previous.equals(NONE) ? Optional.empty() : Optional.of(previous),
					created, delimiter, boot, new Part(file, skipped, start), checkpoint, before,
					isClosed ? Optional.of(end) : Optional.empty()));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private static UUID uuid(ByteBuffer bytes) {
		return new UUID(bytes.getLong(), bytes.getLong());
	}

	private static Place place(ByteBuffer bytes) {
		return new Place(bytes.getLong(), bytes.getLong());
	}

	ByteBuffer encode() {
		ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
		put(bytes, this.id);
		put(bytes, this.previous.orElse(NONE));
		bytes.putLong(this.created);
		put(bytes, this.boot);
		bytes.putLong(this.part.file()).putLong(this.part.skipped());
		put(bytes, this.part.start());
		put(bytes, this.checkpoint);
		bytes.putInt(this.before.length()).putInt(this.before.checksum());
		bytes.put(this.delimiter).put((byte) (this.end.isPresent() ? 1 : 0)).putShort((short) 0);
		put(bytes, this.end.orElse(new Place(0, 0)));
		return bytes.flip();
	}

	private static void put(ByteBuffer bytes, UUID id) {
		bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
	}

	private static void put(ByteBuffer bytes, Place place) {
		bytes.putLong(place.position()).putLong(place.index());
	}

}
