/**
 * Forwards the records of configured appenders to the sinks that their properties name.
 * Nothing here knows Kafka, which has a room of its own.
 */
@NullMarked
package io.asyncappend.spring.boot.forward;

import org.jspecify.annotations.NullMarked;
