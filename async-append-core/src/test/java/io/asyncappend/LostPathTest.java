package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Bound;
import io.asyncappend.support.Child;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** All ways in which a path stops naming the file are told, and mended when they end. */
@Timeout(60)
class LostPathTest {

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private final AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this.recorder).build();

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	/** Something that is done to the path {@code top/sub/file}. */
	private interface Deed {

		void to(Path top) throws IOException;

	}

	static Stream<Arguments> deeds() {
		return Stream.of(deed("the file is deleted", FileLoss.Kind.DELETED, (top) -> Files.delete(file(top))),
				deed("the file is replaced", FileLoss.Kind.REPLACED, (top) -> {
					Files.delete(file(top));
					Files.writeString(file(top), "other");
				}), deed("a directory takes its place", FileLoss.Kind.REPLACED, (top) -> {
					Files.delete(file(top));
					Files.createDirectory(file(top));
				}), deed("a dangling link takes its place", FileLoss.Kind.DELETED, (top) -> {
					Files.delete(file(top));
					Files.createSymbolicLink(file(top), Path.of("no/where"));
				}), deed("a link to itself takes its place", FileLoss.Kind.DELETED, (top) -> {
					Files.delete(file(top));
					Files.createSymbolicLink(file(top), Path.of("file"));
				}), deed("a link to a name that is too long takes its place", FileLoss.Kind.DELETED, (top) -> {
					Files.delete(file(top));
					Files.createSymbolicLink(file(top), Path.of("n".repeat(256)));
				}), deed("a link through a file takes its place", FileLoss.Kind.DELETED, (top) -> {
					Files.delete(file(top));
					Files.createFile(top.resolve("plain"));
					Files.createSymbolicLink(file(top), Path.of("../plain/file"));
				}), deed("its directory is moved away", FileLoss.Kind.DELETED, (top) -> move(sub(top))),
				deed("its directory becomes a file", FileLoss.Kind.DELETED, (top) -> {
					move(sub(top));
					Files.createFile(sub(top));
				}), deed("its directory becomes a loop of links", FileLoss.Kind.DELETED, (top) -> {
					move(sub(top));
					Files.createSymbolicLink(sub(top), Path.of("other"));
					Files.createSymbolicLink(top.resolve("other"), Path.of("sub"));
				}), deed("its directory becomes a dangling link", FileLoss.Kind.DELETED, (top) -> {
					move(sub(top));
					Files.createSymbolicLink(sub(top), Path.of("no/where"));
				}), deed("its directory becomes another one", FileLoss.Kind.DELETED, (top) -> {
					move(sub(top));
					Files.createDirectory(sub(top));
				}), deed("its directory becomes one with a file of its name", FileLoss.Kind.REPLACED, (top) -> {
					move(sub(top));
					Files.createDirectory(sub(top));
					Files.writeString(file(top), "other");
				}), deed("the parent of its directory becomes a file", FileLoss.Kind.DELETED, (top) -> {
					move(top);
					Files.createFile(top);
				}), deed("the parent of its directory becomes a loop of links", FileLoss.Kind.DELETED, (top) -> {
					move(top);
					Files.createSymbolicLink(top, top.getFileName());
				}));
	}

	private static Arguments deed(String name, FileLoss.Kind kind, Deed deed) {
		return Arguments.of(org.junit.jupiter.api.Named.of(name, deed), kind);
	}

	private static Path sub(Path top) {
		return top.resolve("sub");
	}

	private static Path file(Path top) {
		return sub(top).resolve("file");
	}

	private static void move(Path path) throws IOException {
		Files.move(path, path.resolveSibling(path.getFileName() + ".moved"));
	}

	private Path top() {
		return this.directory.resolve("top");
	}

	private AsyncAppender used(boolean recreate) {
		AsyncAppender appender = this.factory.open("name", file(top()),
				AppenderOptions.builder().recreate(recreate).build());
		write(appender, "before\n");
		return appender;
	}

	private static void write(AsyncAppender appender, String record) {
		appender.append(record.getBytes());
		appender.flush();
	}

	@ParameterizedTest
	@MethodSource("deeds")
	void aLostPathIsReported(Deed deed, FileLoss.Kind kind) throws IOException {
		AsyncAppender appender = used(false);
		deed.to(top());
		Faulty.await().until(() -> this.recorder.losses.size() == 1);
		assertThat(this.recorder.losses.get(0).kind()).isEqualTo(kind);
		assertThat(this.recorder.losses.get(0).bytes()).isEqualTo(7);
		assertThat(appender.status().trouble().fileLoss()).isPresent();
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@ParameterizedTest
	@MethodSource("deeds")
	void aLostPathIsRecreatedAsSoonAsItCanBe(Deed deed, FileLoss.Kind kind) throws IOException {
		AsyncAppender appender = used(true);
		deed.to(top());
		Faulty.await().until(() -> this.recorder.losses.size() == 1);
		FileLoss loss = this.recorder.losses.get(0);
		if (loss.recreateFailure().isPresent()) {
			assertThat(loss.recreateFailure().get()).isInstanceOf(IOException.class);
			assertThat(loss.recreateFailure().get().getMessage()).contains("top");
			deleteAll(top());
			Faulty.await().until(() -> this.recorder.reopened.size() == 1);
		}
		write(appender, "after\n");
		assertThat(Files.readString(file(top()))).endsWith("after\n").doesNotContain("before");
		assertThat(appender.status().trouble().fileLoss().flatMap(FileLoss::recreateFailure)).isEmpty();
	}

	private static void deleteAll(Path top) throws IOException {
		try (Stream<Path> all = Files.walk(top)) {
			for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}

	@Test
	void aSecondLossAfterTheFirstIsMendedIsReported() throws IOException {
		AsyncAppender appender = used(false);
		for (int round = 1; round <= 3; round++) {
			Files.delete(file(top()));
			int losses = round;
			Faulty.await().until(() -> this.recorder.losses.size() == losses);
			appender.reopen();
			write(appender, "again\n");
		}
		assertThat(this.recorder.losses).hasSize(3);
	}

	@Test
	void aSecondLossAfterARenameBackIsReported() throws IOException {
		AsyncAppender appender = used(false);
		Path moved = file(top()).resolveSibling("moved");
		for (int round = 1; round <= 3; round++) {
			Files.move(file(top()), moved);
			int losses = round;
			Faulty.await().until(() -> this.recorder.losses.size() == losses);
			Files.move(moved, file(top()));
			// So that it is looked at.
			write(appender, "again\n");
			awaitLook(appender);
		}
		assertThat(this.recorder.losses).hasSize(3);
	}

	/** Until the path was seen to name the file, which the bytes of a truncation show. */
	private void awaitLook(AsyncAppender appender) throws IOException {
		int before = this.recorder.losses.size();
		long size = Files.size(file(top()));
		try (var channel = java.nio.channels.FileChannel.open(file(top()), java.nio.file.StandardOpenOption.WRITE)) {
			channel.truncate(size - 1);
		}
		Faulty.await().until(() -> this.recorder.losses.size() == before + 1);
		assertThat(this.recorder.losses.remove(before).kind()).isEqualTo(FileLoss.Kind.TRUNCATED);
	}

	@Test
	void aReopenThatFailsKeepsTheLossInTheStatus() throws IOException {
		AsyncAppender appender = used(false);
		move(sub(top()));
		Files.createFile(sub(top()));
		Faulty.await().until(() -> this.recorder.losses.size() == 1);
		assertThat(org.assertj.core.api.Assertions.catchThrowable(appender::reopen))
			.isInstanceOf(AppendException.class);
		assertThat(appender.status().trouble().fileLoss()).contains(this.recorder.losses.get(0));
		Files.delete(sub(top()));
		appender.reopen();
		assertThat(appender.status().trouble().fileLoss()).isEmpty();
	}

	@Test
	void aDirectoryThatMayNotBeEnteredIsNoLossUnlessItIsAnother() throws Exception {
		try (Child child = Child.start(Bound.byPermissions(), Map.of(), Hiding.class, top())) {
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(output.toString()).isZero();
			assertThat(output).containsExactly("same: []", "other: [REPLACED]");
		}
	}

	/** Takes its own permission to enter the directory, then exchanges it. */
	static final class Hiding {

		public static void main(String[] arguments) throws Exception {
			Path top = Path.of(arguments[0]);
			Recorder recorder = new Recorder();
			try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(recorder).build()) {
				AsyncAppender appender = factory.open("name", file(top));
				write(appender, "before\n");
				Files.setPosixFilePermissions(sub(top), PosixFilePermissions.fromString("---------"));
				long start = System.nanoTime();
				while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
					write(appender, "hidden\n");
				}
				System.out.println("same: " + recorder.losses);
				Files.move(sub(top), top.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
				Files.createDirectory(sub(top),
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
				Faulty.await().until(() -> recorder.losses.size() == 1);
				System.out.println("other: " + recorder.losses.stream().map(FileLoss::kind).toList());
				Files.setPosixFilePermissions(sub(top), PosixFilePermissions.fromString("rwx------"));
				Files.setPosixFilePermissions(top.resolve("moved"), PosixFilePermissions.fromString("rwx------"));
			}
		}

	}

}
