/**
 * The door to files: nothing else in the library opens, writes, forces or closes one,
 * before it is an archive. {@link io.asyncappend.internal.file.AppendFile} is the port,
 * {@link io.asyncappend.internal.file.PathAppendFile} a file that is opened here,
 * {@link io.asyncappend.internal.file.ChannelAppendFile} a channel that the caller
 * opened, {@link io.asyncappend.internal.file.StandardStreamFile} a stream of the
 * process, and {@link io.asyncappend.internal.file.WriterLock} keeps others away from the
 * first two.
 */
package io.asyncappend.internal.file;
