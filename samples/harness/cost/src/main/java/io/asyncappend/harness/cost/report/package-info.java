/** What the numbers of all rounds come to. */
package io.asyncappend.harness.cost.report;
