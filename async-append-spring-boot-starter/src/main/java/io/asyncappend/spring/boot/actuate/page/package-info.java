/**
 * The live page beside the Actuator endpoint {@code asyncappend}: it draws what the
 * endpoint answers, so it needs nothing of the endpoint but its path.
 */
@NullMarked
package io.asyncappend.spring.boot.actuate.page;

import org.jspecify.annotations.NullMarked;
