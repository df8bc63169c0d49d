package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.internal.file.FileInUseException;
import io.asyncappend.support.Child;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A claim is lost with any descriptor of the lock file that this process closes. Then it
 * is taken anew, or the appender fails: two processes never write in silence.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class LostClaimTest {

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private final FileAppenderFactory factory = new FileAppenderFactory.Builder().listener(this.recorder).build();

	@AfterEach
	void closeFactory() {
		try {
			this.factory.close();
		}
		catch (AppenderFailedException ex) {
			assertThat(this.recorder.failed).isNotEmpty();
		}
	}

	private Path file() {
		return this.directory.resolve("file");
	}

	private Path lockFile() {
		return this.directory.resolve(".file.lock");
	}

	private AsyncAppender used(boolean shared) {
		AsyncAppender appender = this.factory.open("name", file(), AppenderOptions.builder().shared(shared).build());
		write(appender);
		return appender;
	}

	private static void write(AsyncAppender appender) {
		appender.append("record\n".getBytes());
		appender.flush();
	}

	/** Until nobody looks at the file any more, who would take the claim anew. */
	private AsyncAppender idle(boolean shared) {
		AsyncAppender appender = used(shared);
		Faulty.await().until(() -> this.factory.threads() == 0);
		return appender;
	}

	private void copyDirectory() throws IOException {
		Path copy = Files.createDirectories(this.directory.resolve("copy"));
		Files.copy(file(), copy.resolve("file"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
		Files.copy(lockFile(), copy.resolve(".file.lock"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
	}

	private boolean isLocked() throws IOException {
		return Files.readString(Path.of("/proc/locks"))
			.contains(":" + Files.getAttribute(lockFile(), "unix:ino") + " ");
	}

	private void awaitClaim(AsyncAppender appender) {
		Faulty.await().until(() -> {
			write(appender);
			return isLocked();
		});
	}

	private Throwable awaitFailure(AsyncAppender appender) {
		Faulty.await().until(() -> {
			try {
				write(appender);
				return false;
			}
			catch (AppenderFailedException ex) {
				return true;
			}
		});
		return appender.status().trouble().failure().orElseThrow();
	}

	private List<String> open(boolean shared) throws Exception {
		try (Child child = Child.start(ProcessTest.Opening.class, file(), shared)) {
			return child.readAll();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aClaimThatACopyOfTheDirectoryReleasedIsTakenAnew(boolean shared) throws Exception {
		AsyncAppender appender = used(shared);
		copyDirectory();
		assertThat(isLocked()).isFalse();
		awaitClaim(appender);
		assertThat(open(!shared).toString()).contains("refused");
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anAppenderFailsOnceAnotherProcessHasItsFile(boolean shared) throws Exception {
		AsyncAppender appender = idle(shared);
		copyDirectory();
		try (Child child = Child.start(Holding.class, file())) {
			child.readUntil("opened");
			assertThat(awaitFailure(appender)).isInstanceOf(FileInUseException.class)
				.hasMessageContaining("another process has claimed it (pid " + child.process().pid() + ")");
			assertThat(this.recorder.failed).hasSize(1);
		}
		assertThat(file()).content().contains("holder");
	}

	@Test
	void anAppenderFailsThoughTheOtherProcessHasGone() throws Exception {
		AsyncAppender appender = idle(false);
		copyDirectory();
		assertThat(open(false)).containsExactly("opened");
		assertThat(awaitFailure(appender)).isInstanceOf(FileInUseException.class);
	}

	@Test
	void anAppenderThatWasIdleWritesNothingIntoTheFileOfAnother() throws Exception {
		AsyncAppender appender = idle(false);
		copyDirectory();
		try (Child child = Child.start(Holding.class, file())) {
			child.readUntil("opened");
			String before = Files.readString(file());
			assertThatThrownBy(() -> write(appender)).isInstanceOf(AppenderFailedException.class)
				.hasMessageContaining("another process has claimed it");
			assertThat(file()).hasContent(before);
		}
	}

	/** Opens a file, appends and stays. */
	static final class Holding {

		public static void main(String[] arguments) throws Exception {
			FileAppenderFactory factory = new FileAppenderFactory.Builder().build();
			AsyncAppender appender = factory.open("file", Path.of(arguments[0]));
			appender.append("holder\n".getBytes());
			appender.flush();
			System.out.println("opened");
			Thread.currentThread().join();
		}

	}

	@Test
	void aLockFileThatWasDeletedIsMadeAnew() throws Exception {
		AsyncAppender appender = used(false);
		Files.delete(lockFile());
		Faulty.await().until(() -> {
			write(appender);
			return Files.exists(lockFile()) && isLocked();
		});
		assertThat(open(false).toString()).contains("refused");
	}

	@Test
	void anAppenderFailsIfAnotherProcessMadeTheDeletedLockFileAnew() throws Exception {
		AsyncAppender appender = idle(false);
		Files.delete(lockFile());
		try (Child child = Child.start(Holding.class, file())) {
			child.readUntil("opened");
			assertThat(awaitFailure(appender)).isInstanceOf(FileInUseException.class);
		}
	}

	@Test
	void anOpenThatIsRefusedInAnotherClassLoaderReleasesNothing() throws Exception {
		used(false);
		refusedInAnotherClassLoader();
		assertThat(isLocked()).isTrue();
		assertThat(open(false).toString()).contains("refused");
	}

	@Test
	void anOpenThatIsRefusedUnderTheOldNameReleasesNothingForLong() throws Exception {
		AsyncAppender appender = used(false);
		Files.move(file(), this.directory.resolve("moved"));
		refusedInAnotherClassLoader();
		awaitClaim(appender);
		assertThat(open(false).toString()).contains("refused");
	}

	private void refusedInAnotherClassLoader() throws Exception {
		WeakReference<ClassLoader> gone = openInAnotherClassLoader();
		Faulty.await().until(() -> {
			System.gc();
			return gone.get() == null;
		});
		// What the garbage collector closes it closes on a thread of its own.
		System.gc();
	}

	private WeakReference<ClassLoader> openInAnotherClassLoader() throws Exception {
		URL classes = AsyncAppendFactory.class.getProtectionDomain().getCodeSource().getLocation();
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes }, ClassLoader.getPlatformClassLoader())) {
			Class<?> type = loader.loadClass(AsyncAppendFactory.class.getName());
			assertThat(type).isNotSameAs(AsyncAppendFactory.class);
			Object other = type.getMethod("create").invoke(null);
			assertThatThrownBy(() -> type.getMethod("open", String.class, Path.class).invoke(other, "name", file()))
				.rootCause()
				.hasMessageContaining("an appender of this JVM has it open already");
			type.getMethod("close").invoke(other);
			return new WeakReference<>(loader);
		}
	}

	@Test
	void aUserThatMayOnlyReadTheLogMayNotOpenTheLockFile() throws IOException {
		used(false);
		assertThat(mode(lockFile())).isEqualTo("rw-------");
		assertThat(mode(file())).isEqualTo("rw-r-----");
	}

	@Test
	void aLockFileOfASharedFileIsOpenToItsWriters() throws IOException {
		this.factory.open("name", file(),
				AppenderOptions.builder()
					.shared(true)
					.permissions(java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"))
					.build());
		assertThat(mode(lockFile())).isEqualTo("rw-------");
	}

	@Test
	void aLockFileOfAnEarlierVersionIsMadePrivate() throws IOException {
		Files.writeString(lockFile(), "pid 4711");
		Files.setPosixFilePermissions(lockFile(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
		used(false);
		assertThat(mode(lockFile())).isEqualTo("rw-------");
		assertThat(Files.readString(lockFile()))
			.matches("async-append 1 pid " + ProcessHandle.current().pid() + " claim [0-9a-f]{16}");
	}

	private static String mode(Path path) throws IOException {
		return java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLockOfAnotherProcessIsReportedAndNoRefusal(boolean exclusive) throws Exception {
		Files.writeString(file(), "before\n");
		try (Child child = Child.start(Locking.class, file(), exclusive)) {
			child.readUntil("locked");
			AsyncAppender appender = used(false);
			assertThat(this.recorder.lockedByOthers).hasValue(1);
			assertThatThrownBy(() -> this.factory.open("second", file())).isInstanceOf(AppendException.class)
				.hasMessageContaining("an appender of this JVM has it open already");
			Path link = Files.createLink(this.directory.resolve("hard"), file());
			assertThatThrownBy(() -> this.factory.open("second", link)).isInstanceOf(AppendException.class)
				.hasMessageContaining("an appender of this JVM has it open already");
			write(appender);
			appender.close();
			assertThat(Files.readString(file())).isEqualTo("before\nrecord\nrecord\n");
			this.factory.open("again", file());
			assertThat(this.recorder.lockedByOthers).hasValue(2);
		}
	}

	@Test
	void aChannelIsLentThoughOthersHaveLockedItsFile() throws Exception {
		Files.createFile(file());
		try (Child child = Child.start(Locking.class, file(), false);
				FileChannel channel = FileChannel.open(file(), StandardOpenOption.APPEND)) {
			child.readUntil("locked");
			write(this.factory.create("lent", channel));
			assertThat(this.recorder.lockedByOthers).hasValue(1);
			this.factory.close();
		}
	}

	/** Locks a file as whoever may read it can. */
	static final class Locking {

		public static void main(String[] arguments) throws Exception {
			boolean exclusive = Boolean.parseBoolean(arguments[1]);
			try (FileChannel channel = FileChannel.open(Path.of(arguments[0]),
					exclusive ? StandardOpenOption.WRITE : StandardOpenOption.READ)) {
				channel.lock(0, Long.MAX_VALUE, !exclusive);
				System.out.println("locked");
				Thread.currentThread().join();
			}
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "", "12", "4711\n", "\0", "\0\0\0\0\0\0\0\0", "pid ", "pid 47", "pid 4711\0\0\0", "p",
			"async-append", "async-append 1 pid 12 claim 0123", "async-append 1 pid 12 claim 0123456789abcdef",
			"async-append 1 pid 12\0\0\0\0" })
	void theRemainsOfALockFileAreNotInTheWay(String content) throws IOException {
		Files.writeString(lockFile(), content);
		used(false);
		assertThat(Files.readString(lockFile())).startsWith("async-append 1 pid ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "record\n", "12 records", "pid x", "async-append 2 pid 12", "pid 1 and more" })
	void whatElseIsInAFileOfItsNameIsLeftAlone(String content) throws IOException {
		Files.writeString(lockFile(), content);
		assertThatThrownBy(() -> used(false)).isInstanceOf(AppendException.class)
			.hasMessageContaining("is in the way: it holds something else");
		assertThat(lockFile()).hasContent(content);
	}

	@Test
	void whatAPrivateLockFileHoldsIsNotInTheWay() throws IOException {
		Files.writeString(lockFile(), "\u001b[31mgarbage");
		Files.setPosixFilePermissions(lockFile(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
		used(false);
		assertThat(Files.readString(lockFile())).startsWith("async-append 1 pid ");
	}

	@Test
	void aLockFileWithAnotherNameIsLeftAlone() throws IOException {
		Path victim = Files.createFile(this.directory.resolve("victim"));
		Files.createLink(lockFile(), victim);
		assertThatThrownBy(() -> used(false)).isInstanceOf(AppendException.class).hasMessageContaining("another name");
		assertThat(victim).isEmptyFile();
	}

	@Test
	void aFileIsOpenedByAThreadThatIsInterrupted() {
		Thread.currentThread().interrupt();
		AsyncAppender appender = this.factory.open("name", file());
		assertThat(Thread.interrupted()).isTrue();
		write(appender);
		assertThat(file()).hasContent("record");
	}

}
