package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.driver.Session;
import io.asyncappend.harness.reliability.driver.Watch;
import io.asyncappend.harness.reliability.driver.Watch.Event;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes files away under appenders, in all ways at once, and waits for them to say so. A
 * hard link keeps what was in the file, so that it can be verified.
 */
final class FileLosses {

	private static final Duration NOTICED = Duration.ofSeconds(1);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final Result result;

	private final AtomicLong slowest = new AtomicLong();

	FileLosses(Result result) {
		this.result = result;
	}

	void test(int count) throws Exception {
		ExecutorService pool = Executors.newCachedThreadPool();
		try {
			List<Future<?>> tests = new ArrayList<>();
			for (FileLoss.Kind kind : FileLoss.Kind.values()) {
				for (boolean recreate : new boolean[] { true, false }) {
					for (boolean enabled : new boolean[] { true, false }) {
						tests.add(pool.submit(() -> {
							lose(kind, recreate, enabled, count);
							return null;
						}));
					}
				}
			}
			for (Future<?> test : tests) {
				test.get();
			}
		}
		finally {
			pool.shutdownNow();
		}
		this.result.note("a file taken away was noticed after at most " + this.slowest.get() / 1_000_000 + " ms");
	}

	private void lose(FileLoss.Kind kind, boolean recreate, boolean enabled, int count) throws Exception {
		String what = kind + ", recreate=" + recreate + ", enabled=" + enabled;
		try (Scratch scratch = Scratch.create("losses")) {
			Path log = scratch.resolve("log");
			Watch watch = new Watch();
			List<Path> files = new ArrayList<>();
			Plan plan = new Plan("file=" + log, "acks=" + scratch.resolve("acks"), "producers=2", "pause=3ms",
					"recreate=" + recreate, "enabled=" + enabled);
			try (Session session = new Session("log", plan, this.result::violation, watch)) {
				for (int i = 1; i <= count; i++) {
					awaitMore(session.appender());
					Path kept = scratch.resolve("kept." + i);
					long least = Files.size(log);
					long start = System.nanoTime();
					take(kind, log, kept);
					Watch.Seen seen = watch.await(Event.FILE_LOST, i, LIMIT);
					noticed(what, seen.nanos() - start);
					requireLoss(what, kind, least, (FileLoss) seen.detail(), session.appender().status());
					if (kind != FileLoss.Kind.TRUNCATED) {
						files.add(kept);
						goOn(what, recreate, session.appender(), log);
					}
					awaitMore(session.appender());
					this.result.faults(1);
				}
				session.stop();
			}
			files.add(log);
			verify(what, kind, scratch.resolve("acks"), files);
			this.result.run();
		}
	}

	private static void awaitMore(AsyncAppender appender) throws Exception {
		long written = appender.status().positions().written();
		Await.until("going on", LIMIT, () -> appender.status().positions().written() > written);
	}

	private static void take(FileLoss.Kind kind, Path log, Path kept) throws IOException {
		switch (kind) {
			case DELETED -> {
				Files.createLink(kept, log);
				Files.delete(log);
			}
			case REPLACED -> {
				Files.createLink(kept, log);
				Path other = log.resolveSibling("other");
				Files.createFile(other);
				Files.move(other, log, StandardCopyOption.ATOMIC_MOVE);
			}
			case TRUNCATED -> {
				try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
					file.setLength(0);
				}
			}
		}
	}

	private void noticed(String what, long nanos) {
		this.slowest.accumulateAndGet(nanos, Math::max);
		if (nanos > NOTICED.toNanos()) {
			this.result.violation(what + ": noticed after " + nanos / 1_000_000 + " ms");
		}
	}

	private void requireLoss(String what, FileLoss.Kind kind, long size, FileLoss told, AppenderStatus status) {
		// What was written between the look at the size and the truncation is more.
		long least = (kind == FileLoss.Kind.TRUNCATED) ? size : 0;
		if (told.bytes() < least || told.bytes() > least + status.positions().written()) {
			this.result.violation(what + ": of " + size + " bytes " + told + " is said to be lost");
		}
		if (told.kind() != kind || told.recreateFailure().isPresent()
				|| status.trouble().fileLoss().map(FileLoss::kind).orElse(null) != kind
				|| status.state() != AppenderStatus.State.OPEN) {
			this.result.violation(what + ": the listener was told " + told + ", the status is " + status);
		}
	}

	private void goOn(String what, boolean recreate, AsyncAppender appender, Path log) throws IOException {
		if (!recreate) {
			appender.reopen();
			if (appender.status().trouble().fileLoss().isPresent()) {
				this.result.violation(what + ": still lost after a reopen: " + appender.status());
			}
		}
		appender.flush();
		if (!Files.exists(log)) {
			this.result.violation(what + ": goes on without a file at the path");
		}
	}

	private void verify(String what, FileLoss.Kind kind, Path acks, List<Path> files) throws IOException {
		Acknowledgements given = Acknowledgements.read(acks);
		Verdict verdict = new Verifier(given, given, Promised.ACCEPTED, Tail.WHOLE).verify(files);
		if (kind != FileLoss.Kind.TRUNCATED && !verdict.ok()) {
			this.result.violation(what + ": " + verdict);
		}
	}

}
