/** Reads a topic to its end, and compares it with what was promised. */
package io.asyncappend.harness.forwarding.verify;
