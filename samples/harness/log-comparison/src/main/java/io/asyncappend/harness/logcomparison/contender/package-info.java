/** The ways of a Spring Boot application to log into a file, and what is in the file. */
package io.asyncappend.harness.logcomparison.contender;
