/**
 * The bounded memory between producers and the file. Knows positions and record
 * boundaries; not thread-safe, its user holds a lock.
 */
package io.asyncappend.internal.buffer;
