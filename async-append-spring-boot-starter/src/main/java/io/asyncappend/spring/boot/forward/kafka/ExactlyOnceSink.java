package io.asyncappend.spring.boot.forward.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;

import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.ReceivedRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordSink;

import io.asyncappend.spring.boot.text.PrintableText;

/**
 * Sends records to a topic in transactions that take the position with them, as KIP-618
 * does for source connectors. The transactional id is that of the log: a producer that
 * begins ends the transaction of the one before it, and fences it; then what is read of
 * the topic of positions is all that was committed.
 * <p>
 * A broker fences a producer also for a transaction that took too long. Which of the two
 * it was is told by the instance that wrote the last position: each sink writes one when
 * it begins. One that finds another instance there stops, and does not take the log back.
 */
final class ExactlyOnceSink implements RecordSink {

	private static final int IN_FLIGHT = 16;

	/** Within which an open transaction is aborted in the end. */
	private static final Duration END = Duration.ofMillis(250);

	private static final Log logger = LogFactory.getLog(ExactlyOnceSink.class);

	private final Settings settings;

	private final KafkaProducers producers;

	private final PositionsTopic positions;

	private final UUID instance = UUID.randomUUID();

	/** This instance has written a position. */
	private boolean claimed;

	private volatile @Nullable Transactions transactions;

	/** When a broker said that there is another producer; 0 if it did not. */
	private volatile long fencedAt;

	private volatile boolean closed;

	/**
	 * Connects to nothing.
	 * @param settings what is sent where
	 * @param producers make a producer at a time
	 * @param positions the topic of positions
	 */
	ExactlyOnceSink(Settings settings, KafkaProducers producers, PositionsTopic positions) {
		this.settings = settings;
		this.producers = producers;
		this.positions = positions;
	}

	@Override
	public Optional<ReceivedRecord> lastReceived(UUID logId) throws Exception {
		if (this.closed) {
			throw new IOException("closed");
		}
		Transactions open = this.transactions;
		if (open != null) {
			return open.last();
		}
		try {
			return open(logId);
		}
		catch (Exception ex) {
			failed(ex);
			abort(Duration.ZERO);
			throw explained(ex, logId);
		}
	}

	private Optional<ReceivedRecord> open(UUID logId) throws Exception {
		byte[] key = TopicPosition.key(logId, this.settings.topic());
		this.positions.prepare();
		if (this.fencedAt != 0) {
			giveWay();
			if (this.claimed) {
				requireNoOther(this.positions.read(key));
			}
		}
		Producer<byte[], byte[]> producer = this.producers.transactional(transactionalId(logId));
		producer.initTransactions();
		Optional<TopicPosition> found = this.positions.read(key);
		Optional<ReceivedRecord> last = found.flatMap(TopicPosition::last);
		RecordTransaction.PositionMessages messages = new RecordTransaction.PositionMessages(this.positions.partition(),
				key, this.instance);
		if (this.claimed) {
			requireNoOther(found);
		}
		if (!this.claimed || found.isEmpty()) {
			producer.beginTransaction();
			producer.send(messages.message(last.orElse(null)));
			producer.commitTransaction();
			this.claimed = true;
		}
		begin(logId, producer, messages, last);
		return last;
	}

	private void begin(UUID logId, Producer<byte[], byte[]> producer, RecordTransaction.PositionMessages messages,
			Optional<ReceivedRecord> last) throws IOException {
		byte[] log = logId.toString().getBytes(StandardCharsets.US_ASCII);
		Transactions begun = new Transactions(new RecordTransaction(producer,
				(record) -> this.settings.key().message(this.settings.topic(), record, log, producer), messages), last,
				this::failed);
		this.fencedAt = 0;
		this.transactions = begun;
		if (this.closed) {
			throw new IOException("closed");
		}
		Thread thread = new Thread(begun, "async-append-commit-" + this.settings.appender());
		thread.setDaemon(true);
		thread.start();
		logger.info(PrintableText.of("Appender '" + this.settings.appender() + "' forwards to topic '"
				+ this.settings.topic() + "' in transactions of " + transactionalId(logId) + "; "
				+ last
					.map((record) -> "the topic has its records up to position " + record.end() + ", of index "
							+ record.index())
					.orElse("no position of it was in topic '" + this.positions.partition().topic() + "'")));
	}

	private String transactionalId(UUID logId) {
		return this.settings.idPrefix() + logId;
	}

	/** One that took over has this long to say so. */
	private void giveWay() throws IOException {
		long left = this.settings.giveWay().toNanos() - (System.nanoTime() - this.fencedAt);
		if (left > 0) {
			throw new IOException("a broker fenced the producer: another instance forwards this log, or a transaction"
					+ " took longer than transaction.timeout.ms; which of them is looked for in "
					+ Duration.ofNanos(left).toMillis() + " ms");
		}
	}

	private void requireNoOther(Optional<TopicPosition> found) {
		if (found.isPresent() && !found.get().instance().equals(this.instance)) {
			throw new ForwardingStoppedException("appender '" + this.settings.appender() + "': forwarding stopped, as"
					+ " another instance forwards this log to topic '" + this.settings.topic() + "' by now ("
					+ found.get().instance() + ", this one is " + this.instance
					+ "): end that one, and start this one again to have it take over");
		}
	}

	private void failed(Exception failure) {
		if (isFenced(failure)) {
			this.fencedAt = System.nanoTime() | 1;
		}
	}

	private static boolean isFenced(Exception failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
				return true;
			}
		}
		return false;
	}

	private Exception explained(Exception failure, UUID logId) {
		return (failure instanceof TransactionalIdAuthorizationException) ? new IOException("the transactional id '"
				+ transactionalId(logId) + "' needs the ACLs Write and Describe: " + failure.getMessage(), failure)
				: failure;
	}

	@Override
	public CompletionStage<?> send(RecordBatch batch) throws IOException {
		Transactions open = this.transactions;
		if (open == null) {
			throw new IOException("given up");
		}
		return open.add(batch);
	}

	@Override
	public int maxInFlight() {
		return IN_FLIGHT;
	}

	@Override
	public void reset() {
		Transactions open = this.transactions;
		if (open == null || !open.release()) {
			abort((open != null) ? END : Duration.ZERO);
		}
	}

	private void abort(Duration timeout) {
		Transactions open = this.transactions;
		if (open != null) {
			open.end();
		}
		this.positions.abort();
		this.producers.abort(timeout);
		this.producers.reset();
		this.transactions = null;
	}

	@Override
	public void close() {
		this.closed = true;
		abort(END);
		this.producers.destroy();
	}

	/**
	 * What is sent where.
	 *
	 * @param appender whose records are sent
	 * @param topic where they go
	 * @param key of their messages
	 * @param idPrefix of the transactional id, before that of the log
	 * @param giveWay how long another instance has to say that it took over
	 */
	record Settings(String appender, String topic, MessageKey key, String idPrefix, Duration giveWay) {
	}

}
