package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.internal.io.IoThread;
import io.asyncappend.support.Crew;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/** Who waits alone does the work himself; nobody waits for somebody who does not. */
class HelpingTest extends Faulty {

	private final AsyncAppender appender = open(AppenderOptions.builder());

	private final AtomicBoolean threads = new AtomicBoolean(true);

	@Test
	void aThreadThatSyncsAloneForcesItself() {
		for (int i = 0; i < 10; i++) {
			this.appender.append(bytes(10));
			this.appender.sync();
			assertThat(this.file.forced()).isEqualTo(10 * (i + 1));
		}
		assertThat(this.file.forcer).isSameAs(Thread.currentThread());
	}

	@Test
	void aThreadThatWaitsForAFutureForcesItself() {
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
	void aFutureWithoutAWaiterCompletesAfterThoseWithOne() {
		aThreadThatWaitsForAFutureForcesItself();
		CompletableFuture<Long> future = this.appender.appendDurably(bytes(10));
		await().until(future::isDone);
		assertThat(this.file.forcer).isInstanceOf(IoThread.class);
	}

	@Test
	void aThreadThatWaitsWithOthersLeavesTheWriteToAnIoThread() throws Exception {
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
		assertThat(this.file.forcer).isInstanceOf(IoThread.class);
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
		assertThat(this.file.forcer).isInstanceOf(IoThread.class);
	}

	@Test
	void anInterruptDoesNotKeepAThreadFromWritingItself() {
		this.appender.append(bytes(10));
		Thread.currentThread().interrupt();
		this.appender.sync();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.file.forced()).isEqualTo(10);
	}

	@Test
	void ioThreadsSleepWhenAWaiterDidTheUrgentWork() throws Exception {
		this.file.stallForces();
		this.appender.append(bytes(10));
		Crew.Member<Void> helper = Crew.run(this.appender::sync);
		untilStalled();
		Crew.Member<Void> other = Crew.run(() -> this.appender.sync(Duration.ofSeconds(30)));
		await().until(other::isWaiting);
		this.file.releaseForces();
		helper.join();
		other.join();
		await().until(() -> this.factory.threads() == 0);
	}

	@Test
	void aListenerOnAWaitersThreadMaySyncWhileOthersWait() throws Exception {
		aThreadThatWaitsForAFutureForcesItself();
		this.file.stallForces();
		Crew.Member<Void> helper = Crew.run(() -> {
			CompletableFuture<Long> future = this.appender.appendDurably(bytes(10));
			future.thenRun(() -> {
				this.appender.append(bytes(10));
				this.appender.sync();
			});
			future.join();
		});
		untilStalled();
		List<Crew.Member<Void>> others = Stream.generate(() -> Crew.run(() -> {
			this.appender.append(bytes(10));
			this.appender.sync();
		})).limit(3).toList();
		await().until(() -> others.stream().allMatch(Crew.Member::isWaiting));
		this.file.releaseForces();
		helper.join();
		for (Crew.Member<Void> other : others) {
			other.join();
		}
	}

	@Test
	void aListenerOnAWaitersThreadMayWaitForLaterRecords() throws Exception {
		AtomicBoolean told = new AtomicBoolean();
		FileAppenderFactory telling = new FileAppenderFactory.Builder().listener(new AppendListener() {
			@Override
			public void onSync(AsyncAppender appender, long nanos) {
				if (told.compareAndSet(false, true)) {
					appender.append(bytes(10));
					appender.flush();
				}
			}
		}).build();
		AsyncAppender appender = telling.open("telling", this.file, AppenderOptions.builder().build());
		this.file.stallForces();
		appender.append(bytes(10));
		Crew.Member<Void> helper = Crew.run(() -> appender.sync());
		untilStalled();
		CompletableFuture<Long> meanwhile = appender.appendDurably(bytes(10));
		this.file.releaseForces();
		helper.join();
		assertThat(meanwhile.get(10, TimeUnit.SECONDS)).isEqualTo(20);
		telling.close();
	}

	@Test
	void laterRecordsDoNotWaitForAListener() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		FileAppenderFactory telling = new FileAppenderFactory.Builder().listener(new AppendListener() {
			@Override
			public void onSync(AsyncAppender appender, long nanos) {
				if (!(Thread.currentThread() instanceof IoThread)) {
					FaultyFile.awaitUninterruptibly(told);
				}
			}
		}).build();
		AsyncAppender appender = telling.open("telling", this.file, AppenderOptions.builder().build());
		this.file.stallForces();
		appender.append(bytes(10));
		Crew.Member<Void> helper = Crew.run(() -> appender.sync());
		untilStalled();
		CompletableFuture<Long> meanwhile = appender.appendDurably(bytes(10));
		this.file.releaseForces();
		assertThat(meanwhile.get(10, TimeUnit.SECONDS)).isEqualTo(20);
		told.countDown();
		helper.join();
		telling.close();
	}

	@Test
	void aWaiterWritesWhatNoIoThreadCanBeStartedFor() throws Exception {
		FileAppenderFactory threadless = new FileAppenderFactory.Builder().build((thread) -> {
			if (!this.threads.get()) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			thread.start();
		});
		AsyncAppender appender = threadless.open("threadless", this.file, AppenderOptions.builder().build());
		// The buffer has memory after this, and the thread that wrote it has ended.
		appender.append(bytes(10));
		appender.flush();
		await().until(() -> threadless.threads() == 0);
		this.threads.set(false);
		this.file.stallForces();
		Crew.Member<Void> helper = Crew.run(() -> appender.sync());
		untilStalled();
		CompletableFuture<Long> left = appender.appendDurably(bytes(10));
		this.file.releaseForces();
		helper.join();
		assertThat(left).isDone();
		assertThat(this.file.forced()).isEqualTo(20);
		threadless.close();
	}

}
