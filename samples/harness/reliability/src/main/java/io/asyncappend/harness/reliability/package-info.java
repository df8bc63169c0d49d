/**
 * The promises of the library, put to the test with real faults: {@code Campaign} runs
 * every {@code Promise} and prints a table.
 */
package io.asyncappend.harness.reliability;
