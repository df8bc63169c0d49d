/**
 * The promises, each with the faults that put it to the test.
 */
package io.asyncappend.samples.reliability.promises;
