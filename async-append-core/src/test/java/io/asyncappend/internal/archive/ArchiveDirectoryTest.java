package io.asyncappend.internal.archive;

import io.asyncappend.AppendedFiles.LeftOut;
import io.asyncappend.ArchiveNaming;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.OpenDescriptors;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.support.SettableClock;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What counts as an archive, how the next one is called, and whether there is room. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "names and links are those of Unix")
class ArchiveDirectoryTest {

	private static final String FIRST = "log-2026-11-26.1";

	@TempDir
	private Path directory;

	private ArchiveDirectory archives() {
		return archives("log");
	}

	private ArchiveDirectory archives(String name) {
		return new ArchiveDirectory(this.directory.resolve(name), Look.UNKNOWN, ArchiveNaming.standard(),
				Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC));
	}

	private Path write(String name) throws IOException {
		return Files.writeString(this.directory.resolve(name), "content");
	}

	private List<String> reasons() throws IOException {
		return archives().readable()
			.leftOut()
			.stream()
			.map((LeftOut out) -> out.path().getFileName() + " " + out.reason())
			.toList();
	}

	@Test
	void theseAreTheArchivesOfOneFile() {
		assertThat(archives().areOf(this.directory.resolve("log"))).isTrue();
		assertThat(archives().areOf(this.directory.resolve("other"))).isFalse();
	}

	@Test
	void aHalfThatIsLinkedToItsNameIsAnArchive() throws IOException {
		Path archive = write(FIRST + ".gz");
		ArchiveDirectory archives = archives();
		archives.readable();
		Files.createLink(this.directory.resolve("." + FIRST + ".gz-0123456789abcdef.tmp"), archive);
		Listing listing = archives.readable();
		assertThat(listing.archives()).extracting(Archive::found).containsExactly(archive);
		assertThat(listing.leftOut()).isEmpty();
		assertThat(listing.changed()).isFalse();
		Files.createLink(this.directory.resolve("third"), archive);
		assertThat(archives.readable().archives()).isEmpty();
	}

	@Test
	void whatHasAnotherNameThanThatIsNone() throws IOException {
		Files.createLink(this.directory.resolve("second"), write(FIRST));
		assertThat(reasons()).containsExactly(FIRST + " has 2 names");
		assertThat(archives().readable().changed()).isFalse();
		Path compressed = Files.move(this.directory.resolve(FIRST), this.directory.resolve(FIRST + ".gz"));
		assertThat(reasons()).containsExactly(FIRST + ".gz has 2 names");
		// It may have been the half of one a moment ago.
		assertThat(archives().readable().changed()).isTrue();
		Files.delete(this.directory.resolve("second"));
		assertThat(archives().readable().archives()).extracting(Archive::found).containsExactly(compressed);
	}

	@Test
	void whatAnotherUserOwnsIsNone() throws IOException {
		Path archive = write(FIRST);
		try (SafeDirectory opened = SafeDirectory.open(this.directory)) {
			assertThat(archives().isOurs(opened.look(archive))).isTrue();
			assertThat(archives().isOurs(opened.look(this.directory))).isFalse();
			Assumptions.assumeTrue(opened.look(archive).owner() == 0, "only root can give a file to another user");
			Files.setAttribute(archive, "unix:uid", 54_321);
			assertThat(archives().isOurs(opened.look(archive))).isFalse();
		}
		assertThat(reasons()).containsExactly(FIRST + " belongs to user 54321");
	}

	@Test
	void theLargestNumberIsGivenAndNoneAfterIt() throws IOException {
		write("log-2026-11-26.999999999998");
		ArchiveDirectory archives = archives();
		assertThat(archives.reserve("2026-11-26", 0)).hasFileName("log-2026-11-26.999999999999");
		assertThatThrownBy(() -> archives.reserve("2026-11-26", 0)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("as its number is too large");
		Files.delete(this.directory.resolve("log-2026-11-26.999999999998"));
		write("log-2026-11-26.1000000000000");
		assertThat(reasons()).containsExactly("log-2026-11-26.1000000000000 has a number beyond 999999999999");
		assertThat(CompletableFuture.supplyAsync(() -> reserved(archives)).join()).hasFileName("log-2026-11-27.1");
	}

	private static Path reserved(ArchiveDirectory archives) {
		try {
			return archives.reserve("2026-11-27", 0);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void numbersAreLeftOutOnceManyNamesAreTaken() throws IOException {
		ArchiveDirectory archives = archives();
		assertThat(archives.reserve("2026-11-26", 0)).hasFileName("log-2026-11-26.1");
		assertThat(archives.reserve("2026-11-26", 9)).hasFileName("log-2026-11-26.2");
		// A lot of one, of two, and at most of a million.
		assertThat(archives.reserve("2026-11-26", 10)).hasFileName("log-2026-11-26.3");
		assertThat(index(archives.reserve("2026-11-26", 11))).isBetween(4L, 5L);
		assertThat(index(archives.reserve("2026-11-26", 1000))).isLessThan(6 + (1 << 20));
	}

	private static long index(Path archive) {
		String name = archive.getFileName().toString();
		return Long.parseLong(name.substring(name.lastIndexOf('.') + 1));
	}

	@Test
	void aTimeThatIsAheadByNowCountsNoMore() throws IOException {
		SettableClock clock = new SettableClock(Instant.parse("2026-11-26T12:00:00Z"));
		ArchiveDirectory archives = new ArchiveDirectory(this.directory.resolve("log"), Look.UNKNOWN,
				ArchiveNaming.standard(), clock);
		assertThat(archives.reserve("2026-11-26", 0)).hasFileName("log-2026-11-26.1");
		clock.now = Instant.parse("2026-11-20T12:00:00Z");
		assertThat(archives.reserve("2026-11-20", 0)).hasFileName("log-2026-11-20.1");
	}

	@Test
	void aNameThatIsOnlyReservedIsNotReadable() throws IOException {
		ArchiveDirectory archives = archives();
		archives.readable();
		Files.createFile(this.directory.resolve(FIRST));
		assertThat(archives.readable().archives()).isEmpty();
		write(FIRST);
		assertThat(archives.readable().archives()).hasSize(1);
	}

	@Test
	void anotherDirectoryIsNotLookedThrough() throws IOException {
		Path logs = Files.createDirectory(this.directory.resolve("logs"));
		ArchiveDirectory archives = new ArchiveDirectory(logs.resolve("log"), Look.UNKNOWN, ArchiveNaming.standard(),
				Clock.systemUTC());
		archives.readable();
		// Not deleted, as the other could get its inode, and be the same then.
		Files.move(logs, this.directory.resolve("away"));
		Files.createDirectory(logs);
		assertThatThrownBy(archives::readable).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is another directory than before");
		assertThat(OpenDescriptors.under(this.directory)).isZero();
	}

	@Test
	void aNameThatIsTooLongIsNotGiven() {
		ArchiveDirectory archives = archives("x".repeat(250));
		assertThatThrownBy(() -> archives.reserve("2026-11-26", 0)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("File name too long for its archives, which would have 263 bytes of at most 255;"
					+ " the file's name has 250: let it have 242 at most");
	}

	@ParameterizedTest
	@CsvSource({ "{name}-{time}.{index}, false, 228", "{name}-{time}.{index}, true, 203",
			"{base}-{time}.{index}{extension}, false, 228", "{name}-{base}.{index}{extension}, false, 123" })
	void archivesHaveRoomForTheirNames(String pattern, boolean compress, int longest) throws IOException {
		ArchiveNaming naming = ArchiveNaming.of(pattern);
		ArchiveNamePattern.requireRoom(this.directory.resolve("x".repeat(longest)), naming, compress);
		for (int more = 1; more <= 3; more++) {
			int length = longest + more;
			Path file = this.directory.resolve("x".repeat(length));
			assertThatThrownBy(() -> ArchiveNamePattern.requireRoom(file, naming, compress))
				.isInstanceOf(FileSystemException.class)
				.hasMessageEndingWith("the file's name has " + length + ": let it have " + longest + " at most");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 248, 253 })
	void aPatternThatLeavesNoRoomIsToldOfAtTheRotation(int length) {
		ArchiveNaming naming = ArchiveNaming.of("{name}" + "y".repeat(length) + ".{index}");
		Path file = this.directory.resolve("log");
		assertThatCode(() -> ArchiveNamePattern.requireRoom(file, naming, false)).doesNotThrowAnyException();
		ArchiveNamePattern pattern = new ArchiveNamePattern(naming, "log");
		assertThatThrownBy(() -> pattern.requireRoom(this.directory.resolve(pattern.name("", 999_999))))
			.isInstanceOf(FileSystemException.class)
			.hasMessageEndingWith("take a shorter naming");
	}

}
