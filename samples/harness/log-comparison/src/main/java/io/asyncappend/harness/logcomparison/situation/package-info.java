/** What happens to an application that logs, and what it costs it. */
package io.asyncappend.harness.logcomparison.situation;
