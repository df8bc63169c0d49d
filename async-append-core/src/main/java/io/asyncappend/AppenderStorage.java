package io.asyncappend;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was last seen of the disk that an appender writes to: a {@linkplain AppenderStatus
 * status} asks no disk, as one that hangs would keep it waiting. Immutable.
 *
 * @param freeBytes bytes that this process may still write to the file system of the
 * file, as statvfs(3) has them ({@code f_bavail}); asked for when the file is opened and,
 * while records are written or a write is retried, about every second, by whichever
 * appender of that file system; empty for a borrowed channel and a standard stream, or
 * where it cannot be told
 * @param archives the archives of the file; empty until they are looked through, which is
 * after the open with {@linkplain Rotation#isAutomatic() automatic rotation}, and after
 * each rotation; always empty for a file that has none, as it is shared or a borrowed
 * channel
 */
public record AppenderStorage(OptionalLong freeBytes, Optional<Archives> archives) {

	/** Nothing was seen. */
	public static final AppenderStorage UNKNOWN = new AppenderStorage(OptionalLong.empty(), Optional.empty());

	/**
	 * Checks the values.
	 * @throws NullPointerException if one is {@code null}
	 * @throws IllegalArgumentException if the free bytes are negative
	 */
	public AppenderStorage {
		Objects.requireNonNull(freeBytes, "freeBytes");
		Objects.requireNonNull(archives, "archives");
		if (freeBytes.isPresent() && freeBytes.getAsLong() < 0) {
			throw new IllegalArgumentException("free bytes must not be negative but are " + freeBytes.getAsLong());
		}
	}

	/**
	 * The archives of a file once they were looked through and seen to: what was to be
	 * deleted or compressed is. What other programs do to them shows after the next
	 * rotation.
	 *
	 * @param files how many there are
	 * @param bytes how many bytes they have, compressed ones as they are
	 * @param heldBytes how many of these bytes are there for cursors only: the other
	 * limits would have deleted them, {@link Rotation#keepUntil()} has not
	 * @param overruns how many archives were deleted since the appender was opened though
	 * a cursor needed them, as {@link Rotation#keepUntilSize()} was reached
	 */
	public record Archives(long files, long bytes, long heldBytes, long overruns) {

		/**
		 * Checks the counts.
		 * @throws IllegalArgumentException if one is negative, or more bytes are held
		 * than there are
		 */
		public Archives {
			if (files < 0 || bytes < 0 || heldBytes < 0 || heldBytes > bytes || overruns < 0) {
				throw new IllegalArgumentException("archives must not be negative but are " + files + " files of "
						+ bytes + " bytes, " + heldBytes + " of them held, with " + overruns + " overruns");
			}
		}

		/**
		 * Archives of which none is held.
		 * @param files how many there are
		 * @param bytes how many bytes they have
		 */
		public Archives(long files, long bytes) {
			this(files, bytes, 0, 0);
		}

	}

}
