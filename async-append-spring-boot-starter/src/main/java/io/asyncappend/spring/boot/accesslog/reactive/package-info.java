/**
 * What a reactive application knows of a request, for servers that know nothing of it.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.reactive;

import org.jspecify.annotations.NullMarked;
