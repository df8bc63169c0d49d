/** The ways to append that are compared, all behind {@code Contender}. */
package io.asyncappend.samples.benchmark.contender;
