/**
 * The access log of an embedded Tomcat.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.tomcat;

import org.jspecify.annotations.NullMarked;
