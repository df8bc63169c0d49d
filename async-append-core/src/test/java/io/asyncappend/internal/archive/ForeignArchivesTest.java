package io.asyncappend.internal.archive;

import io.asyncappend.AppendedFiles.LeftOut;
import io.asyncappend.internal.file.ProcessUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever others put beside archives is neither read nor changed nor deleted, takes the
 * place of none, and is told of once.
 */
@Timeout(60)
class ForeignArchivesTest extends MaintainedArchives {

	private static final int ATTACKER = 54_321;

	@Override
	public void deleted(Path archive, long bytes) {
		this.events.add("deleted " + archive.getFileName());
	}

	@Override
	public void leftOut(Path path, String reason) {
		this.events.add("left out " + path.getFileName() + ": " + reason);
	}

	private Path foreign(String name, String content) throws IOException {
		Path path = write(name, content);
		Files.setAttribute(path, "unix:uid", ATTACKER);
		return path;
	}

	private void three() throws IOException {
		for (int i = 1; i <= 3; i++) {
			write("log-2026-11-2" + i + ".1", i + "\n");
		}
	}

	private static void needsRoot() {
		boolean root = ProcessUser.get() == 0;
		Assumptions.assumeTrue(root, "only root can give a file to another user");
	}

	private static List<String> paths(ArchiveDirectory archives) throws IOException {
		return archives.paths().stream().map((path) -> path.getFileName().toString()).toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "log-9999-01-01.", "log-2026-11-26." })
	void filesOfOthersPushNoArchiveOut(String name) throws IOException {
		needsRoot();
		three();
		for (int i = 1; i <= 5; i++) {
			foreign(name + i, "");
		}
		try (RandomAccessFile sparse = new RandomAccessFile(foreign(name + "6", "").toFile(), "rw")) {
			sparse.setLength(1L << 40);
		}
		maintain(archives(), false, keeping(3, Duration.ofDays(7), 1_000_000, 1));
		assertThat(names()).hasSize(9);
		assertThat(this.events).filteredOn((event) -> event.startsWith("left out"))
			.hasSize(6)
			.allMatch((event) -> event.endsWith("belongs to user " + ATTACKER));
		assertThat(paths(archives())).containsExactly("log-2026-11-21.1", "log-2026-11-22.1", "log-2026-11-23.1");
	}

	@Test
	void whatIsDatedAheadIsKeptAndPushesNoArchiveOut() throws IOException {
		three();
		for (int i = 1; i <= 5; i++) {
			write("log-9999-01-01." + i, "x");
		}
		ArchiveDirectory archives = archives();
		maintain(archives, true, keeping(3, Duration.ZERO, 0, 1));
		assertThat(names()).hasSize(8).contains("log-2026-11-21.1.gz", "log-9999-01-01.1");
		assertThat(this.events).contains("left out log-9999-01-01.1: is dated ahead of the clock");
		assertThat(archives.reserve("2026-11-26", 0)).hasFileName("log-2026-11-26.1");
		this.events.clear();
		maintain(archives, true, ALL);
		assertThat(this.events).as("told once").containsExactly("maintained");
	}

	@Test
	void namesFollowAClockThatWasAheadForAWhile() throws IOException {
		ArchiveDirectory archives = archives();
		assertThat(archives.reserve("9999-01-01", 0)).hasFileName("log-9999-01-01.1");
		write("log-9999-01-01.1", "x");
		write("log-2026-11-26.1", "x");
		assertThat(archives.reserve("2026-11-26", 0)).hasFileName("log-2026-11-26.2");
	}

	@Test
	void linksAndDirectoriesAndFifosAreLeftAlone() throws Exception {
		three();
		Path victim = write("victim", "secret");
		Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
		Files.createSymbolicLink(this.directory.resolve("log-2026-11-24.1"), victim);
		Files.createDirectory(this.directory.resolve("log-2026-11-24.2"));
		assertThat(
				new ProcessBuilder("mkfifo", this.directory.resolve("log-2026-11-24.3").toString()).start().waitFor())
			.isZero();
		Files.createLink(this.directory.resolve("log-2026-11-24.4"), victim);
		Files.createSymbolicLink(this.directory.resolve("log-2026-11-21.1.gz"), victim);
		maintain(archives(), true, keeping(2, Duration.ZERO, 0, 1));
		assertThat(names()).contains("log-2026-11-22.1.gz", "log-2026-11-23.1.gz", "log-2026-11-24.1",
				"log-2026-11-24.2", "log-2026-11-24.3", "log-2026-11-24.4", "log-2026-11-21.1.gz");
		assertThat(victim).hasContent("secret");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim))).isEqualTo("rw-------");
		assertThat(this.events).contains("left out log-2026-11-24.1: is a symbolic link",
				"left out log-2026-11-24.2: is a directory",
				"left out log-2026-11-24.3: is a device, a FIFO or a socket", "left out log-2026-11-24.4: has 2 names",
				"left out log-2026-11-21.1.gz: is a symbolic link", "deleted log-2026-11-21.1");
	}

	@Test
	void aLockFileOfOthersHidesNoArchive() throws IOException {
		needsRoot();
		three();
		foreign(".log-2026-11-21.1.lock", "");
		Files.createSymbolicLink(this.directory.resolve(".log-2026-11-22.1.lock"), Path.of("victim"));
		write(".log-2026-11-23.1.lock", "pid 1");
		ArchiveDirectory archives = archives();
		assertThat(paths(archives)).containsExactly("log-2026-11-21.1", "log-2026-11-22.1");
		assertThat(archives.readable().leftOut()).containsExactly(new LeftOut(
				this.directory.resolve("log-2026-11-23.1"), "is the file of an appender, as its lock file says"));
	}

	@Test
	void theFileOfAnAppenderIsNoArchiveAmongFewNamesAndMany() throws IOException {
		write("log-2026-11-21.1", "x");
		write("log-2026-11-22.1", "x");
		write(".log-2026-11-22.1.lock", "pid 1");
		assertThat(paths(archives())).containsExactly("log-2026-11-21.1");
		for (int i = 0; i < 100; i++) {
			write("other" + i, "x");
		}
		assertThat(paths(archives())).containsExactly("log-2026-11-21.1");
	}

	@Test
	void archivesOfTheUserOfTheFileCountToo() throws IOException {
		needsRoot();
		foreign("log-2026-11-21.1", "one\n");
		assertThat(paths(archives(ATTACKER))).containsExactly("log-2026-11-21.1");
		maintain(archives(ATTACKER), true, ALL);
		Path compressed = this.directory.resolve("log-2026-11-21.1.gz");
		assertThat(Files.getAttribute(compressed, "unix:uid")).isEqualTo(ATTACKER);
	}

	@Test
	void aNumberThatIsTooLargeEndsNothing() throws IOException {
		write("log-2026-11-26.999999999999999999", "x");
		write("log-2026-11-26.3", "x");
		ArchiveDirectory archives = archives();
		assertThat(archives.reserve("2026-11-26", 0)).hasFileName("log-2026-11-26.4");
		write("log-2026-11-26." + ArchiveNamePattern.MAX_INDEX, "x");
		ArchiveDirectory full = archives();
		assertThatThrownBy(() -> full.reserve("2026-11-26", 0)).hasMessageContaining("number is too large");
		assertThat(full.reserve("2026-11-27", 0)).hasFileName("log-2026-11-27.1");
	}

	@Test
	void whatTookTheNameOfAnArchiveIsNotRead() throws IOException {
		three();
		ArchiveDirectory archives = archives();
		ReadableArchive archive = new ReadableArchive(archives, archives.readable().archives().get(0));
		Path name = this.directory.resolve("log-2026-11-21.1");
		// Not deleted, as another file could get its inode, and be the same then.
		Files.move(name, this.directory.resolve("moved"));
		Files.createSymbolicLink(name, write("victim", "secret"));
		assertThatThrownBy(archive::open).isInstanceOf(IOException.class).isNotInstanceOf(NoSuchFileException.class);
		Files.delete(name);
		write("log-2026-11-21.1", "another");
		assertThatThrownBy(archive::open).hasMessageContaining("exchanged");
		Files.delete(name);
		assertThatThrownBy(archive::open).isInstanceOf(NoSuchFileException.class);
	}

	@Test
	void moreThanWasSeenIsNotRead() throws IOException {
		three();
		ArchiveDirectory archives = archives();
		ReadableArchive archive = new ReadableArchive(archives, archives.readable().archives().get(0));
		write("log-2026-11-21.1", "1\nand more\n");
		try (var in = archive.open()) {
			assertThat(in.readAllBytes()).asString().isEqualTo("1\n");
		}
		write("log-2026-11-21.1", "");
		assertThatThrownBy(archive::open).hasMessageContaining("cut by others");
	}

	@Test
	void anInterruptDoesNotEndReading() throws IOException {
		three();
		ArchiveDirectory archives = archives();
		ReadableArchive archive = new ReadableArchive(archives, archives.readable().archives().get(0));
		try (var in = archive.open()) {
			Thread.currentThread().interrupt();
			assertThat(in.readAllBytes()).asString().isEqualTo("1\n");
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void anotherDirectoryUnderTheNameIsLeftAlone() throws IOException {
		three();
		ArchiveDirectory archives = archives();
		maintain(archives, false, ALL);
		Path away = this.directory.resolveSibling(this.directory.getFileName() + "-away");
		Files.move(this.directory, away);
		try {
			Files.createDirectory(this.directory);
			three();
			maintain(archives, true, keeping(1, Duration.ZERO, 0, 1));
			assertThat(names()).hasSize(3);
			assertThat(this.events).last().asString().contains("another directory than before");
		}
		finally {
			try (Stream<Path> files = Files.list(away)) {
				for (Path file : files.toList()) {
					Files.delete(file);
				}
			}
			Files.delete(away);
		}
	}

	@Test
	void onlyHalvesOfOursAreRemoved() throws IOException {
		needsRoot();
		foreign(".log-2026-11-26.1.gz-0123456789abcdef.tmp", "theirs");
		Files.createSymbolicLink(this.directory.resolve(".log-2026-11-26.2.gz-0123456789abcdef.tmp"),
				write("victim", "secret"));
		write(".log-2026-11-26.3.gz-0123456789abcdef.tmp", "ours");
		maintain(archives(), true, ALL);
		assertThat(names()).containsExactly(".log-2026-11-26.1.gz-0123456789abcdef.tmp",
				".log-2026-11-26.2.gz-0123456789abcdef.tmp", "victim");
	}

	@Test
	void whatIsLinkedButNotYetFreedOfItsHalfCounts() throws IOException {
		Path half = this.directory.resolve(".log-2026-11-26.1.gz-0123456789abcdef.tmp");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bytes)) {
			out.write("one\n".getBytes());
		}
		Files.write(half, bytes.toByteArray());
		write("log-2026-11-26.1", "one\n");
		Files.createLink(this.directory.resolve("log-2026-11-26.1.gz"), half);
		maintain(archives(), true, ALL);
		assertThat(names()).containsExactly("log-2026-11-26.1.gz");
		assertThat(this.events).containsExactly("compressed log-2026-11-26.1.gz", "maintained");
	}

	@Test
	void thousandsOfForeignFilesAreToldOfInPart() throws IOException {
		three();
		for (int i = 1; i <= 3000; i++) {
			Files.createSymbolicLink(this.directory.resolve("log-2026-11-24." + i), Path.of("nowhere"));
		}
		ArchiveDirectory archives = archives();
		maintain(archives, true, ALL);
		maintain(archives, true, ALL);
		assertThat(this.events).filteredOn((event) -> event.startsWith("left out")).hasSize(1000);
		assertThat(this.directory.resolve("log-2026-11-21.1.gz")).exists();
		assertThat(Files.isSymbolicLink(this.directory.resolve("log-2026-11-24.1"))).isTrue();
		assertThat(Files.exists(this.directory.resolve("log-2026-11-24.1"), LinkOption.NOFOLLOW_LINKS)).isTrue();
	}

}
