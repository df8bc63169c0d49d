package io.asyncappend.spring.boot.forward.kafka;

import org.jspecify.annotations.Nullable;

import io.asyncappend.LogRecord;

/**
 * Says which key the message of a record has, and so which partition: records of one key
 * are in order. A bean of this type is named by {@code forward.kafka.key}. Called by the
 * thread that forwards.
 */
@FunctionalInterface
public interface RecordKey {

	/**
	 * The key of a record: always the same for the same record, as it may be sent again.
	 * @param record the record
	 * @return the key, or {@code null} for none
	 * @throws RuntimeException if there can be no key; the record is rejected then
	 */
	byte @Nullable [] of(LogRecord record);

}
