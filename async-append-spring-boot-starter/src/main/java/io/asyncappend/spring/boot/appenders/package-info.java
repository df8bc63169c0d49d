/**
 * When the configured appenders are opened, and when they are closed.
 */
@NullMarked
package io.asyncappend.spring.boot.appenders;

import org.jspecify.annotations.NullMarked;
