package io.asyncappend.internal.cursor;

import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.log.Slot;
import io.asyncappend.internal.log.TwoSlots;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

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

	private static final String SUFFIX = "cursor.";

	private static final Pattern DIGESTED = Pattern.compile("%[0-9a-f]{" + 2 * DIGEST + "}");

	private final TwoSlots slots;

	private CursorFile(TwoSlots slots) {
		this.slots = slots;
	}

	/**
	 * Where the file of a cursor is.
	 * @param file of the log, with all links resolved
	 */
	static Path path(Path file, String cursor) {
		return RawName.hidden(file, SUFFIX + encode(cursor));
	}

	/**
	 * The name of the cursor whose file has a path; of a long one the digest.
	 * @param file of the log, with all links resolved
	 * @return the name; empty if that is no file of a cursor
	 */
	static Optional<String> name(Path file, Path path) {
		return RawName.hiddenSuffix(file, path)
			.filter((suffix) -> suffix.startsWith(SUFFIX) && suffix.length() > SUFFIX.length())
			.map((suffix) -> decode(suffix.substring(SUFFIX.length())));
	}

	/** What is none of ours is taken as it is. */
	private static String decode(String encoded) {
		String decoded = DIGESTED.matcher(encoded).matches() ? encoded : decodeBytes(encoded);
		return encode(decoded).equals(encoded) ? decoded : encoded;
	}

	private static String decodeBytes(String encoded) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < encoded.length(); i++) {
			char c = encoded.charAt(i);
			if (c == '%' && i + 2 < encoded.length() && HexFormat.isHexDigit(encoded.charAt(i + 1))
					&& HexFormat.isHexDigit(encoded.charAt(i + 2))) {
				bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
				i += 2;
			}
			else {
				bytes.write(c);
			}
		}
		return bytes.toString(StandardCharsets.UTF_8);
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

	/** Likewise, beside the file of another user, whose it may be. */
	static Optional<Acknowledged> read(Path path, int owner) throws IOException {
		return TwoSlots.read(path, FORMAT, owner).flatMap(Acknowledged::of);
	}

	/**
	 * Likewise, and what it holds is on the device: a process that died only wrote it.
	 */
	static Optional<Acknowledged> readForced(Path path) throws IOException {
		TwoSlots.force(path);
		return read(path);
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
