/**
 * What goes wrong: with brokers, with a topic, with the application and with its disk.
 */
package io.asyncappend.harness.forwarding.fault;
