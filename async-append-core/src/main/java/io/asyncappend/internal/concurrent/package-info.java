/**
 * The ground: time limits that do not overflow, a lock and a pause that need no memory,
 * and threads that keep nothing of the thread that starts them.
 */
package io.asyncappend.internal.concurrent;
