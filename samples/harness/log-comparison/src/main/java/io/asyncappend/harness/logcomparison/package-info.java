/**
 * The log of a Spring Boot application through async-append beside its other ways into a
 * file: what a call costs, and what is lost when something goes wrong.
 * <p>
 * In {@code application} is what runs in a JVM of its own and logs, in {@code contender}
 * the ways to log and what reads their files, in {@code situation} what happens to them,
 * in {@code report} what came of it.
 */
package io.asyncappend.harness.logcomparison;
