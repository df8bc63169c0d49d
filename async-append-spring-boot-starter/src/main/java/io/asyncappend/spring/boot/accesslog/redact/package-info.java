/**
 * What the access log keeps to itself: secrets are taken out of a request before a line
 * is written, so that no format and no directive can write them.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.redact;

import org.jspecify.annotations.NullMarked;
