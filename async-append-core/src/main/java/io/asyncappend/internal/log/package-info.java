/**
 * The log that a file and its archives are: what lies beside the file, so that its
 * positions go on over restarts, and what there is to find one. Formats are described
 * byte by byte in {@code docs/formats.md}. Knows files, and neither the state of an
 * appender nor the loop that writes. {@link io.asyncappend.internal.log.SparseIndex} says
 * where records begin and files end.
 */
package io.asyncappend.internal.log;
