/**
 * What producers and callers run. {@link io.asyncappend.internal.appender.Admission}
 * takes a record into the buffer, or says why not;
 * {@link io.asyncappend.internal.appender.BlockingCalls} is how a thread waits;
 * {@link io.asyncappend.internal.appender.FileAppender} wires the parts of one appender,
 * {@link io.asyncappend.internal.appender.FileAppenderFactory} opens them.
 */
package io.asyncappend.internal.appender;
