/** Brokers of Kafka in processes of their own, to be stopped, killed and halted. */
package io.asyncappend.harness.forwarding.broker;
