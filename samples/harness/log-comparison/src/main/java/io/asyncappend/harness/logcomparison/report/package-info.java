/** What was found, as a table and as CSV. */
package io.asyncappend.harness.logcomparison.report;
