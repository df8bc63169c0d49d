package io.asyncappend.harness.forwarding.verify;

import java.util.List;

/**
 * What was found of a log in a topic.
 *
 * @param records of the log, each counted once
 * @param duplicates messages whose record was there before, all of them allowed
 * @param torn records that are not whole, as the process was killed while it wrote them
 * or the power was cut: in the topic, or passed over and told
 * @param violations what must not be
 */
public record Verdict(long records, long duplicates, long torn, List<String> violations) {
}
