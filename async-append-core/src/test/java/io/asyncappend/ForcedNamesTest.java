package io.asyncappend;

import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Bound;
import io.asyncappend.support.SettableClock;
import io.asyncappend.support.SystemCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the operating system is asked to put on the disk, as strace(1) sees it: fsync(2)
 * of a file says nothing of the file's name, which is in its directory.
 */
@Timeout(120)
class ForcedNamesTest {

	@TempDir
	private Path directory;

	@BeforeAll
	static void needsStrace() {
		Bound.requireTool("strace");
	}

	@Test
	void newAndReopenedFilesAreForcedIntoTheirDirectories() throws Exception {
		Path parent = this.directory.toRealPath();
		Path file = parent.resolve("a").resolve("b").resolve("file");
		SystemCalls calls = trace(file);
		int created = calls.indexOf(0, "openat(", "\"" + file + "\"", "O_CREAT|O_EXCL, 0640");
		int written = calls.indexOf(created, "write(", "\"first");
		int forced = calls.indexOf(written, "fdatasync(");
		int renamed = calls.indexOf(forced, "rename(", "\"" + file + "\"");
		int reopened = calls.indexOf(renamed, "openat(", "\"" + file + "\"", "O_CREAT|O_EXCL, 0640");
		int writtenAgain = calls.indexOf(reopened, "write(", "\"second");
		assertForced(calls, 0, created, parent);
		assertForced(calls, 0, created, parent.resolve("a"));
		assertForced(calls, created, written, file.getParent());
		assertForced(calls, reopened, writtenAgain, file.getParent());
		assertThat(calls.call(calls.indexOf(created + 1, "openat(", "\"/proc/self/fd/", "O_APPEND")))
			.contains("O_WRONLY");
	}

	/** It may have been made a moment ago, by whoever did not force it. */
	@Test
	void theNameOfAFileThatIsThereIsForcedToo() throws Exception {
		Path file = Files.createFile(this.directory.toRealPath().resolve("file"));
		Files.createFile(file.resolveSibling(".file.lock"));
		SystemCalls calls = trace(file);
		int written = calls.indexOf(0, "write(", "\"first");
		assertForced(calls, 0, written, file.getParent());
	}

	/** Only the index says where an archive lies in the log from then on. */
	@Test
	void theEndOfAFileIsForcedBeforeThePositionsGoOn() throws Exception {
		Path parent = this.directory.toRealPath();
		Path file = parent.resolve("file");
		SystemCalls calls = SystemCalls.withPaths(this.directory.resolve("strace"), "write,fsync", Rotating.class,
				file);
		int indexed = 0;
		for (int i = 0; i < 2; i++) {
			indexed = calls.indexOf(indexed + 1, "write(", parent.resolve(".file.index") + ">", "\\2\\0");
			int forced = calls.indexOf(indexed, "fsync(", parent.resolve(".file.index") + ">", "= 0");
			int named = (i == 0) ? calls.indexOf(indexed, "fsync(", parent + ">", "= 0") : forced;
			int goesOn = calls.indexOf(indexed, "write(", parent.resolve(".file.positions") + ">");
			assertThat(Math.max(forced, named)).isLessThan(goesOn);
		}
	}

	/** A power cut would leave nothing that says how late it was before. */
	@Test
	void theMarkWhereTheClockIsSetBackIsForced() throws Exception {
		Path file = this.directory.toRealPath().resolve("file");
		SystemCalls calls = SystemCalls.withPaths(this.directory.resolve("strace"), "write,fsync", SettingBack.class,
				file);
		int second = calls.indexOf(0, "write(", file + ">", "second");
		int marked = calls.indexOf(second, "write(", file.resolveSibling(".file.index") + ">", "\"\\1\\0");
		int forced = calls.indexOf(marked, "fsync(", file.resolveSibling(".file.index") + ">", "= 0");
		assertThat(forced).isLessThan(calls.indexOf(second, "write(", file + ">", "third"));
	}

	/** Opened, and fsync of that descriptor returned 0, between two calls. */
	private static void assertForced(SystemCalls calls, int from, int to, Path path) {
		int open = calls.indexOf(from, "openat(", "\"" + path + "\"", "O_RDONLY");
		String descriptor = calls.result(open);
		assertThat(calls.indexOf(open, "fsync(" + descriptor, "= 0")).as("fsync of " + path).isBetween(open, to);
	}

	private SystemCalls trace(Path file) throws Exception {
		return SystemCalls.of(this.directory.resolve("strace"), "openat,write,fsync,fdatasync,rename", Reopening.class,
				file);
	}

	/** Appends, rotates and appends. */
	static final class Reopening {

		public static void main(String[] arguments) throws Exception {
			Path file = Path.of(arguments[0]);
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				AsyncAppender appender = factory.open("a", file);
				appender.appendDurably("first".getBytes()).join();
				Files.move(file, file.resolveSibling("moved"));
				appender.reopen();
				appender.appendDurably("second".getBytes()).join();
			}
		}

	}

	/** Appends, sets its clock back, and appends. */
	static final class SettingBack {

		public static void main(String[] arguments) {
			SettableClock clock = new SettableClock(Instant.now());
			try (AsyncAppendFactory factory = new FileAppenderFactory.Builder().clock(clock).build()) {
				AsyncAppender appender = factory.open("a", Path.of(arguments[0]));
				appender.append("first\n".getBytes());
				appender.flush();
				clock.now = clock.now.minusSeconds(3600);
				appender.append("second\n".getBytes());
				appender.flush();
				appender.append("third\n".getBytes());
				appender.flush();
			}
		}

	}

	/** Appends and rotates. */
	static final class Rotating {

		public static void main(String[] arguments) {
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				AsyncAppender appender = factory.open("a", Path.of(arguments[0]));
				for (int i = 0; i < 2; i++) {
					appender.append("record\n".getBytes());
					appender.rotate();
				}
			}
		}

	}

}
