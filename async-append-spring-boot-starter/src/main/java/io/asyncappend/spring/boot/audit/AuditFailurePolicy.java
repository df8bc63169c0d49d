package io.asyncappend.spring.boot.audit;

/**
 * What becomes of an audit event that may not be durable, as written in configuration.
 */
public enum AuditFailurePolicy {

	/** Fail closed: throw, so that what was to be audited is not done. */
	FAIL,

	/** Fail open: log an error, count it, and go on. */
	LOG

}
