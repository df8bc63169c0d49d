package io.asyncappend.internal.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a crash left at each step is finished, and only what is too much is deleted. */
class ArchiveMaintenanceTest extends MaintainedArchives {

	/** What others delete with the first archive that is deleted. */
	private final List<Path> taken = new ArrayList<>();

	@Override
	public void deleted(Path archive, long bytes) {
		this.events.add("deleted " + archive.getFileName() + " " + bytes);
		this.taken.forEach((name) -> name.toFile().delete());
	}

	@Override
	public void leftOut(Path path, String reason) {
		this.events.add("left out " + path.getFileName() + " " + reason);
	}

	private Path writeGzip(String name, String content) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(bytes)) {
			out.write(content.getBytes());
		}
		return Files.write(this.directory.resolve(name), bytes.toByteArray());
	}

	private String readGzip(String name) throws IOException {
		try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(this.directory.resolve(name)))) {
			return new String(in.readAllBytes());
		}
	}

	@Test
	void archivesAreCompressedWithTheirModeAndTime() throws IOException {
		Path archive = write("log-2026-11-26.1", "one\n");
		FileTime time = FileTime.from(NOW.minusSeconds(100));
		Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw-r--"));
		Files.setLastModifiedTime(archive, time);
		maintain(archives(), true, ALL);
		assertThat(names()).containsExactly("log-2026-11-26.1.gz");
		assertThat(readGzip("log-2026-11-26.1.gz")).isEqualTo("one\n");
		Path compressed = this.directory.resolve("log-2026-11-26.1.gz");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(compressed))).isEqualTo("rw-rw-r--");
		assertThat(Files.getLastModifiedTime(compressed)).isEqualTo(time);
		assertThat(this.events).containsExactly("compressed log-2026-11-26.1.gz", "maintained");
		assertThat(this.counted).isEqualTo("1 files, " + Files.size(compressed) + " bytes");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatACrashLeftIsFinished(boolean compress) throws IOException {
		// After the name was reserved; in the middle of compression; after it.
		write("log-2026-11-26.3", "");
		write(".log-2026-11-26.1.gz-0123456789abcdef.tmp", "half");
		write("log-2026-11-26.1", "one\n");
		write("log-2026-11-26.2", "two\n");
		writeGzip("log-2026-11-26.2.gz", "two\n");
		maintain(archives(), compress, ALL);
		assertThat(names()).containsExactly("log-2026-11-26.1" + (compress ? ".gz" : ""), "log-2026-11-26.2.gz");
		assertThat(readGzip("log-2026-11-26.2.gz")).isEqualTo("two\n");
		assertThat(this.counted).startsWith("2 files").isEqualTo(there(archives()));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatOthersAppendMeanwhileIsNotLost(boolean compressedBefore) throws IOException {
		Path archive = write("log-2026-11-26.1", "one\n");
		if (compressedBefore) {
			writeGzip("log-2026-11-26.1.gz", "one\n");
		}
		new ArchiveMaintenance(archives(), ALL.compress(true).build(), () -> ArchiveHolds.NONE, this)
			.run(Clock.fixed(NOW, ZoneOffset.UTC), () -> {
				// It is asked whether to stop as the file is read.
				append(archive);
				return false;
			});
		assertThat(archive).content().startsWith("one\ntwo\n");
		assertThat(this.events).first().asString().contains("was changed while it was read");
	}

	private static void append(Path file) {
		try {
			Files.writeString(file, "two\n", StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "not gzip at all", "other", "cut" })
	void whatIsNotTheSameCompressedReplacesNothing(String content) throws IOException {
		write("log-2026-11-26.1", "one\n");
		write("log-2026-11-26.2", "two\n");
		Path other = writeGzip("log-2026-11-26.1.gz", content.equals("cut") ? "one\n" : "other");
		if (content.equals("cut")) {
			byte[] bytes = Files.readAllBytes(other);
			Files.write(other, java.util.Arrays.copyOf(bytes, bytes.length - 9));
		}
		else if (!content.equals("other")) {
			Files.writeString(other, content);
		}
		maintain(archives(), true, ALL);
		assertThat(names()).containsExactly("log-2026-11-26.1", "log-2026-11-26.1.gz", "log-2026-11-26.2.gz");
		assertThat(this.directory.resolve("log-2026-11-26.1")).hasContent("one\n");
		assertThat(this.events).hasSize(2).first().asString().contains("is in the way").contains("log-2026-11-26.1.gz");
		assertThat(this.counted).startsWith("2 files").isEqualTo(there(archives()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "differs", "is cut", "is longer" })
	void whatDiffersFarBehindItsBeginningReplacesNothing(String how) throws IOException {
		String original = "0123456789abcdef".repeat(200 * 64);
		write("log-2026-11-26.1", original);
		writeGzip("log-2026-11-26.1.gz", switch (how) {
			case "differs" -> original.substring(0, original.length() - 1) + "X";
			case "is cut" -> original.substring(0, 70_000);
			default -> original + "X";
		});
		maintain(archives(), true, ALL);
		assertThat(this.directory.resolve("log-2026-11-26.1")).hasContent(original);
		assertThat(this.events).hasSize(1).first().asString().contains("is in the way");
	}

	@Test
	void onlyWhatIsCalledExactlyLikeAnArchiveIsTouched() throws IOException {
		List<String> foreign = List.of(".log-2026-11-26.1.gz.tmp", ".log-2026-11-26.4.lock", "log", "log-2026-11-26",
				"log-2026-11-26.1.bak", "log-2026-11-26.1.gz.old", "log-2026-11-26.4", "log-2026-11-26.x", "log.1",
				"other-2026-11-26.1", "xlog-2026-11-26.1");
		for (String name : foreign) {
			write(name, "");
		}
		Files.createDirectory(this.directory.resolve("log-2026-11-26.5"));
		Files.createSymbolicLink(this.directory.resolve("log-2026-11-26.6"), Path.of("log"));
		for (int i = 1; i <= 3; i++) {
			write("log-2026-11-26." + i, "content");
		}
		maintain(archives(), true, keeping(1, Duration.ZERO, 0, 1));
		List<String> expected = new ArrayList<>(foreign);
		expected.addAll(List.of("log-2026-11-26.3.gz", "log-2026-11-26.5", "log-2026-11-26.6"));
		assertThat(names()).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void whatOthersDeleteMeanwhileIsNotCounted() throws IOException {
		for (int i = 1; i <= 3; i++) {
			write("log-2026-11-26." + i, "x".repeat(10));
		}
		this.taken.add(this.directory.resolve("log-2026-11-26.1"));
		this.taken.add(this.directory.resolve("log-2026-11-26.2"));
		maintain(archives(), false, keeping(1, Duration.ZERO, 0, 0));
		assertThat(this.events.stream().filter((event) -> event.startsWith("deleted "))).hasSize(1);
		assertThat(this.counted).isEqualTo("1 files, 10 bytes").isEqualTo(there(archives()));
	}

	@Test
	void theNewestAreKeptByCountAndBySizeAndByAge() throws IOException {
		for (int i = 1; i <= 12; i++) {
			Path archive = write("log-2026-11-26." + i, "x".repeat(10));
			Files.setLastModifiedTime(archive, FileTime.from(NOW.minus(Duration.ofHours(12 - i))));
		}
		maintain(archives(), false, keeping(8, Duration.ZERO, 0, 0));
		assertThat(names()).hasSize(8).doesNotContain("log-2026-11-26.4").contains("log-2026-11-26.5");
		assertThat(this.counted).isEqualTo("8 files, 80 bytes");
		maintain(archives(), false, keeping(8, Duration.ZERO, 65, 0));
		assertThat(names()).hasSize(6).doesNotContain("log-2026-11-26.6").contains("log-2026-11-26.12");
		assertThat(this.counted).isEqualTo("6 files, 60 bytes");
		maintain(archives(), false, keeping(8, Duration.ofHours(3), 65, 0));
		assertThat(names()).hasSize(4).contains("log-2026-11-26.9");
		assertThat(this.events).contains("deleted log-2026-11-26.1 10");
	}

	@Test
	void whatFitsOnceItIsCompressedIsKept() throws IOException {
		for (int i = 1; i <= 4; i++) {
			write("log-2026-11-26." + i, "x".repeat(100_000));
		}
		// One that comes meanwhile gets a run of its own, and is as small then.
		this.whenCompressed = () -> {
			try {
				write("log-2026-11-26.5", "x".repeat(100_000));
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		};
		maintain(archives(), true, keeping(0, Duration.ZERO, 10_000, 1));
		assertThat(names()).containsExactly("log-2026-11-26.1.gz", "log-2026-11-26.2.gz", "log-2026-11-26.3.gz",
				"log-2026-11-26.4.gz", "log-2026-11-26.5");
		this.whenCompressed = () -> {
		};
		maintain(archives(), true, keeping(0, Duration.ZERO, 10_000, 1));
		assertThat(names()).hasSize(5).allMatch((name) -> name.endsWith(".gz"));
		long one = Files.size(this.directory.resolve("log-2026-11-26.5.gz"));
		maintain(archives(), true, keeping(0, Duration.ZERO, 3 * one, 1));
		assertThat(names()).containsExactly("log-2026-11-26.3.gz", "log-2026-11-26.4.gz", "log-2026-11-26.5.gz");
		assertThat(this.counted).isEqualTo("3 files, " + 3 * one + " bytes");
	}

	@Test
	void whatIsDeletedOnceItIsCompressedIsNotCounted() throws IOException {
		for (int i = 1; i <= 4; i++) {
			write("log-2026-11-26." + i, "x".repeat(100_000));
		}
		maintain(archives(), true, keeping(0, Duration.ZERO, 300, 1));
		assertThat(names()).hasSizeBetween(1, 3).allMatch((name) -> name.endsWith(".gz"));
		assertThat(this.counted).isEqualTo(there(archives()));
	}

	@Test
	void whatCannotBeCompressedCountsAsItIs() throws IOException {
		for (int i = 1; i <= 3; i++) {
			write("log-2026-11-26." + i, "x".repeat(100_000));
		}
		write("log-2026-11-26.3.gz", "in the way");
		maintain(archives(), true, keeping(0, Duration.ZERO, 10_000, 1));
		assertThat(names()).containsExactly("log-2026-11-26.3", "log-2026-11-26.3.gz");
		assertThat(this.counted).isEqualTo("1 files, 100010 bytes");
	}

	@Test
	void whatIsStoppedBeforeItIsCompressedIsKept() throws IOException {
		write("log-2026-11-26.1", "x".repeat(100_000));
		write("log-2026-11-26.2", "x".repeat(100_000));
		new ArchiveMaintenance(archives(), keeping(0, Duration.ZERO, 10_000, 1).compress(true).build(),
				() -> ArchiveHolds.NONE, this)
			.run(Clock.systemUTC(), () -> true);
		assertThat(names()).containsExactly("log-2026-11-26.1", "log-2026-11-26.2");
		assertThat(this.counted).isEqualTo("2 files, 200000 bytes");
	}

	@Test
	void theFloorIsKeptWhateverTheLimits() throws IOException {
		for (int i = 1; i <= 6; i++) {
			Files.setLastModifiedTime(write("log-2026-11-26." + i, "content"), FileTime.from(Instant.EPOCH));
		}
		maintain(archives(), false, keeping(1, Duration.ofMinutes(1), 1, 3));
		assertThat(names()).containsExactly("log-2026-11-26.4", "log-2026-11-26.5", "log-2026-11-26.6");
	}

	@Test
	void namesOnlyGrow() throws IOException {
		write("log-2026-11-26T14.9", "content");
		write("log-2026-11-26T14.10.gz", "content");
		ArchiveDirectory archives = archives();
		assertThat(archives.reserve("2026-11-26", 0)).hasFileName("log-2026-11-26T14.11");
		assertThat(archives.reserve("2026-11-27", 0)).hasFileName("log-2026-11-27.1");
		assertThat(archives.reserve("2026-11-26T20", 0)).hasFileName("log-2026-11-27.2");
	}

	@Test
	void whatIsReservedIsNotTouchedUntilItIsReleased() throws IOException {
		ArchiveDirectory archives = archives();
		Path reserved = archives.reserve("2026-11-26", 0);
		Files.writeString(reserved, "still written");
		maintain(archives, true, ALL);
		assertThat(names()).containsExactly("log-2026-11-26.1");
		assertThat(this.counted).isEqualTo("0 files, 0 bytes");
		archives.release();
		maintain(archives, true, ALL);
		assertThat(names()).containsExactly("log-2026-11-26.1.gz");
	}

	@Test
	void anEmptyFileIsLeftAloneOnceNamesAreReserved() throws IOException {
		ArchiveDirectory archives = archives();
		Path reserved = archives.reserve("2026-11-26", 0);
		Files.createFile(reserved);
		maintain(archives, false, ALL);
		assertThat(reserved).exists();
	}

	@Test
	void whatIsStoppedLeavesNothingBehind() throws IOException {
		write("log-2026-11-26.1", "content");
		new ArchiveMaintenance(archives(), ALL.compress(true).build(), () -> ArchiveHolds.NONE, this)
			.run(Clock.systemUTC(), () -> true);
		assertThat(names()).containsExactly("log-2026-11-26.1");
		assertThat(this.events).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsStoppedInTheMiddleLeavesTheOriginal(boolean compressedBefore) throws IOException {
		String content = "0123456789abcdef".repeat(200 * 64);
		write("log-2026-11-26.1", content);
		List<String> names = new ArrayList<>(List.of("log-2026-11-26.1"));
		if (compressedBefore) {
			writeGzip("log-2026-11-26.1.gz", content);
			names.add("log-2026-11-26.1.gz");
		}
		int[] asked = new int[1];
		new ArchiveMaintenance(archives(), ALL.compress(true).build(), () -> ArchiveHolds.NONE, this)
			.run(Clock.fixed(NOW, ZoneOffset.UTC), () -> ++asked[0] > 2);
		assertThat(names()).isEqualTo(names);
		assertThat(this.directory.resolve("log-2026-11-26.1")).hasContent(content);
		assertThat(this.events).isEmpty();
	}

}
