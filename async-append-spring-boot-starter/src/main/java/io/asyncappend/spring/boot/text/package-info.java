/**
 * Values as messages and documents show them.
 */
@NullMarked
package io.asyncappend.spring.boot.text;

import org.jspecify.annotations.NullMarked;
