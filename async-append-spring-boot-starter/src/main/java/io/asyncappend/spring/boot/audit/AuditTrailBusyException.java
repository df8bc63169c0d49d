package io.asyncappend.spring.boot.audit;

/**
 * Thrown when the audit trail is not looked through, as others looked through it for as
 * long as the call waits: one at a time does.
 */
public final class AuditTrailBusyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message how long it waited
	 */
	public AuditTrailBusyException(String message) {
		super(message);
	}

}
