package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Bound;
import io.asyncappend.support.SystemCalls;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is on the disk before an archive goes that was compressed: the other one, and its
 * name. And who may read it meanwhile.
 */
@Timeout(120)
class CompressionOrderTest {

	@TempDir
	private Path directory;

	@BeforeAll
	static void needsStrace() {
		Bound.requireTool("strace");
	}

	@Test
	void theArchiveAndItsNameAreForcedBeforeTheOriginalGoes() throws Exception {
		Path file = this.directory.toRealPath().resolve("log");
		SystemCalls calls = SystemCalls.of(this.directory.resolve("strace"),
				"openat,write,fsync,fdatasync,link,linkat,unlink,unlinkat,chmod,fchmod,fchmodat,close",
				Compressing.class, file);
		int created = calls.indexOf(0, "openat(", ".log.1.gz-", ".tmp\"", "O_CREAT|O_EXCL");
		assertThat(calls.call(created)).as("mode of the half").contains(", 0600)");
		String half = calls.result(created);
		int wide = calls.indexOf(created, "chmod", "0640");
		int forced = calls.indexOf(created, "fsync(" + half, "= 0");
		int linked = calls.indexOf(created, "link", ".tmp\"", file + ".1.gz\"", "= 0");
		int opened = calls.indexOf(linked, "openat(", "\"" + file.getParent() + "\"", "O_RDONLY");
		int directory = calls.indexOf(opened, "fsync(" + calls.result(opened), "= 0");
		int freed = calls.indexOf(linked, "unlink", ".tmp\"", "= 0");
		int gone = calls.indexOf(created, "unlink", "log.1\"", "= 0");
		assertThat(new int[] { created, wide, forced, linked, opened, directory, freed, gone })
			.as("create, write, mode, force, link, force the directory, delete the half, delete the original")
			.isSorted();
		assertThat(calls.between(created, wide)).as("its content is there before others may read it")
			.anyMatch((call) -> call.startsWith("write(" + half + ","));
		assertThat(calls.between(wide, calls.indexOf(wide, "close(" + half)))
			.noneMatch((call) -> call.startsWith("write(" + half + ","));
	}

	@Test
	void theNameOfAnArchiveThatIsFoundIsForcedBeforeTheOriginalGoes() throws Exception {
		Path file = this.directory.toRealPath().resolve("log");
		Path archive = file.resolveSibling("log.1");
		Files.writeString(file, "second");
		Files.writeString(archive, "first");
		try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file.resolveSibling("log.1.gz")))) {
			gzip.write("first".getBytes());
		}
		SystemCalls calls = SystemCalls.of(this.directory.resolve("strace"), "openat,fsync,unlink,unlinkat",
				Finishing.class, file);
		int looked = calls.indexOf(0, "openat(", "log.1.gz\"", "O_");
		int opened = calls.indexOf(looked, "openat(", "\"" + file.getParent() + "\"", "O_RDONLY");
		int forced = calls.indexOf(opened, "fsync(" + calls.result(opened), "= 0");
		int gone = calls.indexOf(looked, "unlink", "log.1\"", "= 0");
		assertThat(new int[] { looked, forced, gone }).as("read the archive, force the directory, delete the original")
			.isSorted();
	}

	/**
	 * Opens a file beside which a crash left both, and waits until one of them is gone.
	 */
	static final class Finishing {

		public static void main(String[] arguments) throws Exception {
			Path file = Path.of(arguments[0]);
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				Rotation rotation = Rotation.builder().naming("{name}.{index}").compress(true).build();
				factory.open("a", file, AppenderOptions.builder().rotation(rotation).build());
				Faulty.await().until(() -> Files.notExists(file.resolveSibling("log.1")));
			}
		}

	}

	/** Appends, rotates and waits until the archive is compressed. */
	static final class Compressing {

		public static void main(String[] arguments) throws Exception {
			CountDownLatch compressed = new CountDownLatch(1);
			AppendListener listener = new AppendListener() {

				@Override
				public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
					compressed.countDown();
				}

			};
			try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(listener).build()) {
				Rotation rotation = Rotation.builder().naming("{name}.{index}").compress(true).build();
				AsyncAppender appender = factory.open("a", Path.of(arguments[0]),
						AppenderOptions.builder().rotation(rotation).build());
				appender.append("first".getBytes());
				appender.rotate();
				compressed.await();
			}
		}

	}

}
