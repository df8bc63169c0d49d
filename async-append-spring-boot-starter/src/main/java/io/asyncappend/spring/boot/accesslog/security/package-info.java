/**
 * The user that Spring Security has authenticated, for servers that know nothing of it.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.security;

import org.jspecify.annotations.NullMarked;
