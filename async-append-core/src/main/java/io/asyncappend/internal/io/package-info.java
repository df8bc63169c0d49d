/**
 * The threads that do I/O, a handful per file system. An
 * {@link io.asyncappend.internal.io.IoExecutor} runs
 * {@link io.asyncappend.internal.io.IoTask}s, each on one thread at a time, now or after
 * a delay; {@link io.asyncappend.internal.io.IoExecutors} has one for each file system.
 * Knows nothing of files.
 */
package io.asyncappend.internal.io;
