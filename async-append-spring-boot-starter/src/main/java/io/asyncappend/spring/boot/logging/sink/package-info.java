/**
 * What becomes of the lines of a log, from the first to the last, whatever becomes of the
 * disk. Knows no logging library.
 */
@NullMarked
package io.asyncappend.spring.boot.logging.sink;

import org.jspecify.annotations.NullMarked;
