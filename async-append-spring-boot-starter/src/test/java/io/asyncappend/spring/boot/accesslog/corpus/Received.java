package io.asyncappend.spring.boot.accesslog.corpus;

/**
 * A response as a client received it.
 *
 * @param status the status
 * @param bodyBytes the size of the body, without framing
 * @param complete whether it came to its end
 */
record Received(int status, long bodyBytes, boolean complete) {

	@Override
	public String toString() {
		return this.status + " " + ((this.bodyBytes > 0) ? Long.toString(this.bodyBytes) : "-")
				+ (this.complete ? "" : " cut");
	}

}
