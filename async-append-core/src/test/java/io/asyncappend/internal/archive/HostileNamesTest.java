package io.asyncappend.internal.archive;

import io.asyncappend.AppendedFiles.LeftOut;
import io.asyncappend.AppenderOptions;
import io.asyncappend.ArchiveNaming;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;
import io.asyncappend.internal.file.ProcessUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What others give the names of archives, of their lock files and of those to come keeps
 * no archive from being found, read or made.
 */
@Timeout(60)
class HostileNamesTest {

	@TempDir
	private Path directory;

	private Path write(String name, byte[] content) throws IOException {
		return Files.write(this.directory.resolve(name), content);
	}

	private ArchiveDirectory archives() {
		return new ArchiveDirectory(this.directory.resolve("log"), ProcessUser.get(), ArchiveNaming.standard(),
				Clock.systemUTC());
	}

	private static int run(String... command) throws Exception {
		return new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start().waitFor();
	}

	/**
	 * As fusermount(1) does it for any user, and as it is left when its server is dead.
	 */
	private void mountDead(String name) throws Exception {
		boolean able = ProcessUser.get() == 0 && Files.exists(Path.of("/dev/fuse"));
		Assumptions.assumeTrue(able, "only root can mount what others mount with fusermount");
		Path mounted = Files.createDirectory(this.directory.resolve(name));
		assertThat(run("sh", "-c",
				"exec 3<>/dev/fuse; exec mount -i -t fuse"
						+ " -o fd=3,rootmode=40000,user_id=54321,group_id=54321 none \"$0\"",
				mounted.toString()))
			.isZero();
	}

	private void unmount(String name) throws Exception {
		assertThat(run("umount", "-l", this.directory.resolve(name).toString())).isZero();
	}

	@Test
	void whatCannotBeLookedAtIsLeftOutAlone() throws Exception {
		write("log-2026-11-21.1", new byte[] { 'x' });
		mountDead("log-2026-11-22.1");
		try {
			mountDead(".log-2026-11-21.1.lock");
			try {
				Listing readable = archives().readable();
				assertThat(readable.archives()).extracting(Archive::found)
					.containsExactly(this.directory.resolve("log-2026-11-21.1"));
				assertThat(readable.leftOut()).singleElement()
					.extracting(LeftOut::reason)
					.asString()
					.startsWith("cannot be looked at: ");
			}
			finally {
				unmount(".log-2026-11-21.1.lock");
			}
		}
		finally {
			unmount("log-2026-11-22.1");
		}
	}

	@Test
	void aReadOnlyFileIsReadWhereNoOtherAccountMayExchangeIt() throws Exception {
		Path archive = write("log-2026-11-21.1", new byte[] { 'x' });
		Assumptions.assumeTrue(ProcessUser.get() == 0 && run("chattr", "+i", archive.toString()) == 0,
				"only root can make a file immutable, where the file system can");
		try {
			ArchiveDirectory all = archives();
			ReadableArchive found = new ReadableArchive(all, all.readable().archives().get(0));
			try (InputStream in = found.open()) {
				assertThat(in.readAllBytes()).containsExactly('x');
			}
			Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwx---"));
			assertThatThrownBy(found::open).isInstanceOf(IOException.class);
		}
		finally {
			run("chattr", "-i", archive.toString());
		}
	}

	@Test
	void aSecondNameOfAFileHidesNoArchive() throws IOException {
		write("log-2026-11-21.1", new byte[] { 'x' });
		Path ours = write("ours", new byte[0]);
		Files.createLink(this.directory.resolve(".log-2026-11-21.1.lock"), ours);
		assertThat(archives().paths()).containsExactly(this.directory.resolve("log-2026-11-21.1"));
	}

	@Test
	void manyPartsWithoutContentEndNoStack() throws IOException {
		ByteArrayOutputStream part = new ByteArrayOutputStream();
		new GZIPOutputStream(part).close();
		ByteArrayOutputStream parts = new ByteArrayOutputStream();
		for (int i = 0; i < 100_000; i++) {
			part.writeTo(parts);
		}
		write("log-2026-11-21.1.gz", parts.toByteArray());
		ArchiveDirectory all = archives();
		ReadableArchive archive = new ReadableArchive(all, all.readable().archives().get(0));
		try (InputStream in = archive.open()) {
			assertThatThrownBy(in::readAllBytes).isInstanceOf(ZipException.class);
		}
	}

	@Test
	void thousandsOfTakenNamesDoNotStopTheRotation() throws IOException {
		Rotation rotation = Rotation.builder().naming("{name}.{index}").build();
		// Directories are no archives, so nothing says how far they go.
		for (int i = 1; i <= 5000; i++) {
			Files.createDirectory(this.directory.resolve("log." + i));
		}
		for (long i = 8192; i < ArchiveNamePattern.MAX_INDEX; i *= 2) {
			Files.createDirectory(this.directory.resolve("log." + i));
		}
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("log", this.directory.resolve("log"),
					AppenderOptions.builder().rotation(rotation).build());
			appender.append("one\n".getBytes());
			appender.rotate();
			List<Path> archives = appender.archives();
			assertThat(archives).singleElement().satisfies((one) -> assertThat(one).hasContent("one"));
			appender.append("two\n".getBytes());
			appender.rotate();
			assertThat(appender.archives()).startsWith(archives.get(0)).hasSize(2);
		}
	}

}
