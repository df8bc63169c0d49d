/**
 * An application that appends and forwards, in a process of its own: what runs in it, and
 * what starts it and knows what it was promised.
 */
package io.asyncappend.harness.forwarding.application;
