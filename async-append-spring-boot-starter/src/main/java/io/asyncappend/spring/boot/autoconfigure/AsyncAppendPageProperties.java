package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the live page. Immutable.
 *
 * @param enabled Whether there is a live page below the endpoint 'asyncappend', at
 * 'page/live': as exposed, and on the same port, as the endpoint is.
 */
@ConfigurationProperties("async-append.page")
record AsyncAppendPageProperties(@DefaultValue("false") boolean enabled) {
}
