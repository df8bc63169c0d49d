/**
 * The door to files: nothing else in the library opens, writes, forces or closes one,
 * before it is an archive. {@link io.asyncappend.file.AppendFile} is the port,
 * {@link io.asyncappend.file.OwnedFile} a file that we opened,
 * {@link io.asyncappend.file.BorrowedFile} a channel that the caller opened, and
 * {@link io.asyncappend.file.FileClaim} keeps others away from both.
 */
package io.asyncappend.file;
