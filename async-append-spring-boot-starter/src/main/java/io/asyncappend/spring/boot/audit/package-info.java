/**
 * The audit trail: Spring Boot's audit events, each durable in a file before it counts as
 * recorded, and read back from there.
 */
@NullMarked
package io.asyncappend.spring.boot.audit;

import org.jspecify.annotations.NullMarked;
