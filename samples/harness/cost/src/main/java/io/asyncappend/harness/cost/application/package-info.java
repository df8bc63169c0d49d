/** What runs in the JVM of a contender. */
package io.asyncappend.harness.cost.application;
