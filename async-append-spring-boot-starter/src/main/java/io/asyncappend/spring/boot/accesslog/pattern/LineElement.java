package io.asyncappend.spring.boot.accesslog.pattern;

/** A part of a line. */
@FunctionalInterface
interface LineElement {

	void write(Exchange exchange, LineBuffer line);

}
