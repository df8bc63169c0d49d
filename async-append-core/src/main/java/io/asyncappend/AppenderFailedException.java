package io.asyncappend;

import java.io.IOException;

/**
 * Thrown by every operation of an appender whose file failed for good: a force failed
 * (never retried, since a later success would say nothing of the pages lost: see
 * <a href="https://www.usenix.org/conference/atc20/presentation/rebello">Rebello et al.,
 * "Can Applications Recover from fsync Failures?", USENIX ATC 2020</a>), a write error
 * outlived {@link AppenderOptions.Builder#writeRetry(java.time.Duration) the time for
 * retries}, or the loop that serves the file met an error it cannot survive. Nothing is
 * acknowledged after it. The {@linkplain #getCause() cause} leads to the root.
 */
public final class AppenderFailedException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which appender failed, why, and what it did not write
	 * @param cause the error that it failed with
	 */
	public AppenderFailedException(String message, IOException cause) {
		super(message, cause);
	}

}
