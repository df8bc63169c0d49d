package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Child;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file has one appender, also when claims come and go at once. */
@Timeout(60)
class ClaimTest {

	/** Without the lock against that the two met within a few dozen. */
	private static final int ROUNDS = 400;

	@TempDir
	private Path directory;

	@Test
	@EnabledOnOs(OS.LINUX)
	void anOpenThatMeetsACloseHoldsTheLockOfTheOperatingSystem() throws Exception {
		Path file = this.directory.resolve("file");
		try (AsyncAppendFactory one = AsyncAppendFactory.create();
				AsyncAppendFactory other = AsyncAppendFactory.create()) {
			one.open("a", file).close();
			String inode = ":" + Files.getAttribute(this.directory.resolve(".file.lock"), "unix:ino") + " ";
			for (int round = 0; round < ROUNDS; round++) {
				AsyncAppender closing = one.open("a", file);
				CountDownLatch started = new CountDownLatch(1);
				Crew.Member<Void> closer = Crew.run(() -> {
					started.countDown();
					closing.close();
				});
				started.await();
				AsyncAppender opened = openWhenFree(other, file);
				closer.join();
				assertThat(locks()).as("round " + round).anyMatch((lock) -> lock.contains(inode));
				opened.close();
			}
		}
	}

	/**
	 * Those that this process holds through its descriptors (proc(5), {@code fdinfo}); of
	 * {@code /proc/locks} those of other processes that come and go hide some.
	 */
	private static List<String> locks() throws IOException {
		List<String> locks = new ArrayList<>();
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fdinfo"))) {
			for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
				try {
					Files.readString(descriptor).lines().filter((line) -> line.startsWith("lock:")).forEach(locks::add);
				}
				catch (IOException ex) {
					// Closed meanwhile, as the one that lists them.
				}
			}
		}
		return locks;
	}

	private static AsyncAppender openWhenFree(AsyncAppendFactory factory, Path file) {
		while (true) {
			try {
				return factory.open("b", file);
			}
			catch (AppendException ex) {
				assertThat(ex).hasMessageContaining("an appender of this JVM has it open");
			}
		}
	}

	@Test
	void aChannelIsLentOnceThoughItsOwnerLockedIt() throws IOException {
		try (FileChannel channel = FileChannel.open(this.directory.resolve("file"), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND); AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			channel.lock();
			AsyncAppender first = factory.create("first", channel);
			assertThatThrownBy(() -> factory.create("second", channel)).isInstanceOf(AppendException.class)
				.hasMessageContaining("second");
			first.close();
			factory.create("third", channel).append(new byte[] { 1 });
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledOnOs(OS.LINUX)
	void closedAppendersKeepNoDescriptors(boolean shared) throws IOException {
		Path file = this.directory.toRealPath().resolve("file");
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("a", file, AppenderOptions.builder().shared(shared).build());
			appender.append("record\n".getBytes());
			Files.move(file, this.directory.resolve("file.1"));
			appender.reopen();
			assertThat(descriptors()).contains(file).doesNotContain(this.directory.toRealPath().resolve("file.1"));
			appender.close();
			assertThat(descriptors()).noneMatch((path) -> path.startsWith(file.getParent()));
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void refusedOpensKeepNoDescriptors() throws IOException {
		Path file = this.directory.resolve("file");
		try (AsyncAppendFactory one = AsyncAppendFactory.create();
				AsyncAppendFactory other = AsyncAppendFactory.create()) {
			AsyncAppender appender = one.open("a", file);
			for (int i = 0; i < 50; i++) {
				assertThatThrownBy(() -> other.open("b", file)).isInstanceOf(AppendException.class);
			}
			appender.close();
			other.open("b", file).close();
		}
		assertThat(descriptors()).noneMatch((path) -> path.startsWith(this.directory));
	}

	private static List<Path> descriptors() throws IOException {
		List<Path> paths = new ArrayList<>();
		try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
			for (Path link : links) {
				try {
					paths.add(Files.readSymbolicLink(link));
				}
				catch (NoSuchFileException ex) {
					// That of the directory stream, or closed meanwhile.
				}
			}
		}
		return paths;
	}

	@Test
	void aReopenClaimsTheNameAnewAfterTheLockFileWasDeleted() throws IOException {
		Path file = this.directory.resolve("file");
		try (AsyncAppendFactory one = AsyncAppendFactory.create();
				AsyncAppendFactory other = AsyncAppendFactory.create()) {
			AsyncAppender appender = one.open("a", file);
			assertThatThrownBy(() -> other.open("b", file)).isInstanceOf(AppendException.class);
			Files.delete(this.directory.resolve(".file.lock"));
			Files.move(file, this.directory.resolve("file.1"));
			appender.reopen();
			appender.append("after\n".getBytes());
			appender.flush();
			assertThat(file).hasContent("after\n");
			assertThatThrownBy(() -> other.open("b", file)).isInstanceOf(AppendException.class);
		}
	}

	/** Nothing is appended, so nobody looks at the file, who would mend the claim. */
	@ParameterizedTest
	@ValueSource(strings = { "kept", "deleted", "copied" })
	@EnabledOnOs(OS.LINUX)
	void aReopenedFileIsClaimedAgainstOtherProcessesToo(String lockFileIs) throws Exception {
		Path file = this.directory.resolve("file");
		Path lockFile = this.directory.resolve(".file.lock");
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("a", file);
			if (lockFileIs.equals("deleted")) {
				Files.delete(lockFile);
			}
			else if (lockFileIs.equals("copied")) {
				// Which loses the lock, as it closes the file (fcntl(2)).
				Files.copy(lockFile, this.directory.resolve("copy"));
			}
			Files.move(file, this.directory.resolve("file.1"));
			appender.reopen();
			String inode = ":" + Files.getAttribute(lockFile, "unix:ino") + " ";
			assertThat(locks()).anyMatch((lock) -> lock.contains(inode));
			try (Child child = Child.start(ProcessTest.Opening.class, file, false)) {
				assertThat(child.readAll().toString()).contains("another process appends to it");
			}
		}
	}

	@Test
	void aFileThatGrowsWhileItsEndIsReadIsRefused() throws Exception {
		Path file = this.directory.resolve("file");
		// Without a delimiter all of it is read.
		byte[] chunk = "x".repeat(1 << 20).getBytes();
		AtomicBoolean done = new AtomicBoolean();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create();
				FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			for (int i = 0; i < 4; i++) {
				channel.write(ByteBuffer.wrap(chunk));
			}
			Crew.Member<Void> other = Crew.run(() -> {
				while (!done.get() && channel.size() < 512 << 20) {
					channel.write(ByteBuffer.wrap(chunk, 0, 100));
				}
			});
			try {
				// Where other threads have the cores, none writes while it is read.
				Faulty.await().until(() -> isRefused(factory, file));
			}
			finally {
				done.set(true);
				other.join();
			}
			factory.open("a", file);
		}
	}

	private static boolean isRefused(AsyncAppendFactory factory, Path file) {
		try {
			factory.open("a", file).close();
			return false;
		}
		catch (AppendException ex) {
			assertThat(ex).hasMessageContaining("was changed by others while it was opened");
			return true;
		}
	}

}
