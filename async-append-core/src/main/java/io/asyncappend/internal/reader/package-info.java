/**
 * Reads back what was appended. {@link io.asyncappend.internal.reader.LogSource} is the
 * log as a reader knows it, in the process that writes it or beside; its files, and what
 * is missing of them, are a {@link io.asyncappend.internal.reader.LogChain};
 * {@link io.asyncappend.internal.reader.FileLogReader} reads them one after the other.
 */
package io.asyncappend.internal.reader;
