/**
 * A sink for Kafka, with a producer of its own that Spring Boot's properties, connection
 * details, SSL bundles and customizers configure. Kafka's types stay here.
 */
@NullMarked
package io.asyncappend.spring.boot.forward.kafka;

import org.jspecify.annotations.NullMarked;
