/**
 * Says what is wrong with a file: the records carry their producer, number, length and
 * checksum, and the acknowledgements were noted before the fault.
 */
package io.asyncappend.harness.reliability.verify;
