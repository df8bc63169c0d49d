/**
 * Meters of each appender.
 */
@NullMarked
package io.asyncappend.spring.boot.actuate.metrics;

import org.jspecify.annotations.NullMarked;
