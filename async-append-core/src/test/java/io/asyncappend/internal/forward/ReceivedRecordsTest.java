package io.asyncappend.internal.forward;

import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.ForwardStatus.State;
import io.asyncappend.Forwarder;
import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What forwarding does with a sink that remembers the last record that it has. */
@Timeout(60)
class ReceivedRecordsTest {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private FakeLog log;

	private final FakeSink sink = new FakeSink(3);

	private final RecordedEvents events = new RecordedEvents();

	private Forwarder forwarder;

	@BeforeEach
	void open() {
		this.log = new FakeLog(this.directory);
	}

	@AfterEach
	void close() {
		if (this.forwarder != null) {
			this.forwarder.close();
		}
	}

	private void start() {
		this.forwarder = LogForwarder.start(this.log, this.sink,
				ForwardOptions.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(10)).batchBytes(8).build(),
				this.events);
	}

	private List<LogRecord> add(int count) {
		List<LogRecord> added = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			added.add(this.log.add("record " + this.log.records().size()));
		}
		return added;
	}

	private void has(LogRecord record) {
		this.sink.last = () -> Optional.of(ReceivedRecord.of(record));
	}

	private String stopped() {
		await().until(() -> this.forwarder.status().state() == State.STOPPED);
		Throwable failure = this.forwarder.status().failure().orElseThrow();
		assertThat(failure).isInstanceOf(ForwardingStoppedException.class);
		assertThat(this.sink.taken).isEmpty();
		assertThat(this.log.remembered()).isZero();
		assertThat(this.forwarder.status().forwarded()).isZero();
		return failure.getMessage();
	}

	@Test
	void whatTheSinkHasIsNotSentAgain() {
		List<LogRecord> records = add(10);
		has(records.get(6));
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("record 7", "record 8", "record 9");
		assertThat(this.forwarder.status().counts())
			.isEqualTo(new ForwardStatus.Counts(10, this.log.accepted(), 0, 0, 0, 0));
		await().until(() -> this.log.remembered() == this.log.accepted());
	}

	@Test
	void whatTheSinkHasIsRememberedThoughNothingFollows() {
		List<LogRecord> records = add(5);
		has(records.get(4));
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.batches).isEmpty();
		await().until(() -> this.log.remembered() == this.log.accepted());
	}

	@Test
	void aBatchWhoseAnswerIsLostIsLookedFor() {
		CompletableFuture<Long> future;
		this.sink.answers.add((batch) -> {
			this.sink.take(batch);
			has(batch.records().get(batch.records().size() - 1));
			throw new IOException("no answer");
		});
		start();
		future = this.forwarder.append("a record\n".getBytes(StandardCharsets.UTF_8));
		assertThat(future).succeedsWithin(LONG);
		add(2);
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("a record", "record 1", "record 2");
		assertThat(this.sink.asked).hasValue(2);
	}

	@Test
	void aBatchThatTheSinkHasNotIsSentAgain() {
		LogRecord first = this.log.add("record 0");
		this.sink.answers.add(this.sink::take);
		this.sink.answers.add((batch) -> {
			has(first);
			throw new IOException("aborted");
		});
		add(3);
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("record 0", "record 1", "record 2", "record 3");
	}

	@Test
	void aSinkThatCannotSayYetIsAskedAgain() {
		LogRecord first = add(2).get(0);
		this.sink.last = () -> {
			if (this.sink.asked.get() < 3) {
				throw new IOException("away");
			}
			return Optional.of(ReceivedRecord.of(first));
		};
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("record 1");
		await().until(() -> this.events.all().size() == 2);
		assertThat(this.events.all().get(0)).contains("away");
		assertThat(this.forwarder.status().state()).isEqualTo(State.FORWARDING);
	}

	@Test
	void aLogThatIsShorterThanWhatTheSinkHasStops() {
		List<LogRecord> records = add(10);
		has(records.get(8));
		this.log.cut(records.get(3).end());
		start();
		assertThat(stopped()).contains("up to position " + records.get(8).end(), "was not longer than position",
				"restored from an older copy", this.log.id().toString());
	}

	@Test
	void aLogThatHasGrownAgainMeanwhileStopsToo() {
		List<LogRecord> records = add(10);
		has(records.get(8));
		this.log.cut(records.get(3).end());
		this.sink.last = () -> {
			if (this.sink.asked.get() == 1) {
				for (int i = 0; i < 20; i++) {
					this.log.add("another");
				}
				throw new IOException("away for an hour");
			}
			return Optional.of(ReceivedRecord.of(records.get(8)));
		};
		start();
		this.log.add("another");
		assertThat(stopped()).contains("was not longer than position");
	}

	@Test
	void anotherRecordInItsPlaceStops() {
		List<LogRecord> records = add(10);
		has(new LogRecord(records.get(5).position(), records.get(5).end(), 5,
				"another ".getBytes(StandardCharsets.UTF_8)));
		start();
		assertThat(stopped()).contains("another record is at position " + records.get(5).position());
	}

	@Test
	void anotherIndexOrEndStops() {
		List<LogRecord> records = add(10);
		LogRecord one = records.get(5);
		has(new LogRecord(one.position(), one.end(), 6, one.bytes()));
		start();
		assertThat(stopped()).contains("another record");
		this.forwarder.close();
		has(new LogRecord(one.position() + 1, one.end(), 5, new byte[] { 'x' }));
		this.log.restart(0);
		start();
		assertThat(stopped()).contains("another record");
	}

	@Test
	void aRecordThatRetentionDeletedIsTakenAsItIs() {
		List<LogRecord> records = add(10);
		has(records.get(2));
		this.log.retain(records.get(5).end());
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("record 6", "record 7", "record 8", "record 9");
		long missing = records.get(5).end() - records.get(2).end();
		assertThat(this.forwarder.status().counts().gapBytes()).isEqualTo(missing);
		await().until(() -> this.log.remembered() == this.log.accepted());
	}

	@Test
	void aGapBehindWhatTheSinkHasIsNoLoss() {
		List<LogRecord> records = add(10);
		has(records.get(7));
		this.log.retain(records.get(5).end());
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("record 8", "record 9");
		assertThat(this.forwarder.status().counts().gaps()).isZero();
	}

	@Test
	void aGapWithoutBytesIsToldByASinkWithoutMemory() {
		this.log.addGap(0);
		add(1);
		start();
		this.forwarder.forward(LONG);
		assertThat(this.forwarder.status().counts().gaps()).isOne();
	}

	@Test
	void anImpossibleRecordIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ReceivedRecord(5, 5, 0, 0))
			.withMessageContaining("from 5 to 5");
		assertThatIllegalArgumentException().isThrownBy(() -> new ReceivedRecord(-1, 5, 0, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new ReceivedRecord(0, 5, -1, 0));
	}

	/** A close does not reset a sink that forwarding has left, and would wait for it. */
	@Test
	void theSinkIsNotAskedOnceTheEndIsAskedFor() throws Exception {
		this.log.add("a");
		ForwardState state = new ForwardState(this.log.name(), 0, (position) -> {
		});
		UnsentEntries unsent = new UnsentEntries(this.log.cursor(), 8);
		assertThat(unsent.fill(Duration.ZERO)).isTrue();
		state.requestStop();
		assertThat(new ReceivedRecords(this.log, this.sink, state).skip(unsent)).isTrue();
		assertThat(this.sink.asked).hasValue(0);
	}

}
