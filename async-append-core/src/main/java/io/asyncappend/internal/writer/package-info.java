/**
 * The loop that brings what is accepted to the disk.
 * {@link io.asyncappend.internal.writer.WriteLoop} says which thread writes a batch,
 * {@link io.asyncappend.internal.writer.WriteSchedule} when;
 * {@link io.asyncappend.internal.writer.BatchWriter} is what the owner of the file does
 * with one batch, and {@link io.asyncappend.internal.writer.PendingWork} what a batch
 * owes besides writing; {@link io.asyncappend.internal.writer.ActiveFile} is how another
 * file takes the place of one, and {@link io.asyncappend.internal.writer.RotationTrigger}
 * when; {@link io.asyncappend.internal.writer.Notifier} tells futures and listeners, off
 * the lock.
 */
package io.asyncappend.internal.writer;
