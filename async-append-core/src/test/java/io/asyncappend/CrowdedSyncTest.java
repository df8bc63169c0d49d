package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Many who sync at once need no lock to go on, and learn the same as who syncs alone. */
class CrowdedSyncTest extends Faulty {

	private final AsyncAppender appender = open(AppenderOptions.builder());

	@BeforeEach
	void crowd() throws Exception {
		List<Crew.Member<Void>> crowd = syncDuringAForce(3);
		this.file.releaseForces();
		for (Crew.Member<Void> member : crowd) {
			member.join();
		}
		this.file.stallForces();
		this.appender.appendDurably(bytes(10));
		untilStalled();
	}

	private List<Crew.Member<Void>> syncDuringAForce(int count) {
		this.file.stallForces();
		this.appender.appendDurably(bytes(10));
		untilStalled();
		return syncers(count);
	}

	private List<Crew.Member<Void>> syncers(int count) {
		List<Crew.Member<Void>> syncers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			syncers.add(Crew.run(() -> {
				this.appender.append(bytes(10));
				this.appender.sync();
			}));
		}
		await().until(() -> syncers.stream().allMatch(Crew.Member::isWaiting));
		return syncers;
	}

	@Test
	void oneForceServesAll() throws Exception {
		int forces = this.file.forces.get();
		List<Crew.Member<Void>> syncers = syncers(20);
		this.file.releaseForces();
		for (Crew.Member<Void> syncer : syncers) {
			syncer.join();
		}
		assertThat(this.file.forces).hasValue(forces + 2);
	}

	@Test
	void eachThreadReceivesAnExceptionOfItsOwn() throws Exception {
		List<Crew.Member<Void>> syncers = syncers(2);
		this.file.forceFault = (n) -> new IOException("broken");
		this.file.releaseForces();
		Throwable first = syncers.get(0).failure();
		Throwable second = syncers.get(1).failure();
		assertThat(first).isInstanceOf(AppenderFailedException.class).hasRootCauseMessage("broken");
		assertThat(second).isInstanceOf(AppenderFailedException.class).isNotSameAs(first);
		assertThat(first.getStackTrace()).anyMatch((frame) -> frame.getClassName().equals(getClass().getName()));
	}

	@Test
	void aLimitEnds() {
		assertThatExceptionOfType(AppendTimeoutException.class)
			.isThrownBy(() -> this.appender.sync(Duration.ofMillis(10)))
			.withMessageContaining("sync");
	}

	@Test
	void anInterruptEndsTheWait() throws Exception {
		Crew.Member<Boolean> syncer = Crew.start(() -> {
			try {
				this.appender.sync();
				return false;
			}
			catch (AppendInterruptedException ex) {
				return Thread.currentThread().isInterrupted();
			}
		});
		await().until(syncer::isWaiting);
		syncer.thread().interrupt();
		assertThat(syncer.join()).isTrue();
	}

	@Test
	void aCallbackOfAFutureMaySync() throws Exception {
		CompletableFuture<Void> synced = this.appender.appendDurably(bytes(10)).thenRun(() -> {
			this.appender.append(bytes(10));
			this.appender.sync();
		});
		List<Crew.Member<Void>> syncers = syncers(3);
		this.file.releaseForces();
		for (Crew.Member<Void> syncer : syncers) {
			syncer.join();
		}
		await().until(synced::isDone);
		assertThat(synced).isCompleted();
	}

	@Test
	void aCloseLetsAllGo() throws Exception {
		List<Crew.Member<Void>> syncers = syncers(3);
		Crew.Member<Void> closing = Crew.run(this.appender::close);
		this.file.releaseForces();
		closing.join();
		for (Crew.Member<Void> syncer : syncers) {
			syncer.join();
		}
		assertThat(this.file.forced()).isEqualTo(this.file.size());
	}

	@Test
	void aParkedThreadDoesTheWorkWhenTheJvmExits() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		this.appender.appendDurably(bytes(10)).thenRun(() -> FaultyFile.awaitUninterruptibly(never));
		List<Crew.Member<Void>> early = syncers(3);
		this.file.releaseForces();
		for (Crew.Member<Void> syncer : early) {
			syncer.join();
		}
		// The lane's thread hangs in the callback by now.
		List<Crew.Member<Void>> late = syncers(3);
		this.factory.exit();
		for (Crew.Member<Void> syncer : late) {
			syncer.join();
		}
		never.countDown();
	}

	@Test
	void aThreadThatTimedOutIsForgotten() {
		for (int i = 0; i < 100; i++) {
			assertThatExceptionOfType(AppendTimeoutException.class)
				.isThrownBy(() -> this.appender.sync(Duration.ofNanos(1)));
		}
		this.file.releaseForces();
		this.appender.sync();
		assertThat(this.file.forced()).isEqualTo(this.file.size());
	}

}
