package io.asyncappend.spring.boot.actuate.endpoint;

/**
 * How long forcing a file to the device takes, in milliseconds.
 *
 * @param count how often it was forced
 * @param totalMillis how long that took in all
 * @param lastMillis how long the last one took
 * @param slowestMillis how long the slowest one of the last second or two took, 0 without
 * any
 */
public record FsyncDescriptor(long count, double totalMillis, double lastMillis, double slowestMillis) {
}
