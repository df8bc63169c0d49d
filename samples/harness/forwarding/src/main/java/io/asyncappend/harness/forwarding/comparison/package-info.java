/** What contenders go through, in turns, and the table of what came of it. */
package io.asyncappend.harness.forwarding.comparison;
