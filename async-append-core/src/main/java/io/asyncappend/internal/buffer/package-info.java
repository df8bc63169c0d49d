/**
 * The bounded memory between producers and the file: a ring of whole records. Knows
 * positions and record boundaries. Any number of threads may put a record without a lock;
 * all else is for one thread at a time, under the lock of the appender's state.
 */
package io.asyncappend.internal.buffer;
