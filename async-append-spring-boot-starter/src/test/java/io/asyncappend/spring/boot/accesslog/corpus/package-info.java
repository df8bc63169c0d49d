/**
 * Requests whose lines are compared with those of the other servers, with the server's
 * own access log and with the bytes that were sent.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.corpus;

import org.jspecify.annotations.NullMarked;
