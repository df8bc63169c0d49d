/**
 * How far consumers have read a log. A {@link io.asyncappend.internal.cursor.FileCursor}
 * hands out what is durable; a {@link io.asyncappend.internal.cursor.PositionKeeper}
 * keeps what was acknowledged in a {@link io.asyncappend.internal.cursor.CursorFile};
 * {@link io.asyncappend.internal.cursor.Cursors} are those of one appender, for which
 * retention waits. Knows the log by {@link io.asyncappend.internal.cursor.CursorLog}
 * alone, and neither the state of the appender nor the loop that writes.
 */
package io.asyncappend.internal.cursor;
