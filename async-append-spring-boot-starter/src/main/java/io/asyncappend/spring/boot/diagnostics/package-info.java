/**
 * What is printed when the application does not start because of {@code async-append.*}.
 */
@NullMarked
package io.asyncappend.spring.boot.diagnostics;

import org.jspecify.annotations.NullMarked;
