/**
 * The command line tool, which reads a log from beside while an appender writes it:
 * {@link io.asyncappend.internal.tool.Main} runs a command of
 * {@link io.asyncappend.internal.tool.Arguments} on a
 * {@link io.asyncappend.internal.tool.FoundLog}. Nothing in the library knows it.
 */
package io.asyncappend.internal.tool;
