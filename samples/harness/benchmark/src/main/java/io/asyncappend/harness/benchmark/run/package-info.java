/** What runs when: {@code Rounds} starts a {@code Child} JVM for every run. */
package io.asyncappend.harness.benchmark.run;
