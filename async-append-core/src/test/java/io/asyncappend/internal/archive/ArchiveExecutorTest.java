package io.asyncappend.internal.archive;

import io.asyncappend.AppenderStorage;
import io.asyncappend.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One thread, of low priority, does what there is to do, and ends. */
@Timeout(60)
class ArchiveExecutorTest {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC);

	@TempDir
	private Path directory;

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final List<String> events = new CopyOnWriteArrayList<>();

	/** Thrown where something is told to have failed. */
	private Error atFailure;

	private final CountDownLatch gate = new CountDownLatch(1);

	private final ArchiveExecutor executor = new ArchiveExecutor(CLOCK, (task) -> {
		Thread thread = new Thread(task);
		// What a test throws is no news.
		thread.setUncaughtExceptionHandler((died, cause) -> assertThat(cause).isSameAs(this.atFailure));
		this.threads.add(thread);
		return thread;
	});

	@AfterEach
	void close() throws InterruptedException {
		this.gate.countDown();
		this.executor.close(TimeUnit.SECONDS.toNanos(30));
	}

	/** Of a file that has an archive, whose events are told under its name. */
	private ArchiveMaintenance maintenance(String name, Runnable whenDone) throws IOException {
		Files.writeString(this.directory.resolve(name + "-2026-11-26.1"), "content");
		ArchiveDirectory archives = new ArchiveDirectory(this.directory.resolve(name), -1, Rotation.onDemand().naming(),
				CLOCK);
		return new ArchiveMaintenance(archives, Rotation.builder().compress(true).build(), () -> ArchiveHolds.NONE,
				new ArchiveEvents() {

					@Override
					public void compressed(Path archive, long bytes) {
						ArchiveExecutorTest.this.events.add(name + " compressed");
						whenDone.run();
					}

					@Override
					public void deleted(Path archive, long bytes) {
					}

					@Override
					public void leftOut(Path path, String reason) {
					}

					@Override
					public void failed(IOException cause) {
						ArchiveExecutorTest.this.events.add(name + " " + cause.getMessage());
						if (ArchiveExecutorTest.this.atFailure != null) {
							throw ArchiveExecutorTest.this.atFailure;
						}
					}

					@Override
					public void maintained() {
						ArchiveExecutorTest.this.events.add(name + " maintained");
					}

					@Override
					public void counted(AppenderStorage.Archives archives) {
					}

				});
	}

	private void awaitGate() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void untilTold(String... events) {
		Awaitility.await().untilAsserted(() -> assertThat(this.events).containsExactly(events));
	}

	@Test
	void oneThreadDoesAllAndEachOnce() throws IOException {
		ArchiveMaintenance first = maintenance("a", this::awaitGate);
		ArchiveMaintenance second = maintenance("b", () -> {
		});
		this.executor.add(first);
		Awaitility.await().until(() -> !this.events.isEmpty());
		this.executor.add(second);
		this.executor.add(second);
		assertThat(this.threads).singleElement()
			.satisfies((thread) -> assertThat(thread.getPriority()).isEqualTo(Thread.MIN_PRIORITY));
		this.gate.countDown();
		untilTold("a compressed", "a maintained", "b compressed", "b maintained");
		Awaitility.await().until(() -> !this.threads.get(0).isAlive());
		this.executor.add(second);
		untilTold("a compressed", "a maintained", "b compressed", "b maintained", "b maintained");
		assertThat(this.threads).hasSize(2);
	}

	@Test
	void anErrorIsToldAndKeepsNothingFromTheNext() throws IOException {
		ArchiveMaintenance first = maintenance("a", () -> {
			awaitGate();
			throw new IllegalStateException("thrown by a listener");
		});
		this.executor.add(first);
		Awaitility.await().until(() -> !this.events.isEmpty());
		this.executor.add(maintenance("b", () -> {
		}));
		this.gate.countDown();
		untilTold("a compressed", "a archiving ended with java.lang.IllegalStateException: thrown by a listener",
				"b compressed", "b maintained");
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void aThreadThatDiesIsReplaced() throws IOException {
		this.atFailure = new StackOverflowError("thrown by a listener");
		this.executor.add(maintenance("a", () -> {
			throw new IllegalStateException("thrown by a listener");
		}));
		Awaitility.await().until(() -> !this.threads.isEmpty() && !this.threads.get(0).isAlive());
		this.executor.add(maintenance("b", () -> {
		}));
		untilTold("a compressed", "a archiving ended with java.lang.IllegalStateException: thrown by a listener",
				"b compressed", "b maintained");
		assertThat(this.threads).hasSize(2);
	}

	@Test
	void aThreadThatCannotBeStartedIsTriedAgain() throws IOException {
		ArchiveExecutor poor = new ArchiveExecutor(CLOCK, (task) -> {
			if (this.threads.isEmpty()) {
				this.threads.add(new Thread());
				throw new OutOfMemoryError("unable to create native thread");
			}
			Thread thread = new Thread(task);
			this.threads.add(thread);
			return thread;
		});
		ArchiveMaintenance maintenance = maintenance("a", () -> {
		});
		assertThatThrownBy(() -> poor.add(maintenance)).isInstanceOf(OutOfMemoryError.class);
		poor.add(maintenance);
		untilTold("a compressed", "a maintained");
	}

	@Test
	void aCloseWaitsForWhatIsBeingDoneAndBeginsNothing() throws Exception {
		this.executor.add(maintenance("a", this::awaitGate));
		Awaitility.await().until(() -> !this.events.isEmpty());
		this.executor.add(maintenance("b", () -> {
		}));
		// No longer than it may.
		this.executor.close(1);
		assertThat(this.threads.get(0).isAlive()).isTrue();
		this.gate.countDown();
		this.executor.close(TimeUnit.SECONDS.toNanos(30));
		assertThat(this.threads.get(0).isAlive()).isFalse();
		this.executor.add(maintenance("c", () -> {
		}));
		assertThat(this.threads).hasSize(1);
		assertThat(this.events).containsExactly("a compressed");
	}

	/** A server that looks for threads of an application that has ended finds none. */
	@Test
	void aCloseWaitsForTheLastInstructionOfTheThread() throws Exception {
		ArchiveExecutor slow = new ArchiveExecutor(CLOCK, (task) -> {
			Thread thread = new Thread(() -> {
				task.run();
				awaitGate();
			});
			this.threads.add(thread);
			return thread;
		});
		slow.add(maintenance("a", () -> {
		}));
		untilTold("a compressed", "a maintained");
		slow.close(1);
		Awaitility.await().until(this.threads.get(0)::getState, Thread.State.WAITING::equals);
		FutureTask<Void> closed = new FutureTask<>(() -> {
			slow.close(Long.MAX_VALUE);
			return null;
		});
		Thread closing = new Thread(closed);
		closing.start();
		Awaitility.await().until(closing::getState, (state) -> state == Thread.State.TIMED_WAITING || closed.isDone());
		assertThat(closed).isNotDone();
		this.gate.countDown();
		closed.get(30, TimeUnit.SECONDS);
	}

	@Test
	void aCloseByTheThreadItselfDoesNotWait() throws IOException {
		this.executor.add(maintenance("a", () -> {
			try {
				this.executor.close(Long.MAX_VALUE);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}));
		Awaitility.await().until(() -> !this.threads.isEmpty() && !this.threads.get(0).isAlive());
		assertThat(this.events).containsExactly("a compressed");
		assertThat(this.executor.clock()).isEqualTo(CLOCK);
	}

}
