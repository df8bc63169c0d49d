/**
 * The access log of an embedded Reactor Netty.
 */
@NullMarked
package io.asyncappend.spring.boot.accesslog.netty;

import org.jspecify.annotations.NullMarked;
