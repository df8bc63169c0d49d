/**
 * The benchmark: {@code Benchmark} runs every contender in JVMs of its own, reads back
 * what they wrote, and reports. The rooms are {@code contender} (what is compared),
 * {@code record} (what is appended and how it is checked), {@code workload} (what one JVM
 * does), {@code run} (the parent that starts them, in turns) and {@code report} (tables
 * and pictures).
 */
package io.asyncappend.harness.benchmark;
