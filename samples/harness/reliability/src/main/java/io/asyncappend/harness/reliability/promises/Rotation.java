package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppenderStatus;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.driver.Session;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Files that are renamed, deleted, replaced and truncated under producers. */
public final class Rotation implements Promise {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Override
	public int number() {
		return 11;
	}

	@Override
	public String text() {
		return "rotation loses nothing, and a file that is taken away is noticed";
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		renames(1_000, true, result);
		renames(200, false, result);
		new FileLosses(result).test(4);
		copyTruncate(30, true, result);
		copyTruncate(30, false, result);
	}

	private static void renames(int count, boolean enabled, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("rotation")) {
			Path log = scratch.resolve("log");
			List<Path> files = new ArrayList<>();
			try (Session session = session(scratch, result, "enabled=" + enabled)) {
				for (int i = 0; i < count; i++) {
					long before = session.appender().status().positions().accepted();
					Path file = scratch.resolve("log." + i);
					Files.move(log, file);
					session.appender().reopen();
					files.add(file);
					if (!Files.exists(log) || session.appender().status().positions().durable() < before) {
						result.violation("reopened, but not all before it is durable, or there is no " + log);
					}
					result.faults(1);
				}
				session.stop();
			}
			files.add(log);
			Acknowledgements given = Acknowledgements.read(scratch.resolve("acks"));
			Verdict verdict = new Verifier(given, given, Promised.ACCEPTED, Tail.WHOLE).verify(files);
			if (!verdict.ok() || verdict.records() < count) {
				result.violation(count + " renames, enabled=" + enabled + ": " + verdict);
			}
			result.note(count + " renames with " + verdict.records() + " records, enabled=" + enabled);
			result.run();
		}
	}

	/** What it loses is its own, but a hole of NUL bytes would be this library's. */
	private static void copyTruncate(int count, boolean enabled, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("rotation")) {
			Path log = scratch.resolve("log");
			try (Session session = session(scratch, result, "enabled=" + enabled)) {
				for (int i = 0; i < count; i++) {
					long written = session.appender().status().positions().written();
					Await.until("something written", LIMIT,
							() -> session.appender().status().positions().written() > written);
					Path copy = scratch.resolve("copy");
					Files.deleteIfExists(copy);
					Files.copy(log, copy);
					requireNoNul(copy, result);
					try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
						file.setLength(0);
					}
					result.faults(1);
				}
				session.stop();
				AppenderStatus status = session.appender().status();
				if (status.state() != AppenderStatus.State.OPEN) {
					result.violation("not open after copytruncate: " + status);
				}
			}
			requireNoNul(log, result);
			result.run();
		}
	}

	private static void requireNoNul(Path file, Result result) throws IOException {
		byte[] bytes = new byte[1 << 16];
		try (InputStream in = Files.newInputStream(file)) {
			for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
				for (int i = 0; i < length; i++) {
					if (bytes[i] == 0) {
						result.violation("a NUL byte in " + file);
						return;
					}
				}
			}
		}
	}

	private static Session session(Scratch scratch, Result result, String... words) throws IOException {
		List<String> all = new ArrayList<>(List.of("file=" + scratch.resolve("log"), "acks=" + scratch.resolve("acks"),
				"producers=4", "pause=100us"));
		all.addAll(List.of(words));
		return new Session("log", new Plan(all.toArray(new String[0])), result::violation);
	}

}
