package io.asyncappend.internal.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a lock file holds: {@code async-append 1 pid PID claim CLAIM}, 16 hexadecimal
 * digits of the last claim that excluded others. The process is a hint for another that
 * is refused. A file that holds anything else is no lock file and is left alone, unless
 * it holds the remains of one.
 *
 * @param text a char for each byte
 */
record LockFileContent(String text) {

	static final LockFileContent NONE = new LockFileContent("");

	/** The most bytes. */
	static final int MAX_LENGTH = 96;

	private static final long PID = ProcessHandle.current().pid();

	/** Earlier versions wrote the process alone. */
	private static final Pattern FORMAT = Pattern
		.compile("(?:async-append 1 )?(pid \\d{1,19})(?: claim [0-9a-f]{16})?");

	/** A number alone, or zeros, as a crash leaves them. */
	private static final Pattern REMAINS = Pattern.compile("[\\d\\s\\00]*");

	static LockFileContent of(ByteBuffer bytes) {
		byte[] read = new byte[bytes.remaining()];
		bytes.get(read);
		return new LockFileContent(new String(read, StandardCharsets.ISO_8859_1));
	}

	/** A new claim of this process. */
	static LockFileContent claim() {
		return new LockFileContent("async-append 1 pid " + PID + " claim "
				+ HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
	}

	ByteBuffer bytes() {
		return ByteBuffer.wrap(this.text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Whether a lock file holds this, or nothing. */
	boolean isOfLockFile() {
		return this.text.isEmpty() || FORMAT.matcher(this.text).matches();
	}

	/**
	 * Whether it may be what a crash has left of a lock file of this account.
	 * @param isPrivate whether the file is as private as lock files are, which few others
	 * are
	 */
	boolean isRemains(boolean isPrivate) {
		if (this.text.length() > MAX_LENGTH) {
			return false;
		}
		// Zeros may follow what had been written of it, and nothing may follow them.
		Matcher begun = FORMAT.matcher(withoutEndZeros());
		return isPrivate || REMAINS.matcher(this.text).matches() || begun.matches() || begun.hitEnd();
	}

	private String withoutEndZeros() {
		int end = this.text.length();
		while (end > 0 && this.text.charAt(end - 1) == 0) {
			end--;
		}
		return this.text.substring(0, end);
	}

	/** Which process has claimed the file; empty if it does not say. */
	Optional<String> holder() {
		Matcher matcher = FORMAT.matcher(this.text);
		return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
	}

}
