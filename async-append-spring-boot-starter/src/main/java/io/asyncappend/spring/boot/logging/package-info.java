/**
 * Sends the log of an application through an appender when its environment is known,
 * before anything is logged.
 */
@NullMarked
package io.asyncappend.spring.boot.logging;

import org.jspecify.annotations.NullMarked;
