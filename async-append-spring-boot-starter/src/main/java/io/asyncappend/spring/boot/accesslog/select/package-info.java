/**
 * Which requests have no line in the access log, and why.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.select;

import org.jspecify.annotations.NullMarked;
