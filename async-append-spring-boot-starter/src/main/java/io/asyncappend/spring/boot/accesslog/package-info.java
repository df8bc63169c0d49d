/**
 * The access log: a line for each request that the embedded web server served. What a
 * line says is in {@code pattern}, and each server has a room of its own that is only
 * entered where the server is on the class path.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog;

import org.jspecify.annotations.NullMarked;
