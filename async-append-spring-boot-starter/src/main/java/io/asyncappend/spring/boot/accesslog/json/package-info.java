/**
 * Lines of the access log as JSON objects, the same on every server. What does not change
 * from request to request is written once, by Spring Boot; the rest goes into the buffer
 * of the line without an object in between.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.json;

import org.jspecify.annotations.NullMarked;
