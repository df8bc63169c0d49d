/**
 * The appender for Logback, and how it gets among the loggers. Loaded only if Logback is
 * there.
 */
@NullMarked
package io.asyncappend.spring.boot.logging.logback;

import org.jspecify.annotations.NullMarked;
