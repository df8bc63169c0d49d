/**
 * Health of each appender.
 */
@NullMarked
package io.asyncappend.spring.boot.actuate.health;

import org.jspecify.annotations.NullMarked;
