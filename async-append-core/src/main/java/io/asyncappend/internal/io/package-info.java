/**
 * The threads that do I/O, a handful per file system. A {@link io.asyncappend.internal.io.IoExecutor}
 * runs {@link io.asyncappend.internal.io.IoTask}s, each on one thread at a time, now or after
 * a delay; {@link io.asyncappend.internal.io.IoExecutors} finds the lane of a path. Knows nothing of
 * files' contents.
 */
package io.asyncappend.internal.io;
