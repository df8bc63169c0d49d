package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.Map;

/**
 * All appenders as the endpoint shows them.
 *
 * @param enabled whether asynchronous I/O is enabled
 * @param appenders the open appenders by name
 */
public record AsyncAppendDescriptor(boolean enabled, Map<String, AppenderDescriptor> appenders) {
}
