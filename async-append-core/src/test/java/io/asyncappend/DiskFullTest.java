package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A full disk is a state that passes, untorn; what lasts longer, or hangs, is told. */
class DiskFullTest extends Faulty {

	private volatile boolean full = true;

	private AsyncAppender openFull(boolean enabled, Duration retry) {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		this.file.writeFault = (n) -> this.full ? new IOException(FaultyFile.NO_SPACE) : null;
		this.file.bytesBeforeFault = 3;
		return open(smallest().writeRetry(retry));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void itDegradesAndGoesOnFromTheExactByte(boolean enabled) throws Exception {
		AsyncAppender appender = openFull(enabled, Duration.ofSeconds(60));
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 3; i++) {
				int producer = i;
				crew.addWork(() -> {
					for (int n = 0; n < 30; n++) {
						appender.append(Records.record(producer, n, 100));
					}
				});
			}
			crew.go();
			await().until(() -> appender.status().state() == AppenderStatus.State.DEGRADED);
			assertThat(appender.status().trouble().failure()).get().asString().contains(FaultyFile.NO_SPACE);
			await().until(() -> this.file.writes.get() >= 3);
			this.full = false;
			crew.join();
		}
		appender.sync();
		assertThat(Records.parse(this.file.content())).hasSize(90);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(appender.status().trouble().failure()).isEmpty();
		assertThat(this.recorder.degraded).hasSize(1);
		await().until(() -> this.recorder.recovered.get() == 1);
		assertThat(this.recorder.failed).isEmpty();
	}

	@Test
	void failAndDropDoNotWaitForAFullDiskInSynchronousMode() throws Exception {
		for (Backpressure backpressure : new Backpressure[] { Backpressure.drop(), Backpressure.fail() }) {
			this.full = true;
			openFull(false, Duration.ofDays(365));
			AsyncAppender appender = this.factory.open("impatient-" + backpressure.action(), this.file,
					smallest().backpressure(backpressure).writeRetry(Duration.ofDays(365)).build());
			int before = this.file.size();
			assertThat(Crew.start(() -> appender.append(bytes(10))).join()).isEqualTo(10);
			assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.DEGRADED);
			this.full = false;
			// The lane writes it, though nobody comes any more.
			await().until(() -> this.file.size() == before + 10);
			assertThat(Crew.start(() -> appender.append(bytes(10))).join()).isEqualTo(20);
			assertThat(appender.status().positions().written()).isEqualTo(20);
			appender.close();
			this.file.closes.set(0);
		}
	}

	@Test
	void everyCycleOfFullAndFreeLosesNothing() throws Exception {
		AsyncAppender appender = openFull(true, Duration.ofSeconds(60));
		for (int i = 0; i < 20; i++) {
			this.full = true;
			appender.append(Records.record(0, i, 100));
			int cycle = i + 1;
			await().until(() -> this.recorder.degraded.size() == cycle);
			this.full = false;
			appender.flush(Duration.ofSeconds(30));
			assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		}
		appender.close();
		assertThat(Records.parse(this.file.content())).hasSize(20);
		assertThat(this.recorder.degraded).hasSize(20);
		await().until(() -> this.recorder.recovered.get() == 20);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void pastTheTimeForRetriesItHasFailed(boolean enabled) throws Exception {
		AsyncAppender appender = openFull(enabled, Duration.ofMillis(50));
		this.file.bytesBeforeFault = 0;
		this.file.shortest = 30;
		assertThatThrownBy(() -> appender.appendDurably(bytes(10)).get(30, TimeUnit.SECONDS))
			.hasRootCauseMessage(FaultyFile.NO_SPACE);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.FAILED);
		assertThat(this.file.writes.get()).isGreaterThan(1);
		assertThat(this.file.size()).isZero();
		this.full = false;
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class);
		assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class)
			.hasMessageContaining("1 accepted record (10 bytes)");
		assertThat(this.file.size()).isZero();
	}

	@Test
	void withoutRetryItFailsAtOnce() {
		AsyncAppender appender = openFull(true, Duration.ZERO);
		appender.append(bytes(10));
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class);
		assertThat(this.file.writes).hasValue(1);
		assertThat(appender.status().trouble().tornBytes()).isEqualTo(3);
	}

	@Test
	void closeWithALimitReportsAndReleasesADegradedFile() {
		AsyncAppender appender = openFull(true, Duration.ofDays(1));
		appender.append(bytes(1000));
		assertThatThrownBy(() -> appender.flush(Duration.ofMillis(20))).isInstanceOf(AppendTimeoutException.class);
		assertThatThrownBy(() -> appender.close(Duration.ofMillis(20))).isInstanceOf(AppendTimeoutException.class)
			.hasMessageContaining("1 accepted record ");
		await().until(() -> this.file.closes.get() == 1);
		await().until(() -> this.recorder.closed.size() == 1);
		assertThat(appender.status().trouble().tornBytes()).isEqualTo(this.file.size()).isPositive();
	}

	@Test
	void aFileThatTookEverythingBeforeItFailedClosesWell() {
		AsyncAppender appender = openFull(true, Duration.ofDays(1));
		appender.append(bytes(3));
		await().until(() -> this.recorder.degraded.size() == 1);
		appender.close();
		assertThat(this.file.size()).isEqualTo(3);
		assertThat(appender.status().trouble().failure()).isEmpty();
	}

	@Test
	void closeOfAStalledFileTimesOutAndReleasesItWhenTheStallEnds() throws Exception {
		this.file.shortest = 4;
		AsyncAppender appender = open(smallest());
		stallWith(appender, 10);
		appender.append(bytes(20));
		Crew.Member<Void> flusher = Crew.run(appender::flush);
		await().until(flusher::isWaiting);
		assertThatThrownBy(() -> appender.close(Duration.ofMillis(20))).isInstanceOf(AppendTimeoutException.class)
			.hasMessageContaining("2 accepted records (30 bytes) are not written");
		assertThat(this.factory.find("faulty")).isPresent();
		this.file.releaseWrites();
		await().until(() -> this.file.closes.get() == 1);
		assertThat(flusher.failure()).isInstanceOf(AppenderFailedException.class)
			.hasMessageContaining("the deadline of a close was over");
		await().until(() -> this.recorder.closed.size() == 1);
		assertThat(this.recorder.closed.get(0).positions().written()).isEqualTo(this.file.size()).isEqualTo(4);
		assertThat(this.recorder.closed.get(0).trouble().tornBytes()).isEqualTo(4);
		assertThat(this.factory.find("faulty")).isEmpty();
	}

	@Test
	void aStalledFileStallsNoOtherOfItsLane() throws Exception {
		this.file.stallWrites();
		FaultyFile healthy = new FaultyFile();
		AsyncAppender stalled = open(smallest());
		AsyncAppender other = this.factory.open("healthy", healthy, AppenderOptions.defaults());
		for (int i = 1; i <= 20; i++) {
			other.append(bytes(10));
			if (i == 10) {
				stalled.append(bytes(SMALLEST));
			}
			int size = 10 * i;
			await().until(() -> healthy.size() == size);
		}
		other.append(bytes(10));
		Crew.run(other::sync).join();
		assertThat(healthy.forced()).isEqualTo(210);
	}

	@Test
	void aStalledFileTakesNoTimeFromTheOthersWhenTheFactoryCloses() {
		AsyncAppender stalled = open(smallest());
		stallWith(stalled, 10);
		FaultyFile healthy = new FaultyFile();
		AsyncAppender other = this.factory.open("healthy", healthy,
				AppenderOptions.builder().sync(SyncPolicy.every(Duration.ofDays(1))).build());
		other.append(bytes(10));
		assertThatThrownBy(() -> this.factory.close(Duration.ofSeconds(1))).isInstanceOf(AppendTimeoutException.class)
			.hasMessageContaining("faulty")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThat(healthy.forced()).isEqualTo(10);
		assertThat(other.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
	}

	@Test
	void aRecordThatACloseGaveUpIsNotSaidToBeAbsent() throws Exception {
		this.factory.disable();
		this.file.writeFault = (n) -> {
			this.file.bytesBeforeFault = (n == 1) ? 40 : 0;
			return new IOException(FaultyFile.NO_SPACE);
		};
		AsyncAppender appender = open(smallest());
		CompletableFuture<Throwable> appended = new CompletableFuture<>();
		Thread producer = new Thread(() -> {
			try {
				appender.append(bytes(100));
				appended.complete(null);
			}
			catch (Throwable ex) {
				appended.complete(ex);
			}
		});
		producer.start();
		await().until(() -> appender.status().state() == AppenderStatus.State.DEGRADED);
		assertThatThrownBy(() -> appender.close(Duration.ofMillis(20))).isInstanceOf(AppendTimeoutException.class);
		assertThat(appended.get(30, TimeUnit.SECONDS)).isInstanceOf(AppenderFailedException.class)
			.hasMessageContaining("1 accepted record ");
		producer.join();
	}

	@Test
	void everyOutageHasTheWholeTimeForRetries() {
		AsyncAppender appender = open(smallest().writeRetry(Duration.ofSeconds(3)));
		long begun = System.nanoTime();
		outage(appender);
		await().until(() -> System.nanoTime() - begun > Duration.ofMillis(3100).toNanos());
		outage(appender);
		appender.close();
		assertThat(this.file.size()).isEqualTo(2);
	}

	private void outage(AsyncAppender appender) {
		this.file.writeFault = (n) -> new IOException(FaultyFile.NO_SPACE);
		appender.append(bytes(1));
		await().until(() -> appender.status().state() != AppenderStatus.State.OPEN);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.DEGRADED);
		this.file.writeFault = (n) -> null;
		appender.flush();
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

}
