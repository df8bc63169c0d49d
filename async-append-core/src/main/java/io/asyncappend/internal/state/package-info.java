/**
 * What an appender knows: its three positions, its phase and counts, those who wait for
 * them and the futures of records that are to be durable. All of it changes under one
 * lock, by the threads of the rooms above; this room does nothing by itself.
 */
package io.asyncappend.internal.state;
