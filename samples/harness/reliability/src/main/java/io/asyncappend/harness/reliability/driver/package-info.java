/**
 * The program that the faults are done to: producers that append to a file and note what
 * they were promised.
 */
package io.asyncappend.harness.reliability.driver;
