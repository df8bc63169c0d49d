/**
 * What the JVM of one run does: {@code Run} opens a contender, lets a {@code Workload}
 * measure it, and has the files checked.
 */
package io.asyncappend.harness.benchmark.workload;
