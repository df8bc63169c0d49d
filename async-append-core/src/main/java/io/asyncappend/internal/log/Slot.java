package io.asyncappend.internal.log;

import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * One of {@link TwoSlots}, as {@code docs/formats.md} has it byte by byte. The first 28
 * bytes mean the same in all versions.
 *
 * @param generation of two slots the one with the greater was written later
 * @param number of the file that it was written to; 0 where files have none
 * @param content what it holds
 */
public record Slot(long generation, long number, ByteBuffer content) {

	/** The smallest sector that an overwrite is atomic for. */
	static final int SIZE = 512;

	private static final int HEADER = 28;

	private static final int CHECKSUM = 4;

	static final int MAX_CONTENT = SIZE - HEADER - CHECKSUM;

	/**
	 * What slots hold.
	 *
	 * @param magic tells such slots from anything else
	 * @param version of the content, from 1
	 * @param what it is, for messages
	 */
	public record Format(int magic, int version, String what) {
	}

	/**
	 * Finds one in the bytes of a file.
	 * @return {@code null} if there is none, or it is damaged
	 * @throws FileSystemException if a later version has written it
	 */
	static Slot of(byte[] bytes, int offset, Format format, Path path) throws FileSystemException {
		ByteBuffer slot = ByteBuffer.wrap(bytes, offset, SIZE).slice();
		int magic = slot.getInt();
		int version = slot.getInt();
		long generation = slot.getLong();
		long number = slot.getLong();
		int length = slot.getInt();
		if (magic != format.magic() || generation <= 0 || length < 0 || length > MAX_CONTENT
				|| slot.getInt(HEADER + length) != checksum(slot.array(), slot.arrayOffset(), HEADER + length)) {
			return null;
		}
		if (version > format.version()) {
			throw new FileSystemException(path.toString(), null, "holds " + format.what() + " in format " + version
					+ " of a later version of this library, which knows up to format " + format.version());
		}
		return (version > 0) ? new Slot(generation, number, slot.slice(HEADER, length)) : null;
	}

	/** All of a slot, with what is left of the sector. */
	byte[] bytes(Format format) {
		ByteBuffer slot = ByteBuffer.allocate(SIZE);
		slot.putInt(format.magic())
			.putInt(format.version())
			.putLong(this.generation)
			.putLong(this.number)
			.putInt(this.content.remaining())
			.put(this.content.duplicate());
		slot.putInt(checksum(slot.array(), 0, slot.position()));
		return slot.array();
	}

	private static int checksum(byte[] bytes, int offset, int length) {
		CRC32C checksum = new CRC32C();
		checksum.update(bytes, offset, length);
		return (int) checksum.getValue();
	}

	/** One that does not change with the buffer that it was made of. */
	Slot copy() {
		return new Slot(this.generation, this.number,
				ByteBuffer.allocate(this.content.remaining()).put(this.content.duplicate()).flip());
	}

	/** Another view with a position of its own. */
	@Override
	public ByteBuffer content() {
		return this.content.duplicate();
	}

}
