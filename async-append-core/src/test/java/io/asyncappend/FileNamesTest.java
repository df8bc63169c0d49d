package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Child;
import io.asyncappend.support.Recorder;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Any name that the file system has works, whether the locale knows its bytes and however
 * long it is, or is refused with what would do.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class FileNamesTest {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "POSIX,donn%C3%A9es", "POSIX,m%FCll.log", "C.UTF-8,donn%C3%A9es", "C.UTF-8,m%FCll.log",
			"C.UTF-8,%FF%FE", "POSIX,%E2%82%AC.log" })
	void aNameOutsideTheLocaleIsLockedReopenedRotatedAndCompressed(String locale, String name) throws Exception {
		Path sub = Files.createDirectory(this.directory.resolve("sub"));
		try (Child child = Child.start(List.of(), Map.of("LC_ALL", locale), Naming.class, sub.toUri(), name)) {
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(output.toString()).isZero();
			assertThat(output).contains("refused again: an appender of this JVM has it open already");
		}
		Map<String, String> files = new TreeMap<>();
		try (DirectoryStream<Path> all = Files.newDirectoryStream(sub)) {
			for (Path path : all) {
				String raw = path.toUri().getRawPath();
				files.put(raw.substring(raw.lastIndexOf('/') + 1),
						PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + " " + Files.size(path));
			}
		}
		String archive = files.keySet().stream().filter((file) -> file.endsWith(".gz")).findFirst().orElseThrow();
		assertThat(archive).matches("\\Q" + name + "\\E-[0-9T-]+\\.1\\.gz");
		assertThat(files.keySet()).containsExactlyInAnyOrder(name, "." + name + ".lock", "." + name + ".positions",
				"." + name + ".index", archive, "moved");
		assertThat(files).containsEntry(name, "rw-r----- 6").containsEntry("moved", "rw-r----- 6");
		assertThat(files.get(archive)).startsWith("rw-r----- ");
		assertThat(files.get("." + name + ".lock")).startsWith("rw------- ");
		assertThat(files.get("." + name + ".positions")).startsWith("rw------- ");
		assertThat(files.get("." + name + ".index")).startsWith("rw------- ");
	}

	/** Opens a file by its bytes, reopens, rotates and compresses it. */
	static final class Naming {

		public static void main(String[] arguments) throws Exception {
			Path file = Path.of(URI.create(arguments[0] + arguments[1]));
			CountDownLatch compressed = new CountDownLatch(1);
			try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new AppendListener() {

				@Override
				public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
					compressed.countDown();
				}

				@Override
				public void onRotationFailed(AsyncAppender appender, java.io.IOException cause) {
					cause.printStackTrace();
				}

			}).build()) {
				AsyncAppender appender = factory.open("name", file,
						AppenderOptions.builder().rotation(Rotation.builder().compress(true).build()).build());
				append(appender, "first\n");
				String refusal = catchThrowable(() -> factory.open("again", file)).getMessage();
				System.out
					.println("refused again: " + refusal.replaceAll(".*(an appender of[a-zA-Z ]* already).*", "$1"));
				Files.move(file, file.resolveSibling("moved"));
				appender.reopen();
				append(appender, "second\n");
				appender.rotate();
				append(appender, "third\n");
				compressed.await();
				System.out.println(appender.archives().size());
				assertThat(appender.status().trouble().fileLoss()).isEmpty();
			}
		}

		private static void append(AsyncAppender appender, String record) {
			appender.append(record.getBytes());
			appender.flush();
		}

	}

	@Test
	void twoNamesThatLookAlikeToTheLocaleAreTwoFiles() throws Exception {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			List<Path> files = new ArrayList<>();
			for (String name : new String[] { "%FC", "%E4", "%EF%BF%BD" }) {
				Path file = Path.of(URI.create(this.directory.toUri() + name));
				files.add(file);
				factory.open(name, file).append(name.getBytes());
			}
			factory.flush();
			assertThat(files).extracting(Files::readString).containsExactly("%FC", "%E4", "%EF%BF%BD");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 227, 228, 248, 249, 250, 251, 254, 255 })
	void aLongNameWorksWithLockAndReopen(int length) throws Exception {
		Path file = this.directory.resolve("n".repeat(length));
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("name", file);
			appender.append("a".getBytes());
			appender.flush();
			Files.move(file, this.directory.resolve("moved"));
			appender.reopen();
			appender.append("b".getBytes());
			appender.flush();
			assertThat(file).hasContent("b");
			try (Child child = Child.start(ProcessTest.Opening.class, file, false)) {
				assertThat(child.readAll().toString()).contains("another process appends to it");
			}
		}
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			factory.open("again", file);
		}
	}

	@ParameterizedTest
	@CsvSource({ "false,'{name}-{time}.{index}'", "true,'{name}-{time}.{index}'", "true,'{base}-{index}{extension}'",
			"true,'{base}-{name}{extension}.{index}'" })
	void aNameTooLongForItsArchivesIsRefusedWithTheLengthThatWouldDo(boolean compress, String naming) throws Exception {
		Rotation rotation = Rotation.builder().maxSize(10).compress(compress).naming(naming).build();
		AppenderOptions options = AppenderOptions.builder().rotation(rotation).build();
		Recorder recorder = new Recorder();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(recorder).build()) {
			Path tooLong = this.directory.resolve("é".repeat(122) + ".longer.log");
			String message = catchThrowable(() -> factory.open("name", tooLong, options)).getMessage();
			assertThat(message).contains("too long for its archives", "the file's name has 255");
			assertThat(this.directory).isEmptyDirectory();
			int fits = Integer.parseInt(message.replaceAll(".*let it have (\\d+) at most.*", "$1"));
			assertThatThrownBy(() -> factory.open("name", named(fits + 1), options))
				.hasMessageContaining("let it have " + fits + " at most");
			AsyncAppender appender = factory.open("name", named(fits), options);
			for (int i = 0; i < 3; i++) {
				appender.append("0123456789".getBytes());
				appender.flush();
			}
			Faulty.await().until(() -> recorder.rotated.size() == 2);
			Faulty.await().until(() -> recorder.compressed.size() == (compress ? 2 : 0));
			assertThat(recorder.rotationFailures).isEmpty();
		}
	}

	private Path named(int length) {
		return this.directory.resolve("n".repeat(length - 4) + ".log");
	}

	@Test
	void aRotationOnDemandOfANameThatIsTooLongIsRefusedWithTheLength() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("name", named(250));
			appender.append(new byte[1]);
			assertThatThrownBy(appender::rotate).isInstanceOf(AppendException.class)
				.hasMessageContaining("let it have 233 at most");
			appender.append(new byte[1]);
		}
		assertThat(named(250)).hasSize(2);
	}

}
