/**
 * Which trace of Micrometer Tracing a request belongs to. Needs its classes.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.tracing;

import org.jspecify.annotations.NullMarked;
