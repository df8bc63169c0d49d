/**
 * Forwarding to Kafka, put to the test with brokers and an application in processes of
 * their own.
 * <p>
 * In {@code broker} is what is started and broken on that side, in {@code application}
 * what runs in the process that appends, and how it is started, in {@code verify} what
 * reads the topic and compares, in {@code fault} what goes wrong.
 */
package io.asyncappend.harness.forwarding;
