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

}
