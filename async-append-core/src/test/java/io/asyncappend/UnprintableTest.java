package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Child;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What others write in names, links and lock files writes no line of a log. */
@Timeout(60)
class UnprintableTest {

	private static final String HOSTILE = "x\n2026-11-28 ERROR forged\u001b[2J\u202e\u2028\u0085\u009b\u007f";

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private final AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this.recorder).build();

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	private static void assertPrintable(Throwable thrown) {
		StringWriter trace = new StringWriter();
		thrown.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString())
			.contains("\\u000a", "\\u001b", "\\u202e", "\\u2028", "\\u0085", "\\u009b", "\\u007f")
			.doesNotContain("\u001b", "\u202e", "\u2028", "\u0085", "\u009b", "\u007f");
		assertThat(Arrays.stream(trace.toString().split("\n"))).noneMatch((line) -> line.startsWith("2026"));
	}

	@Test
	void theTargetOfADanglingLinkIsEscapedInARefusal() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("no" + HOSTILE, "where"));
		assertPrintable(catchThrowable(() -> this.factory.open("name", link)));
	}

	@Test
	void theTargetOfADanglingLinkIsEscapedInTheReportOfALoss() throws IOException {
		Path file = this.directory.resolve("file");
		Path target = Files.createDirectory(this.directory.resolve("d" + HOSTILE));
		Path link = Files.createSymbolicLink(file, target.resolve("file"));
		AsyncAppender appender = this.factory.open("name", link, AppenderOptions.builder().recreate(true).build());
		appender.append(new byte[1]);
		appender.flush();
		Files.delete(target.resolve("file"));
		Files.delete(target.resolve(".file.lock"));
		Files.delete(target.resolve(".file.positions"));
		Files.delete(target);
		Faulty.await().until(() -> this.recorder.losses.size() == 1);
		assertPrintable(this.recorder.losses.get(0).recreateFailure().orElseThrow());
		assertPrintable(catchThrowable(appender::reopen));
	}

	@Test
	void theNameOfAFileIsEscaped() throws IOException {
		Path file = Files.createDirectory(this.directory.resolve(HOSTILE));
		assertPrintable(catchThrowable(() -> this.factory.open("name", file)));
		Path used = this.directory.resolve("used" + HOSTILE);
		this.factory.open("used", used);
		assertPrintable(catchThrowable(() -> this.factory.open("again", used)));
	}

	@Test
	void whatALockFileHoldsIsNotShown() throws Exception {
		Path file = this.directory.resolve("file");
		try (Child child = Child.start(LostClaimTest.Holding.class, file)) {
			child.readUntil("opened");
			Path lockFile = this.directory.resolve(".file.lock");
			Files.writeString(lockFile, "pid 12" + HOSTILE);
			assertThat(catchThrowable(() -> this.factory.open("name", file)))
				.hasMessageContaining("another process appends to it; it holds")
				.message()
				.doesNotContain("forged");
		}
	}

}
