package io.asyncappend.file;

import java.io.IOException;

/**
 * A write failed, and nobody can tell how many of its bytes reached the file. It cannot
 * be tried again without the risk of writing bytes twice.
 */
public final class TornWriteException extends IOException {

	private static final long serialVersionUID = 1L;

	TornWriteException(String message, IOException cause) {
		super(message, cause);
	}

}
