package io.asyncappend.spring.boot.forward.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import io.asyncappend.LogRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.RecordSink;

/**
 * Sends records to a topic. Their order is the producer's, which is idempotent, for as
 * long as nothing fails; with the first failure of a record that another record must not
 * overtake, the producer is aborted in its own callback, before it can send anything
 * more, and a new one sends all again that is not acknowledged. A rejected record is the
 * exception: those after it go on.
 */
final class KafkaRecordSink implements RecordSink {

	/** Batches; the producer makes requests of its own of them. */
	private static final int IN_FLIGHT = 16;

	private final String topic;

	private final MessageKey key;

	private final KafkaProducers producers;

	private volatile @Nullable Producer<byte[], byte[]> producer;

	/** Something failed: nothing may be sent before it is sent again. */
	private volatile @Nullable Exception broken;

	private byte @Nullable [] logId;

	KafkaRecordSink(String topic, MessageKey key, KafkaProducers producers) {
		this.topic = topic;
		this.key = key;
		this.producers = producers;
	}

	@Override
	public CompletionStage<?> send(RecordBatch batch) throws IOException {
		Producer<byte[], byte[]> producer = open();
		SentBatch sent = new SentBatch(batch, this::fail);
		byte[] log = logId(batch.logId());
		for (LogRecord record : batch.records()) {
			Exception failure = this.broken;
			if (failure != null) {
				sent.notSent(failure);
				break;
			}
			send(record, log, producer, sent);
		}
		return sent.outcome();
	}

	private void send(LogRecord record, byte[] log, Producer<byte[], byte[]> producer, SentBatch sent) {
		ProducerRecord<byte[], byte[]> message;
		try {
			message = this.key.message(this.topic, record, log, producer);
		}
		catch (RecordRejectedException ex) {
			sent.settled(record, ex);
			return;
		}
		producer.send(message, (metadata, error) -> sent.settled(record, error));
	}

	private Producer<byte[], byte[]> open() throws IOException {
		Exception failure = this.broken;
		if (failure != null) {
			throw new IOException("not sent, as a record before it failed", failure);
		}
		Producer<byte[], byte[]> open = this.producer;
		if (open == null) {
			open = this.producers.createNonTransactionalProducer();
			this.producer = open;
		}
		return open;
	}

	private byte[] logId(UUID id) {
		byte[] text = this.logId;
		if (text == null) {
			text = id.toString().getBytes(StandardCharsets.US_ASCII);
			this.logId = text;
		}
		return text;
	}

	/** A record failed, in a way that may pass; on whatever thread. */
	private void fail(Exception failure) {
		this.broken = failure;
		this.producers.abort();
	}

	@Override
	public int maxInFlight() {
		return IN_FLIGHT;
	}

	@Override
	public void reset() {
		// In this order: what is sent meanwhile fails.
		this.broken = new IOException("given up");
		this.producers.abort();
		this.producers.reset();
		this.producer = null;
		this.broken = null;
	}

	@Override
	public void close() {
		this.broken = new IOException("closed");
		this.producers.abort();
		this.producers.destroy();
	}

}
