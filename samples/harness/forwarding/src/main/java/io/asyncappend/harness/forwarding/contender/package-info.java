/**
 * Ways of a Spring Boot application to send records to Kafka, each in a process of its
 * own.
 */
package io.asyncappend.harness.forwarding.contender;
