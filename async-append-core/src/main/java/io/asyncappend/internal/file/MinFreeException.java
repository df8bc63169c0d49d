package io.asyncappend.internal.file;

import java.io.IOException;

/**
 * The file system has less space left than is to be kept free; nothing was written.
 */
final class MinFreeException extends IOException {

	private static final long serialVersionUID = 1L;

	MinFreeException(String message) {
		super(message);
	}

	/** Not by its type, so that what throws it is verified without loading it. */
	static IOException of(String message) {
		return new MinFreeException(message);
	}

}
