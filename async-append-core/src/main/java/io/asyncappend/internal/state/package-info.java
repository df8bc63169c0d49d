/**
 * What an appender knows: its three positions, its phase and counts
 * ({@link io.asyncappend.internal.state.AppenderState}), the threads that wait for them
 * ({@link io.asyncappend.internal.state.Waiters}) and the futures of records that are to
 * be durable ({@link io.asyncappend.internal.state.DurableFutures}). All of it changes
 * under one lock, by the threads of the rooms above; this room does nothing by itself.
 */
package io.asyncappend.internal.state;
