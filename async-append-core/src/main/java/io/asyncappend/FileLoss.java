package io.asyncappend;

import java.util.Objects;
import java.util.Optional;

/**
 * The file of an appender that had it open was deleted, replaced or truncated by another
 * program. Immutable.
 *
 * @param kind what was done
 * @param bytes for {@link Kind#TRUNCATED} the bytes that were gone from the end of the
 * file, else those that were written since the path was last seen to name it, and are not
 * found at the path
 * @param recreateFailure why the file could not be recreated, under
 * {@link AppenderOptions#recreate()}; that is tried again
 */
public record FileLoss(Kind kind, long bytes, Optional<Throwable> recreateFailure) {

	/**
	 * Checks the values.
	 * @throws NullPointerException if one is {@code null}
	 * @throws IllegalArgumentException if the bytes are negative
	 */
	public FileLoss {
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(recreateFailure, "recreateFailure");
		if (bytes < 0) {
			throw new IllegalArgumentException("bytes lost must not be negative but are " + bytes);
		}
	}

	/**
	 * A loss that nothing was done about yet.
	 * @param kind what was done
	 * @param bytes as the component says
	 * @return the loss
	 */
	public static FileLoss of(Kind kind, long bytes) {
		return new FileLoss(kind, bytes, Optional.empty());
	}

	/** What was done. */
	public enum Kind {

		/** The path names no file any more: deleted, or renamed without a reopen. */
		DELETED,

		/** The path names another file. */
		REPLACED,

		/** The file was cut, as {@code logrotate} does under {@code copytruncate}. */
		TRUNCATED

	}

}
