/**
 * One auto-configuration per concern: the beans, the endpoint, health and meters.
 */
@NullMarked
package io.asyncappend.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
