package io.asyncappend.internal.log;

import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Tells the bytes before a place of a file from others, so that what was noted of the
 * place is believed only where the file still holds them.
 *
 * @param length how many bytes there are, right before the place
 * @param checksum their CRC-32C (RFC 3720)
 */
public record Fingerprint(int length, int checksum) {

	/** As many bytes before a place the sparse index knows. */
	public static final int INDEX_LENGTH = 64;

	/** Of no bytes: at the beginning of a file. */
	public static final Fingerprint NONE = new Fingerprint(0, 0);

	/**
	 * Of some bytes.
	 * @param bytes where they are
	 * @param offset of the first
	 * @param length how many
	 * @return what tells them from others
	 */
	public static Fingerprint of(byte[] bytes, int offset, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, offset, length);
		return new Fingerprint(length, (int) crc.getValue());
	}

	/**
	 * Whether bytes are those that it was made of.
	 * @param bytes where they end with {@code offset}
	 * @param offset after the last of them
	 * @return whether they are
	 */
	public boolean isOf(byte[] bytes, int offset) {
		return this.length <= offset && of(bytes, offset - this.length, this.length).checksum == this.checksum;
	}

	/**
	 * Whether the bytes before a place are those that it was made of.
	 * @param source where they are
	 * @param offset of the place
	 * @return whether they are
	 * @throws IOException if they cannot be read
	 */
	public boolean isBefore(ByteSource source, long offset) throws IOException {
		if (this.length > offset) {
			return false;
		}
		byte[] bytes = new byte[this.length];
		return source.read(offset - bytes.length, bytes) == bytes.length && isOf(bytes, bytes.length);
	}

}
