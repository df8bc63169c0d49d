/**
 * One auto-configuration per concern: the beans, the endpoint, health, meters, the access
 * log and the audit trail.
 */
@NullMarked
package io.asyncappend.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
