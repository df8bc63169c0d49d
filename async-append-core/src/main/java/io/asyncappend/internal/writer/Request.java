package io.asyncappend.internal.writer;

import java.io.IOException;

/**
 * Something that is asked of the owner of the file, who serves at once all that asked
 * before his turn. Guarded by the lock of the ledger.
 */
public final class Request {

	private long wanted;

	private long served;

	private IOException error;

	/** Asks for it; returns the ticket to look with whether it is served. */
	public long ask() {
		return ++this.wanted;
	}

	/** The last ticket that is to be served, or 0. */
	long open() {
		return (this.wanted > this.served) ? this.wanted : 0;
	}

	public boolean isServed(long ticket) {
		return this.served >= ticket;
	}

	void served(long ticket, IOException error) {
		this.served = ticket;
		this.error = error;
	}

	/** Why it could not be done the last time, or {@code null}. */
	public IOException error() {
		return this.error;
	}

}
