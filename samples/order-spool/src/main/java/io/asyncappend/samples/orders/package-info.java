/**
 * Orders that are kept here first, and are in Kafka when Kafka is there.
 */
@NullMarked
package io.asyncappend.samples.orders;

import org.jspecify.annotations.NullMarked;
