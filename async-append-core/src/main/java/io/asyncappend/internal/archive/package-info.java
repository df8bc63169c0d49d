/**
 * What becomes of a file once it is full: names for it
 * ({@link io.asyncappend.internal.archive.ArchiveNamePattern}), compression and retention
 * ({@link io.asyncappend.internal.archive.ArchiveMaintenance}), off the I/O threads, on
 * one thread of the factory that is there while there is something to do
 * ({@link io.asyncappend.internal.archive.ArchiveExecutor}). An archive has no owner any
 * more, so nothing else touches it; the file that is written is never touched here.
 */
package io.asyncappend.internal.archive;
