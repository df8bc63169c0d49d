package io.asyncappend.internal.forward;

import io.asyncappend.LogGap;
import io.asyncappend.RecordRejectedException;

/** What forwarding tells; on its own thread, off its lock. */
public interface ForwardEvents {

	/** It fails in a way that may pass, or nothing is acknowledged. */
	void degraded(Throwable cause);

	/** The sink acknowledges again. */
	void recovered();

	/** It ended for a reason that does not pass by itself. */
	void stopped(Throwable cause);

	/** A record was rejected, and kept aside. */
	void rejected(RecordRejectedException rejection);

	/** As much is not forwarded as may be. */
	void limitReached(long bytes);

	/** A good deal less is not forwarded than may be. */
	void limitLeft();

	/** Records are missing in the log. */
	void gap(LogGap gap);

}
