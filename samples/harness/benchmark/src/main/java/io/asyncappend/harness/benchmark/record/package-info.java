/** What is appended, and how the file read back is checked against it. */
package io.asyncappend.harness.benchmark.record;
