/** What happens inside one method, measured by JMH. */
package io.asyncappend.harness.benchmark.jmh;
