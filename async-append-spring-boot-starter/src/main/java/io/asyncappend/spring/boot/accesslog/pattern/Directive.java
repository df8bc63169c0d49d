package io.asyncappend.spring.boot.accesslog.pattern;

import org.jspecify.annotations.Nullable;

/**
 * A directive of a pattern, such as <code>%{Referer}i</code>.
 *
 * @param letter what it asks for
 * @param argument what is between its braces, or {@code null} if it has none
 */
public record Directive(char letter, @Nullable String argument) {

}
