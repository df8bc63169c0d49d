package io.asyncappend;

import io.asyncappend.lane.LaneThread;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/** Who waits alone does the work himself; nobody waits for somebody who does not. */
class HelpingTest extends Faulty {

	private final AsyncAppender appender = open(AppenderOptions.builder());

	@Test
	void whoSyncsAloneForcesHimself() {
		for (int i = 0; i < 10; i++) {
			this.appender.append(bytes(10));
			this.appender.sync();
			assertThat(this.file.forced()).isEqualTo(10 * (i + 1));
		}
		assertThat(this.file.forcer).isSameAs(Thread.currentThread());
	}

	@Test
	void whoWaitsForAFutureForcesHimself() {
		await().until(() -> {
			this.appender.appendDurably(bytes(10)).join();
			return this.file.forcer == Thread.currentThread();
		});
		await().until(() -> {
			this.appender.appendDurably(bytes(10)).get();
			return this.file.forcer == Thread.currentThread();
		});
	}

	@Test
	void aFutureThatNobodyWaitsForCompletesThoughThoseBeforeWereWaitedFor() {
		whoWaitsForAFutureForcesHimself();
		CompletableFuture<Long> future = this.appender.appendDurably(bytes(10));
		await().until(future::isDone);
		assertThat(this.file.forcer).isInstanceOf(LaneThread.class);
	}

	@Test
	void whoWaitsWithOthersLeavesItToTheLane() throws Exception {
		this.file.stallForces();
		CompletableFuture<Long> first = this.appender.appendDurably(bytes(10));
		untilStalled();
		Crew.Member<Void> one = Crew.run(() -> this.appender.appendDurably(bytes(10)).join());
		Crew.Member<Void> other = Crew.run(() -> {
			this.appender.append(bytes(10));
			this.appender.sync();
		});
		await().until(() -> one.isWaiting() && other.isWaiting());
		this.file.releaseForces();
		one.join();
		other.join();
		assertThat(first).isDone();
		assertThat(this.file.forces).hasValue(2);
		assertThat(this.file.forcer).isInstanceOf(LaneThread.class);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aVirtualThreadDoesNotHoldOnToItsCarrier() throws Exception {
		Thread thread = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class)
			.invoke(null, (Runnable) () -> {
				this.appender.append(bytes(10));
				this.appender.sync();
			});
		thread.join();
		assertThat(this.file.forced()).isEqualTo(10);
		assertThat(this.file.forcer).isInstanceOf(LaneThread.class);
	}

	@Test
	void anInterruptDoesNotKeepAnybodyFromHelping() {
		this.appender.append(bytes(10));
		Thread.currentThread().interrupt();
		this.appender.sync();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.file.forced()).isEqualTo(10);
	}

}
