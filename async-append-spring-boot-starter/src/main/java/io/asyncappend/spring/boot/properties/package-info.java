/**
 * What {@code async-append.*} may say, and what it comes to: one definition per appender.
 */
@NullMarked
package io.asyncappend.spring.boot.properties;

import org.jspecify.annotations.NullMarked;
