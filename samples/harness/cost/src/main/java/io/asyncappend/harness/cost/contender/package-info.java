/** The ways to log, each in a JVM of its own. */
package io.asyncappend.harness.cost.contender;
