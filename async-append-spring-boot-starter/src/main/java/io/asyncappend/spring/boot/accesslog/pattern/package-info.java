/**
 * What a line of the access log says, the same on every server: directives in the manner
 * of Apache httpd, and how they are written so that no request can forge a line.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.pattern;

import org.jspecify.annotations.NullMarked;
