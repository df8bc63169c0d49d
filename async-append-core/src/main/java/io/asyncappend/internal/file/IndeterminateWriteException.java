package io.asyncappend.internal.file;

import java.io.IOException;

/**
 * A write failed, and it cannot be told how many of its bytes reached the file. It cannot
 * be tried again without the risk of writing bytes twice.
 */
public final class IndeterminateWriteException extends IOException {

	private static final long serialVersionUID = 1L;

	IndeterminateWriteException(String message, IOException cause) {
		super(message, cause);
	}

	/** Not by its type, so that what throws it is verified without loading it. */
	static IOException of(String message, IOException cause) {
		return new IndeterminateWriteException(message, cause);
	}

}
