/**
 * The Actuator endpoint {@code asyncappend}.
 */
@NullMarked
package io.asyncappend.spring.boot.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
