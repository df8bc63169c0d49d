package io.asyncappend.harness.forwarding.application;

/**
 * Records that were acknowledged as durable, by one process.
 *
 * @param producer whose
 * @param from the number of the first
 * @param to the number after the last
 */
public record Promised(int producer, long from, long to) {
}
