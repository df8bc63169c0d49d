/**
 * The access log of an embedded Jetty.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.jetty;

import org.jspecify.annotations.NullMarked;
