/** The ways to append that are compared, all behind {@code Contender}. */
package io.asyncappend.harness.benchmark.contender;
