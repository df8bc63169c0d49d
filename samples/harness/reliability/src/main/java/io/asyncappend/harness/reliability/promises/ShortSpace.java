package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.driver.Session;
import io.asyncappend.harness.reliability.driver.Watch;
import io.asyncappend.harness.reliability.driver.Watch.Event;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A disk that gets short of space, and one that is full when its largest file goes. */
final class ShortSpace {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final long MIN_FREE = 8 << 20;

	/** More than is written between two looks at the free space. */
	private static final long SPARE = 4 << 20;

	private static final int MANY = 16;

	private static final int RECORD = 60_000;

	private final Result result;

	ShortSpace(Result result) {
		this.result = result;
	}

	void test(int cycles) throws Exception {
		try (Disk disk = Disk.create(Disk.Type.EXT4, 48)) {
			minFree(disk, cycles, true);
			minFree(disk, cycles, false);
			minFreeOfMany(disk);
			deletedWhileFull(disk, cycles, true);
			deletedWhileFull(disk, cycles, false);
		}
	}

	/**
	 * Degrades while as much is free as is to be kept, and goes on when there is more.
	 */
	private void minFree(Disk disk, int cycles, boolean enabled) throws Exception {
		Path file = disk.path().resolve("log");
		Path ballast = disk.path().resolve("ballast");
		FileStore store = Files.getFileStore(disk.path());
		long least = Long.MAX_VALUE;
		try (Scratch scratch = Scratch.create("space")) {
			try (Session session = session(file, scratch, new Watch(), enabled, "min-free=" + MIN_FREE,
					"sizes=2000-6000")) {
				for (int i = 0; i < cycles; i++) {
					// So that what the appender writes itself is what gets too much.
					int spare = (int) (store.getUsableSpace() - MIN_FREE - SPARE);
					Files.write(ballast, new byte[Math.max(1 << 20, spare)]);
					// What was written meanwhile may have left too little for the
					// ballast.
					long tooMuch = Math.max(0, MIN_FREE - store.getUsableSpace());
					AppenderStatus status = awaitDegraded(session);
					least = Math.min(least, store.getUsableSpace() + tooMuch);
					if (!status.trouble().failureKind().equals(Optional.of(FailureKind.MIN_FREE))) {
						this.result.violation("degraded for another reason than min-free: " + status);
					}
					Files.delete(ballast);
					Await.until("going on after " + status, LIMIT,
							() -> session.appender().status().positions().written() > status.positions().accepted());
					this.result.faults(1);
				}
				session.stop();
			}
			verify("min-free, enabled=" + enabled, scratch, List.of(file));
		}
		Files.delete(file);
		if (least < MIN_FREE - (MIN_FREE >> 4)) {
			this.result.violation("only " + least + " bytes were free when " + MIN_FREE + " were to be");
		}
		this.result.note("min-free of " + MIN_FREE + ", enabled=" + enabled + ": when degraded, at least " + least
				+ " bytes were free");
		this.result.run();
	}

	/** Appenders that know nothing of each other must not use up what each is to keep. */
	private void minFreeOfMany(Disk disk) throws Exception {
		FileStore store = Files.getFileStore(disk.path());
		AppenderOptions options = AppenderOptions.builder().minFree(MIN_FREE).build();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			List<AsyncAppender> appenders = new ArrayList<>();
			List<Thread> producers = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				AsyncAppender appender = factory.open("log" + i, disk.path().resolve("log" + i), options);
				appenders.add(appender);
				producers.add(new Thread(() -> appendUntilDegraded(appender)));
			}
			producers.forEach(Thread::start);
			Await.until("all degraded", LIMIT, () -> appenders.stream()
				.allMatch((appender) -> appender.status().state() == AppenderStatus.State.DEGRADED));
			long free = store.getUsableSpace();
			if (free < MIN_FREE - (MIN_FREE >> 4)) {
				this.result.violation("of " + MIN_FREE + " bytes to be kept free " + MANY + " appenders left " + free);
			}
			for (int i = 0; i < MANY; i++) {
				Files.delete(disk.path().resolve("log" + i));
			}
			for (AsyncAppender appender : appenders) {
				closeGivingUp(appender);
			}
			for (Thread producer : producers) {
				producer.join();
			}
		}
		this.result.faults(MANY);
		this.result.run();
	}

	private static void appendUntilDegraded(AsyncAppender appender) {
		try {
			while (appender.status().state() == AppenderStatus.State.OPEN) {
				appender.append(new byte[RECORD]);
			}
		}
		catch (AppendException ex) {
			// Closed while it waited for room.
		}
	}

	/** The files are deleted but open, so that there is no room for what is queued. */
	private static void closeGivingUp(AsyncAppender appender) {
		try {
			appender.close(Duration.ZERO);
		}
		catch (AppendException ex) {
			// What is not written is not wanted.
		}
	}

	/** What an operator does about a full disk: the next file begins with a record. */
	private void deletedWhileFull(Disk disk, int cycles, boolean enabled) throws Exception {
		Path file = disk.path().resolve("log");
		List<Path> files = new ArrayList<>();
		Watch watch = new Watch();
		try (Scratch scratch = Scratch.create("space")) {
			try (Session session = session(file, scratch, watch, enabled, "recreate=true", "sizes=900-5000")) {
				for (int i = 0; i < cycles; i++) {
					long written = session.appender().status().positions().written();
					Await.until("something written", LIMIT,
							() -> session.appender().status().positions().written() > written);
					disk.fill();
					AppenderStatus status = awaitDegraded(session);
					Path kept = disk.path().resolve("kept." + i);
					Files.createLink(kept, file);
					files.add(kept);
					Files.delete(file);
					watch.await(Event.FILE_LOST, i + 1, LIMIT);
					disk.free();
					Await.until("going on in a new file after " + status, LIMIT, () -> Files.exists(file)
							&& session.appender().status().positions().written() > status.positions().accepted());
					this.result.faults(1);
				}
				session.stop();
			}
			files.add(file);
			verify("deleted while full, enabled=" + enabled, scratch, files);
		}
		for (Path path : files) {
			Files.delete(path);
		}
		this.result.run();
	}

	private Session session(Path file, Scratch scratch, Watch watch, boolean enabled, String... words)
			throws IOException {
		List<String> all = new ArrayList<>(List.of("file=" + file, "acks=" + scratch.resolve("acks"), "producers=4",
				"pause=1ms", "buffer=16384", "enabled=" + enabled));
		all.addAll(List.of(words));
		return new Session("log", new Plan(all.toArray(new String[0])), this.result::violation, watch);
	}

	private static AppenderStatus awaitDegraded(Session session) throws Exception {
		AppenderStatus[] status = new AppenderStatus[1];
		Await.until("degraded", LIMIT, () -> {
			status[0] = session.appender().status();
			return status[0].state() == AppenderStatus.State.DEGRADED;
		});
		return status[0];
	}

	private void verify(String what, Scratch scratch, List<Path> files) throws IOException {
		Acknowledgements given = Acknowledgements.read(scratch.resolve("acks"));
		Verdict verdict = new Verifier(given, given, Promised.ACCEPTED, Tail.WHOLE).verify(files);
		if (!verdict.ok()) {
			this.result.violation(what + ": " + verdict);
		}
	}

}
