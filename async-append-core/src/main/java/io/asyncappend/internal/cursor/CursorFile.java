package io.asyncappend.internal.cursor;

import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.log.Slot;
import io.asyncappend.internal.log.TwoSlots;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The file of a cursor beside the file of its log, {@code .NAME.cursor.CURSOR}, as
 * {@code docs/formats.md} has it. Not thread-safe.
 */
final class CursorFile implements Closeable {

	/** "AAcu". */
	static final Slot.Format FORMAT = new Slot.Format(0x41_41_63_75, 1, "the position of a cursor");

	/** Of a name that is used as it is; those of most file systems have 255. */
	private static final int MAX_LENGTH = 100;

	private static final int DIGEST = 20;

	private final TwoSlots slots;

	private CursorFile(TwoSlots slots) {
		this.slots = slots;
	}

	/**
	 * Where the file of a cursor is.
	 * @param file of the log, with all links resolved
	 */
	static Path path(Path file, String cursor) {
		return RawName.hidden(file, "cursor." + encode(cursor));
	}

	/**
	 * The name of a cursor as a part of a file name, alike in every locale; where it
	 * would be too long a digest stands for it.
	 */
	private static String encode(String cursor) {
		byte[] bytes = cursor.getBytes(StandardCharsets.UTF_8);
		StringBuilder encoded = new StringBuilder();
		for (byte one : bytes) {
			if (one > ' ' && one != '%' && one < 0x7f) {
				encoded.append((char) one);
			}
			else {
				encoded.append('%').append(HexFormat.of().toHexDigits(one));
			}
		}
		if (encoded.length() <= MAX_LENGTH) {
			return encoded.toString();
		}
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
			return "%" + HexFormat.of().formatHex(digest, 0, DIGEST);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	/** What it holds is forced when it is open, as it may have been written only. */
	static CursorFile open(Path path) throws IOException {
		TwoSlots slots = TwoSlots.open(path, FORMAT);
		try {
			slots.force();
			return new CursorFile(slots);
		}
		catch (Throwable ex) {
			slots.close();
			throw ex;
		}
	}

	/** Looks into it and changes nothing; empty if it is not there, or damaged. */
	static Optional<Acknowledged> read(Path path) throws IOException {
		return TwoSlots.read(path, FORMAT).flatMap(Acknowledged::of);
	}

	/** Empty if it is new, or was damaged. */
	Optional<Acknowledged> acknowledged() {
		return this.slots.content().flatMap(Acknowledged::of);
	}

	/** Why what was acknowledged is not known any more; empty if it is, or never was. */
	Optional<String> damage() {
		Optional<ByteBuffer> content = this.slots.content();
		if (content.isPresent() && acknowledged().isEmpty()) {
			return Optional.of(this.slots + " holds no position");
		}
		return this.slots.setAsidePath().map((path) -> "was damaged, and lies in " + path + " now");
	}

	/** Survives the death of the process when it returns. */
	void write(Acknowledged acknowledged) throws IOException {
		this.slots.writeBesideForced(acknowledged.bytes());
	}

	/** What was written survives a power cut when it returns. */
	void force() throws IOException {
		this.slots.force();
	}

	@Override
	public void close() throws IOException {
		this.slots.close();
	}

	@Override
	public String toString() {
		return this.slots.toString();
	}

}
