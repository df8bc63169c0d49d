package io.asyncappend.spring.boot.accesslog.json;

import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;

/** What a request has for a member of an object. */
@FunctionalInterface
interface JsonValue {

	/** Returns false if it has none; what was written by then is taken back. */
	boolean write(Exchange exchange, LineBuffer line);

}
