package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file system is mounted over the directory of a file that is written (mount(8)): the
 * file is there still, but its path leads elsewhere.
 */
@Timeout(60)
class MountedOverTest {

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private final AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this.recorder).build();

	private boolean mounted;

	@BeforeEach
	void requireMounts() throws Exception {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can mount");
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "there is no mount(8)");
		Files.createDirectory(logs());
		String trouble = mount();
		if (trouble != null && "true".equals(System.getenv("CI"))) {
			throw new IllegalStateException("root cannot mount: " + trouble);
		}
		Assumptions.assumeTrue(trouble == null, () -> "root cannot mount here: " + trouble);
		unmount();
	}

	@AfterEach
	void leave() throws Exception {
		this.factory.close();
		if (this.mounted) {
			unmount();
		}
	}

	private Path logs() {
		return this.directory.resolve("logs");
	}

	private Path file() {
		return logs().resolve("file");
	}

	/** What speaks against it; {@code null} for nothing. */
	private String mount() throws Exception {
		String said = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", logs().toString());
		this.mounted = said == null;
		return said;
	}

	/** Lazily, as an appender may have a file of it open. */
	private void unmount() throws Exception {
		assertThat(run("umount", "-l", logs().toString())).isNull();
		this.mounted = false;
	}

	private static String run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? null : "mount: " + said;
	}

	private AsyncAppender used(boolean recreate) {
		AsyncAppender appender = this.factory.open("name", file(),
				AppenderOptions.builder().recreate(recreate).build());
		write(appender, "before\n");
		return appender;
	}

	private static void write(AsyncAppender appender, String record) {
		appender.append(record.getBytes(StandardCharsets.US_ASCII));
		appender.sync();
	}

	private FileLoss awaitLoss(int count) {
		Faulty.await().until(() -> this.recorder.losses.size() == count);
		return this.recorder.losses.get(count - 1);
	}

	@Test
	void recordsGoOnToTheFileBelowAndThatIsReported() throws Exception {
		AsyncAppender appender = used(false);
		mount();
		FileLoss loss = awaitLoss(1);
		write(appender, "below\n");

		assertThat(loss.kind()).isEqualTo(FileLoss.Kind.DELETED);
		assertThat(loss.bytes()).isEqualTo("before\n".length());
		assertThat(appender.status().trouble().fileLoss()).contains(loss);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(logs()).isEmptyDirectory();
		unmount();
		assertThat(file()).hasContent("before\nbelow\n");
	}

	@Test
	void aFileThatIsMountedOverItIsAnother() throws Exception {
		AsyncAppender appender = used(false);
		Path other = Files.writeString(this.directory.resolve("other"), "other\n");
		assertThat(run("mount", "--bind", other.toString(), file().toString())).isNull();
		try {
			FileLoss loss = awaitLoss(1);
			write(appender, "below\n");

			assertThat(loss.kind()).isEqualTo(FileLoss.Kind.REPLACED);
			assertThat(other).hasContent("other\n");
		}
		finally {
			assertThat(run("umount", "-l", file().toString())).isNull();
		}
		assertThat(file()).hasContent("before\nbelow\n");
	}

	@Test
	void aReopenMakesItAnewInWhatIsMounted() throws Exception {
		AsyncAppender appender = used(false);
		mount();
		awaitLoss(1);
		appender.reopen();
		write(appender, "above\n");

		assertThat(file()).hasContent("above\n");
		assertThat(appender.status().trouble().fileLoss()).isEmpty();
		appender.close();
		unmount();
		assertThat(file()).hasContent("before\n");
	}

	@Test
	void recreateMakesItAnewInWhatIsMounted() throws Exception {
		AsyncAppender appender = used(true);
		mount();
		FileLoss loss = awaitLoss(1);
		write(appender, "above\n");

		assertThat(loss.recreateFailure()).isEmpty();
		assertThat(file()).hasContent("above\n");
		assertThat(this.recorder.reopened).isNotEmpty();
		appender.close();
		unmount();
		assertThat(file()).hasContent("before\n");
	}

	@Test
	void recreateSaysWhyItCannotWhereNothingCanBeMade() throws Exception {
		AsyncAppender appender = used(true);
		String said = run("mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", logs().toString());
		this.mounted = said == null;
		assertThat(said).isNull();
		FileLoss loss = awaitLoss(1);
		write(appender, "below\n");

		assertThat(loss.recreateFailure()).containsInstanceOf(IOException.class);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		unmount();
		assertThat(Files.readString(file())).startsWith("before\nbelow\n");
	}

	@Test
	void aRotationBelowAMountIsReportedAndLosesNothing() throws Exception {
		AsyncAppender appender = used(false);
		mount();
		awaitLoss(1);
		appender.rotate();
		write(appender, "above\n");

		assertThat(file()).hasContent("above\n");
		appender.close();
		unmount();
		assertThat(file()).hasContent("before\n");
	}

}
