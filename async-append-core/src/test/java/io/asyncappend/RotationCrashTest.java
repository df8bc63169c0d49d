package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.PathAppendFile;
import io.asyncappend.support.ArchiveFiles;
import io.asyncappend.support.Child;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that dies in the middle of a rotation, or of what comes after it, loses
 * nothing, and the next one finishes it.
 */
@Timeout(120)
class RotationCrashTest {

	private static final Rotation ROTATION = Rotation.builder().maxSize(3000).compress(true).build();

	@TempDir
	private Path directory;

	private Path file() {
		return this.directory.resolve("log");
	}

	private Path acknowledged() {
		return this.directory.resolve("acknowledged");
	}

	@ParameterizedTest
	@ValueSource(strings = { "before force 3", "after force 3", "before archive 2", "after archive 2",
			"before reopen 2", "after reopen 2", "before close 2", "after close 2", "told onRotated 3",
			"told onArchiveCompressed 1", "told onArchiveCompressed 2" })
	void aHaltAtAStep(String step) throws Exception {
		try (Child child = Child.start(Rotating.class, file(), acknowledged(), step)) {
			assertThat(child.readAll()).containsExactly("running", step);
			assertThat(child.exitCode()).isEqualTo(Rotating.HALTED);
		}
		requireFinished();
	}

	@Test
	void aHaltBeforeThereIsANewFileThatALinkLeadsTo() throws Exception {
		Path real = Files.createDirectory(this.directory.resolve("real")).resolve("log");
		Files.createFile(real);
		Files.createSymbolicLink(file(), real);
		try (Child child = Child.start(Rotating.class, file(), acknowledged(), "after archive 1")) {
			assertThat(child.readAll()).containsExactly("running", "after archive 1");
		}
		assertThat(real).doesNotExist();
		try (FileAppenderFactory factory = new FileAppenderFactory.Builder().build()) {
			factory.open("log", file()).append("next\n".getBytes());
		}
		assertThat(file()).isSymbolicLink();
		assertThat(real).hasContent("next\n");
		assertThat(ArchiveFiles.of(real)).hasSize(1);
	}

	@RepeatedTest(10)
	void aKillAtAnyTime() throws Exception {
		try (Child child = Child.start(Rotating.class, file(), acknowledged(), "none")) {
			child.readUntil("running");
			Faulty.await().until(() -> ArchiveFiles.of(file()).size() > 20);
			child.process().destroyForcibly();
			child.exitCode();
		}
		requireFinished();
	}

	private void requireFinished() throws IOException {
		long promised = Files.readString(acknowledged()).lines().count();
		try (FileAppenderFactory factory = new FileAppenderFactory.Builder().build()) {
			AppenderOptions options = AppenderOptions.builder()
				.rotation(ROTATION)
				.tornTail(TornTail.truncate())
				.build();
			AsyncAppender appender = factory.open("log", file(), options);
			Faulty.await()
				.until(() -> ArchiveFiles.of(file()).stream().allMatch((path) -> path.toString().endsWith(".gz")));
			assertThat(appender.status().trouble().rotationFailure()).isEmpty();
		}
		assertThat(ArchiveFiles.halves(file())).isEmpty();
		List<Records.Found> found = Records.parse(ArchiveFiles.readAll(file()));
		for (int i = 0; i < found.size(); i++) {
			assertThat(found.get(i).sequence()).isEqualTo(i);
		}
		assertThat((long) found.size()).isGreaterThanOrEqualTo(promised).isPositive();
		for (Path archive : ArchiveFiles.of(file())) {
			assertThat(ArchiveFiles.read(archive)).hasSizeBetween(1, (int) ROTATION.maxSize());
		}
	}

	/**
	 * Appends durably, notes each record that was acknowledged, and halts at a step: the
	 * n-th call of a method of its files, or the n-th event of a kind.
	 */
	static final class Rotating {

		static final int HALTED = 42;

		private static String step;

		private static int count;

		public static void main(String[] arguments) throws Exception {
			step = arguments[2];
			AppendFile file = halting(PathAppendFile.open(Path.of(arguments[0]), AppenderOptions.defaults()));
			FileAppenderFactory factory = new FileAppenderFactory.Builder().listener(listener()).build();
			AsyncAppender appender = factory.open("log", file, AppenderOptions.builder().rotation(ROTATION).build());
			System.out.println("running");
			try (var notes = Files.newByteChannel(Path.of(arguments[1]), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND)) {
				for (long n = 0; true; n++) {
					appender.appendDurably(Records.record(0, n, 60 + (int) (n % 1000))).get();
					notes.write(java.nio.ByteBuffer.wrap((n + "\n").getBytes()));
				}
			}
		}

		private static AppendListener listener() {
			return (AppendListener) Proxy.newProxyInstance(Rotating.class.getClassLoader(),
					new Class<?>[] { AppendListener.class }, (proxy, method, values) -> {
						reached("told " + method.getName());
						return null;
					});
		}

		/** So are the files that take its place. */
		private static AppendFile halting(AppendFile file) {
			InvocationHandler handler = (proxy, method, values) -> {
				reached("before " + method.getName());
				try {
					Object result = method.invoke(file, values);
					reached("after " + method.getName());
					return (result instanceof AppendFile next) ? halting(next) : result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			};
			return (AppendFile) Proxy.newProxyInstance(Rotating.class.getClassLoader(),
					new Class<?>[] { AppendFile.class }, handler);
		}

		private static synchronized void reached(String what) {
			if (step.startsWith(what + " ") && ++count == Integer.parseInt(step.substring(what.length() + 1))) {
				System.out.println(step);
				System.out.flush();
				Runtime.getRuntime().halt(HALTED);
			}
		}

	}

}
