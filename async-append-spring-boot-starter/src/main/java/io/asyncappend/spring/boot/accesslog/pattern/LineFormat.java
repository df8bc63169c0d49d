package io.asyncappend.spring.boot.accesslog.pattern;

/**
 * How the line of a request is written. Immutable and thread-safe.
 */
@FunctionalInterface
public interface LineFormat {

	/**
	 * Writes the line of a request, with the line feed at its end.
	 * @param exchange the request
	 * @param line is overwritten
	 */
	void write(Exchange exchange, LineBuffer line);

}
