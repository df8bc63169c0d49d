/** What is made of the outcomes: a table, a CSV, and pictures. */
package io.asyncappend.harness.benchmark.report;
