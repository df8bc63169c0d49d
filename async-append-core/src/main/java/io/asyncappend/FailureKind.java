package io.asyncappend;

/** What an appender met when it degraded or failed. */
public enum FailureKind {

	/** A write found the disk full (ENOSPC); retried. */
	NO_SPACE,

	/** A write found the quota used up (EDQUOT); retried. */
	QUOTA,

	/** A write would have left less than {@link AppenderOptions#minFree()}; retried. */
	MIN_FREE,

	/** A write failed for another reason. */
	WRITE,

	/** A force failed. */
	FORCE,

	/** The loop, a listener or a callback of a future threw. */
	OTHER

}
