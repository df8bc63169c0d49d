package io.asyncappend.spring.boot.forward;

import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Kafka;

/** Makes sinks for Kafka where Kafka is; without its types, as it may not be. */
@FunctionalInterface
public interface KafkaSinks {

	/**
	 * Makes the sink of an appender, and connects to nothing.
	 * @param appender the name of the appender
	 * @param kafka its properties
	 * @return the sink
	 * @throws io.asyncappend.spring.boot.properties.InvalidPropertyException if one of
	 * them will not do
	 */
	RecordSink sink(String appender, Kafka kafka);

}
