package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What append does when the buffer is full, and that the buffer is bounded. */
class BackpressureTest extends Faulty {

	/** Stalls the file and fills the buffer; what is in it afterwards. */
	private AsyncAppender full(Backpressure backpressure) {
		AsyncAppender appender = open(smallest().backpressure(backpressure));
		stallWith(appender, 24);
		appender.append(bytes(SMALLEST - 24));
		assertThat(appender.status().queuedBytes()).isEqualTo(SMALLEST);
		return appender;
	}

	private void requireContent(AsyncAppender appender, int size) {
		this.file.releaseWrites();
		appender.flush();
		appender.close();
		assertThat(this.file.size()).isEqualTo(size);
		assertThat(this.file.twoAtOnce).isFalse();
	}

	@Test
	void blockWaitsForRoom() throws Exception {
		AsyncAppender appender = full(Backpressure.block());
		List<Crew.Member<Long>> producers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			producers.add(Crew.start(() -> appender.append(bytes(500))));
		}
		await().until(() -> producers.stream().allMatch(Crew.Member::isWaiting));
		assertThat(appender.status().queuedBytes()).isEqualTo(SMALLEST);
		this.file.releaseWrites();
		for (Crew.Member<Long> producer : producers) {
			assertThat(producer.join()).isGreaterThan(SMALLEST);
		}
		assertThat(this.recorder.blocked).hasValue(4);
		requireContent(appender, SMALLEST + 4 * 500);
	}

	@Test
	void blockWithALimitThrowsAndTheRecordIsNotInTheFile() {
		AsyncAppender appender = full(Backpressure.block(Duration.ofMillis(20)));
		assertThatThrownBy(() -> appender.append(bytes(1))).isInstanceOf(AppendTimeoutException.class)
			.hasMessageContaining("faulty");
		assertThatThrownBy(() -> appender.appendDurably(bytes(1))).isInstanceOf(AppendTimeoutException.class);
		assertThat(this.recorder.blocked).hasValue(2);
		requireContent(appender, SMALLEST);
	}

	@Test
	void failThrowsAtOnceAndTheRecordIsNotInTheFile() {
		AsyncAppender appender = full(Backpressure.fail());
		assertThatThrownBy(() -> appender.append(bytes(1))).isInstanceOf(BufferFullException.class)
			.hasMessageContaining("1024 of 1024 bytes");
		assertThatThrownBy(() -> appender.appendDurably(bytes(1))).isInstanceOf(BufferFullException.class);
		requireContent(appender, SMALLEST);
	}

	@Test
	void dropCountsExactlyAndReceiptsAreNeverDropped() {
		AsyncAppender appender = full(Backpressure.drop());
		for (int i = 1; i <= 10; i++) {
			assertThat(appender.append(bytes(i))).isEqualTo(AsyncAppender.DROPPED).isNegative();
			assertThat(appender.status().dropped().records()).isEqualTo(i);
		}
		assertThatThrownBy(() -> appender.appendDurably(bytes(1))).isInstanceOf(BufferFullException.class);
		assertThat(appender.status().dropped().bytes()).isEqualTo(55);
		assertThat(appender.status().records().accepted()).isEqualTo(2);
		requireContent(appender, SMALLEST);
		assertThat(this.recorder.droppedRecords).hasValue(10);
		assertThat(this.recorder.droppedBytes).hasValue(55);
	}

	@Test
	void dropLosesOnlyWhatItCounts() throws Exception {
		AsyncAppender appender = open(smallest().backpressure(Backpressure.drop()));
		this.file.shortest = 100;
		AtomicLong kept = new AtomicLong();
		AtomicLong dropped = new AtomicLong();
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 4; i++) {
				int producer = i;
				crew.addWork(() -> {
					for (int n = 0; n < 5000; n++) {
						long position = appender.append(Records.record(producer, n, 64));
						((position == AsyncAppender.DROPPED) ? dropped : kept).incrementAndGet();
					}
				});
			}
			crew.join();
		}
		appender.close();
		assertThat(Records.parse(this.file.content())).hasSize(kept.intValue());
		assertThat(dropped.get()).isPositive().isEqualTo(appender.status().dropped().records());
		assertThat(this.recorder.droppedRecords).hasValue(dropped.get());
		assertThat(this.recorder.droppedBytes).hasValue(dropped.get() * 64);
	}

	@Test
	void waitingProducersAreWokenByFailure() throws Exception {
		IOException broken = new IOException("Input/output error");
		this.file.writeFault = (n) -> broken;
		AsyncAppender appender = full(Backpressure.block());
		Crew.Member<Long> small = Crew.start(() -> appender.append(bytes(1)));
		Crew.Member<?> durable = Crew.start(() -> appender.appendDurably(bytes(1)));
		await().until(() -> small.isWaiting() && durable.isWaiting());
		this.file.releaseWrites();
		assertThat(small.failure()).isInstanceOf(AppenderFailedException.class).hasCause(broken);
		assertThat(durable.failure()).isInstanceOf(AppenderFailedException.class).hasCause(broken);
		assertThat(appender.status().records().accepted()).isEqualTo(2);
	}

	@Test
	void waitingProducersAreWokenByClose() throws Exception {
		AsyncAppender appender = full(Backpressure.block());
		Crew.Member<Long> producer = Crew.start(() -> appender.append(bytes(1)));
		await().until(producer::isWaiting);
		Crew.Member<Void> closer = Crew.run(appender::close);
		assertThat(producer.failure()).isInstanceOf(AppenderClosedException.class);
		this.file.releaseWrites();
		closer.join();
		assertThat(this.file.size()).isEqualTo(SMALLEST);
	}

	@Test
	void memoryIsBoundedByTheBufferAndOneOversizedRecord() throws Exception {
		AsyncAppender appender = full(Backpressure.block());
		Crew.Member<Long> big = Crew.start(() -> appender.append(bytes(100_000)));
		assertThat(big.join()).isEqualTo(SMALLEST + 100_000);
		List<Crew.Member<Long>> others = List.of(Crew.start(() -> appender.append(bytes(100_000))),
				Crew.start(() -> appender.append(bytes(1))));
		await().until(() -> others.stream().allMatch(Crew.Member::isWaiting));
		assertThat(appender.status().queuedBytes()).isEqualTo(SMALLEST + 100_000);
		this.file.releaseWrites();
		for (Crew.Member<Long> other : others) {
			other.join();
		}
		requireContent(appender, SMALLEST + 200_001);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aBigRecordIsNotStarvedBySmallOnes(boolean durably) throws Exception {
		this.file.shortest = 64;
		AsyncAppender appender = open(smallest());
		AtomicLong small = new AtomicLong();
		AtomicBoolean ended = new AtomicBoolean();
		List<Crew.Member<Void>> producers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			producers.add(Crew.run(() -> {
				while (!ended.get()) {
					appender.append(bytes(16));
					small.incrementAndGet();
				}
			}));
		}
		await().until(() -> small.get() > 1000);
		for (int i = 0; i < 20; i++) {
			if (durably) {
				Crew.start(() -> appender.appendDurably(bytes(SMALLEST)).get(30, TimeUnit.SECONDS)).join();
			}
			else {
				Crew.start(() -> appender.append(bytes(SMALLEST))).join();
			}
		}
		ended.set(true);
		for (Crew.Member<Void> producer : producers) {
			producer.join();
		}
		requireContent(appender, 20 * SMALLEST + 16 * small.intValue());
	}

}
