package io.asyncappend;

/**
 * Thrown by {@code append} where as much is not forwarded as may be
 * ({@link ForwardOptions#diskLimit()}) and that is to
 * {@linkplain ForwardOptions.OnDiskLimit#FAIL fail}. The record is not in the file and
 * never will be; others are accepted again once some are forwarded.
 */
public final class DiskLimitException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which appender, how large the record is, how much is not forwarded,
	 * and the limit
	 */
	public DiskLimitException(String message) {
		super(message);
	}

}
