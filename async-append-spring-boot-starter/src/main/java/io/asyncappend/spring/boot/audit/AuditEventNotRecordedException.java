package io.asyncappend.spring.boot.audit;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an audit event may not be durable, under {@link AuditFailurePolicy#FAIL}.
 * After a timeout or a failed force it may still be found in the file.
 */
public final class AuditEventNotRecordedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which event, and why
	 * @param cause the error underneath, or {@code null} for a timeout
	 */
	public AuditEventNotRecordedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
