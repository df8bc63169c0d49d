package io.asyncappend.internal.log;

import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.IndexEntry.FileEnd;
import io.asyncappend.internal.log.IndexEntry.Mark;
import io.asyncappend.internal.log.IndexEntry.Torn;
import io.asyncappend.support.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is noted of a log is found again, and what is damaged is passed over. */
class SparseIndexTest {

	private static final UUID LOG = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);

	private static final int FRAME = 64;

	@TempDir
	private Path directory;

	private Path file;

	private Path path;

	@BeforeEach
	void resolve() throws IOException {
		this.directory = this.directory.toRealPath();
		this.file = this.directory.resolve("app.log");
		this.path = IndexWriter.path(this.file);
	}

	static Mark mark(long position, long index, long time) {
		return new Mark(position, index, time, 0, Fingerprint.of(new byte[] { 1, 2, '\n' }, 0, 3));
	}

	static FileEnd end(long start, long position, long index, long time, String name) {
		return new FileEnd(position, index, time, start, 0, IndexEntry.Reason.ROTATED, name, true,
				Fingerprint.of(new byte[64], 0, 64));
	}

	private List<IndexEntry> write(IndexEntry... entries) throws IOException {
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, Long.MAX_VALUE, 5)) {
			for (IndexEntry entry : entries) {
				writer.add(entry);
			}
		}
		return List.of(entries);
	}

	private List<IndexEntry> all() throws IOException {
		List<IndexEntry> all = new ArrayList<>();
		try (SafeDirectory opened = SafeDirectory.open(this.directory);
				IndexFile index = IndexFile.open(opened, this.file, -1, LOG).orElseThrow()) {
			index.index().forEach(all::add);
		}
		return all;
	}

	private Optional<IndexEntry> atOrBefore(long position) throws IOException {
		try (SafeDirectory opened = SafeDirectory.open(this.directory);
				IndexFile index = IndexFile.open(opened, this.file, -1, LOG).orElseThrow()) {
			return index.index().atOrBefore(position);
		}
	}

	@Test
	void allKindsOfEntriesAreFoundAgain() throws IOException {
		List<IndexEntry> written = write(mark(10, 1, 100), new Torn(40, 3, 110, 0, 30),
				end(0, 50, 4, 120, "app.2026-11-28.1.log"),
				new FileEnd(60, 5, 130, 50, 4, IndexEntry.Reason.LOST, "", false, Fingerprint.NONE), mark(70, 6, 140));
		assertThat(all()).isEqualTo(written);
		assertThat(Files.size(this.path)).isEqualTo(FRAME * (1 + 5 + 1));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.path))).isEqualTo("rw-------");
	}

	@Test
	void namesAreKeptWhateverTheirLength() throws IOException {
		for (String name : List.of("a", "b".repeat(44), "c".repeat(45), "d".repeat(255), "\u00e9\u00ff".repeat(120))) {
			Files.deleteIfExists(this.path);
			assertThat(write(end(0, 5, 1, 1, name), mark(6, 2, 2))).isEqualTo(all());
		}
	}

	@Test
	void theNearestEntryBeforeIsFound() throws IOException {
		write(mark(10, 1, 100), mark(20, 2, 200), end(0, 30, 3, 300, "x".repeat(200)), mark(40, 4, 400));
		assertThat(atOrBefore(9)).isEmpty();
		assertThat(atOrBefore(10)).contains(mark(10, 1, 100));
		assertThat(atOrBefore(29)).contains(mark(20, 2, 200));
		assertThat(atOrBefore(39)).contains(end(0, 30, 3, 300, "x".repeat(200)));
		assertThat(atOrBefore(Long.MAX_VALUE)).contains(mark(40, 4, 400));
		try (SafeDirectory opened = SafeDirectory.open(this.directory);
				IndexFile index = IndexFile.open(opened, this.file, -1, LOG).orElseThrow()) {
			assertThat(index.index().before(199)).contains(mark(10, 1, 100));
			assertThat(index.index().before(99)).isEmpty();
			assertThat(index.index().atOrBeforeRecord(2)).contains(mark(20, 2, 200));
		}
	}

	@Test
	void thousandsAreSearchedAndReadAlike() throws IOException {
		List<IndexEntry> written = new ArrayList<>();
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 0, 0)) {
			for (int i = 1; i <= 5000; i++) {
				written.add((i % 50 == 0) ? end((i - 50) * 10L, i * 10L, i, i, "archive-" + i + "x".repeat(i % 90))
						: mark(i * 10L, i, i));
				writer.add(written.get(i - 1));
			}
		}
		assertThat(all()).isEqualTo(written);
		for (int i = 1; i <= 5000; i += 7) {
			assertThat(atOrBefore(i * 10L + 5)).contains(written.get(i - 1));
		}
	}

	@Test
	void anEntryHalfWrittenIsCutOffAndWrittenOver() throws IOException {
		List<IndexEntry> written = new ArrayList<>(write(mark(10, 1, 100), end(0, 30, 3, 300, "x".repeat(200))));
		for (int size = (int) Files.size(this.path) - 1; size > 2 * FRAME; size -= 13) {
			byte[] bytes = Arrays.copyOf(Files.readAllBytes(this.path), size);
			Files.write(this.path, bytes);
			assertThat(all()).isEqualTo(written.subList(0, 1));
		}
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 1000, 0)) {
			assertThat(writer.last()).contains(written.get(0));
			assertThat(Files.size(this.path)).isEqualTo(2 * FRAME);
			writer.add(mark(31, 4, 400));
		}
		assertThat(all()).containsExactly(written.get(0), mark(31, 4, 400));
	}

	@Test
	void whatIsDamagedIsPassedOverWhereverItIs() throws IOException {
		IndexEntry[] entries = new IndexEntry[40];
		for (int i = 0; i < entries.length; i++) {
			entries[i] = (i % 8 == 7) ? end(0, 10 + i * 10, i, i, "n".repeat(100)) : mark(10 + i * 10, i, i);
		}
		write(entries);
		byte[] whole = Files.readAllBytes(this.path);
		Random random = new Random(16);
		for (int attempt = 0; attempt < 200; attempt++) {
			byte[] damaged = whole.clone();
			int from = FRAME + random.nextInt(damaged.length - FRAME);
			int length = Math.min(random.nextInt(1, 600), damaged.length - from);
			Arrays.fill(damaged, from, from + length, (byte) (random.nextBoolean() ? 0 : random.nextInt()));
			Files.write(this.path, damaged);
			assertThat(List.of(entries)).containsAll(all());
			for (int position = 0; position < 420; position += 30) {
				int wanted = position;
				assertThat(atOrBefore(position).filter((entry) -> entry.position() > wanted)).isEmpty();
			}
		}
	}

	@Test
	void anIndexAheadOfItsLogIsCut() throws IOException {
		write(mark(10, 1, 100), mark(20, 2, 200), end(0, 30, 3, 300, "x".repeat(60)), mark(40, 4, 400));
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 29, 0)) {
			assertThat(writer.last()).contains(mark(20, 2, 200));
		}
		assertThat(all()).containsExactly(mark(10, 1, 100), mark(20, 2, 200));
		assertThat(Files.size(this.path)).isEqualTo(3 * FRAME);
	}

	@Test
	void anIndexOfAnotherLogBeginsAnew() throws IOException {
		write(mark(10, 1, 100));
		UUID other = UUID.randomUUID();
		try (SafeDirectory opened = SafeDirectory.open(this.directory)) {
			assertThat(IndexFile.open(opened, this.file, -1, other)).isEmpty();
		}
		try (IndexWriter writer = IndexWriter.open(this.path, other, 1000, 0)) {
			assertThat(writer.last()).isEmpty();
			writer.add(mark(1, 0, 0));
		}
		try (SafeDirectory opened = SafeDirectory.open(this.directory);
				IndexFile index = IndexFile.open(opened, this.file, -1, other).orElseThrow()) {
			assertThat(index.index().atOrBefore(5)).contains(mark(1, 0, 0));
		}
	}

	@Test
	void framesOfAnotherLogAreNotBelieved() throws IOException {
		write(mark(10, 1, 100));
		byte[] foreign = Files.readAllBytes(this.path);
		Files.delete(this.path);
		IndexWriter.open(this.path, UUID.randomUUID(), 0, 0).close();
		Files.write(this.path, Arrays.copyOfRange(foreign, FRAME, 2 * FRAME), StandardOpenOption.APPEND);
		try (SafeDirectory opened = SafeDirectory.open(this.directory)) {
			UUID log = IndexFrames.header(Files.readAllBytes(this.path)).orElseThrow().log();
			try (IndexFile index = IndexFile.open(opened, this.file, -1, log).orElseThrow()) {
				assertThat(index.index().atOrBefore(1000)).isEmpty();
			}
		}
	}

	@Test
	void aClockThatIsSetBackDoesNotDisturbTheOrder() throws IOException {
		write(mark(10, 1, 100), mark(20, 2, 50), end(0, 30, 3, 60, "a"), new Torn(40, 4, 0, 30, 35));
		assertThat(all()).extracting(IndexEntry::time).containsExactly(100L, 100L, 100L, 100L);
	}

	@Test
	void anEntryThatComesBeforeAnotherIsRefused() throws IOException {
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 0, 0)) {
			writer.add(mark(10, 5, 100));
			assertThatThrownBy(() -> writer.add(mark(9, 5, 100))).isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("does not come behind");
			assertThatThrownBy(() -> writer.add(mark(11, 4, 100))).isInstanceOf(IllegalArgumentException.class);
			writer.add(mark(10, 5, 100));
		}
	}

	/** To look takes longer than to add a mark. */
	@Test
	void thatOthersTookTheIndexIsNotedAfterASecondOrWithAFilesEnd() throws IOException {
		SettableClock clock = new SettableClock(Instant.EPOCH);
		LogIndex index = new LogIndex(LOG, this.file, null, 0, clock);
		clock.now = Instant.ofEpochMilli(100);
		index.add(mark(10, 1, 100));
		Files.delete(this.path);
		clock.now = Instant.ofEpochMilli(1099);
		index.add(mark(20, 2, 1099));
		assertThat(this.path).doesNotExist();
		clock.now = Instant.ofEpochMilli(1100);
		index.add(mark(30, 3, 1100));
		assertThat(all()).containsExactly(mark(30, 3, 1100));
		Files.delete(this.path);
		clock.now = Instant.ofEpochMilli(1099);
		index.add(mark(40, 4, 1099));
		assertThat(all()).as("the clock was set back").hasSize(1);
		Files.delete(this.path);
		FileEnd end = new FileEnd(50, 5, 1099, 0, 0, IndexEntry.Reason.ROTATED, "app.1.log", true, Fingerprint.NONE);
		index.add(end);
		assertThat(all()).containsExactly(end);
		index.close();
	}

	@Test
	void anIndexOfFilesThatOthersTookAwayIsBounded() throws IOException {
		LogIndex index = new LogIndex(LOG, this.file, null, 0, Clock.systemUTC());
		Path kept = this.directory.resolve("kept.gz");
		Files.createFile(kept);
		for (int i = 1; i <= 5000; i++) {
			String name = (i == 2500) ? "kept" : "";
			index.add(new FileEnd(i * 10L, i, i, (i - 1) * 10L, i - 1, IndexEntry.Reason.TAKEN_AWAY, name, true,
					Fingerprint.NONE));
			assertThat(Files.size(this.path)).isLessThan((i < 2500) ? 1 << 17 : 1 << 18);
		}
		assertThat(all()).filteredOn((entry) -> ((FileEnd) entry).name().equals("kept")).hasSize(1);
		Files.delete(kept);
		for (int i = 5001; i <= 9000; i++) {
			index.add(new FileEnd(i * 10L, i, i, (i - 1) * 10L, i - 1, IndexEntry.Reason.LOST, "", true,
					Fingerprint.NONE));
		}
		assertThat(Files.size(this.path)).isLessThan(1 << 17);
		index.close();
	}

	private Path aside() {
		return this.directory.resolve(".app.log.index.damaged");
	}

	@Test
	void whatIsNoIndexIsSetAside() throws IOException {
		write(mark(10, 1, 100));
		byte[] index = Files.readAllBytes(this.path);
		index[20] ^= 1;
		byte[] zerosAndMore = new byte[200];
		zerosAndMore[199] = 1;
		for (byte[] foreign : List.of("notes of an administrator".getBytes(StandardCharsets.UTF_8), new byte[] { 1 },
				index, zerosAndMore, new byte[3 << 20])) {
			Files.write(this.path, foreign);
			assertThat(write(mark(20, 2, 200))).isEqualTo(all());
			assertThat(Files.readAllBytes(aside())).isEqualTo(foreign);
		}
	}

	@Test
	void whatACrashLeavesOfAnIndexIsNotSetAside() throws IOException {
		write(mark(10, 1, 100));
		byte[] index = Files.readAllBytes(this.path);
		for (byte[] left : List.of(new byte[0], new byte[64], new byte[200], Arrays.copyOf(index, 5),
				Arrays.copyOf(index, 63))) {
			Files.write(this.path, left);
			assertThat(write(mark(20, 2, 200))).isEqualTo(all());
			assertThat(aside()).doesNotExist();
		}
	}

	@Test
	void anIndexOfALaterVersionIsLeftAlone() throws IOException {
		write(mark(10, 1, 100));
		byte[] later = Files.readAllBytes(this.path);
		later[11] = 2;
		CRC32C checksum = new CRC32C();
		checksum.update(later, 0, 60);
		ByteBuffer.wrap(later).putInt(60, (int) checksum.getValue());
		Files.write(this.path, later);
		assertThatThrownBy(() -> write(mark(20, 2, 200))).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is the index of a later version of this library");
		assertThat(Files.readAllBytes(this.path)).isEqualTo(later);
		try (SafeDirectory opened = SafeDirectory.open(this.directory)) {
			assertThat(IndexFile.open(opened, this.file, -1, LOG)).isEmpty();
		}
	}

	@Test
	void whatLiesInTheWayOfACompactionKeepsWhatItHolds() throws IOException {
		Path half = this.directory.resolve(".app.log.index.tmp");
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 0, 0)) {
			for (int i = 1; i <= 100; i++) {
				writer.add(mark(i * 10L, i, i));
			}
			Files.writeString(half, "notes");
			assertThatThrownBy(() -> writer.compact(900)).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("is in the way: it is no index of this library");
			assertThat(half).hasContent("notes");
			assertThat(all()).hasSize(100);
			Files.write(half, Arrays.copyOf(Files.readAllBytes(this.path), 500));
			writer.compact(900);
			assertThat(all()).hasSize(11).first().isEqualTo(mark(900, 90, 90));
			assertThat(half).doesNotExist();
			assertThat(writer.isCurrent()).isTrue();
		}
	}

	@Test
	void whatOthersPutInTheWayOfACompactionIsNotReplaced() throws IOException {
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 0, 0)) {
			for (int i = 1; i <= 100; i++) {
				writer.add(mark(i * 10L, i, i));
			}
			Files.delete(this.path);
			Files.writeString(this.path, "notes");
			assertThatThrownBy(() -> writer.compact(900)).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("was replaced by others");
			assertThat(this.path).hasContent("notes");
			assertThat(this.directory.resolve(".app.log.index.tmp")).doesNotExist();
		}
	}

	@Test
	void whatIsSaidOfFilesThatAreGoneIsRemoved() throws IOException {
		List<IndexEntry> written = new ArrayList<>();
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 0, 0)) {
			for (int i = 1; i <= 100; i++) {
				written.add((i % 10 == 0) ? end((i - 10) * 10L, i * 10L, i, i, "a" + i) : mark(i * 10L, i, i));
				writer.add(written.get(i - 1));
			}
			writer.compact(300);
			assertThat(Files.size(this.path)).as("too little to be worth it").isEqualTo(FRAME * 111);
			writer.compact(700);
			writer.add(mark(1001, 101, 101));
			written.add(mark(1001, 101, 101));
			assertThat(all()).isEqualTo(written.subList(69, 101));
			assertThat(writer.view().atOrBefore(715)).contains(mark(710, 71, 71));
		}
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 2000, 0)) {
			assertThat(writer.last()).contains(mark(1001, 101, 101));
		}
		try (var left = Files.list(this.directory)) {
			assertThat(left).containsExactly(this.path);
		}
	}

	@Test
	void whatOthersPutInItsPlaceIsNotRead() throws IOException {
		write(mark(10, 1, 100));
		Files.move(this.path, this.directory.resolve("elsewhere"));
		Files.createSymbolicLink(this.path, this.directory.resolve("elsewhere"));
		try (SafeDirectory opened = SafeDirectory.open(this.directory)) {
			assertThatThrownBy(() -> IndexFile.open(opened, this.file, -1, LOG)).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("is not believed: it is a symbolic link");
			Files.delete(this.path);
			Files.createLink(this.path, this.directory.resolve("elsewhere"));
			assertThatThrownBy(() -> IndexFile.open(opened, this.file, -1, LOG)).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("has 2 names");
			Files.delete(this.path);
			assertThat(IndexFile.open(opened, this.file, -1, LOG)).isEmpty();
			Files.writeString(this.path, "no index");
			assertThat(IndexFile.open(opened, this.file, -1, LOG)).isEmpty();
		}
	}

	@Test
	void aFingerprintIsOfItsBytesAlone() {
		byte[] bytes = "some bytes\n".getBytes(StandardCharsets.UTF_8);
		Fingerprint fingerprint = Fingerprint.of(bytes, 5, 6);
		assertThat(fingerprint.isOf(bytes, 11)).isTrue();
		assertThat(fingerprint.isOf(bytes, 10)).isFalse();
		assertThat(fingerprint.isOf(bytes, 3)).isFalse();
		assertThat(Fingerprint.NONE.isOf(bytes, 0)).isTrue();
	}

	/** Made by another program, from docs/formats.md. */
	@Test
	void theSampleOfVersionOneIsReadForEver() throws IOException {
		byte[] sample;
		try (InputStream in = getClass().getResourceAsStream("/formats/app.log.index")) {
			sample = in.readAllBytes();
		}
		Files.write(this.path, sample);
		byte[] first = "first\ncut\n".getBytes(StandardCharsets.UTF_8);
		List<IndexEntry> entries = List.of(new Mark(6, 1, 1795896000100L, 0, Fingerprint.of(first, 0, 6)),
				new Torn(10, 2, 1795896000200L, 0, 6),
				new FileEnd(10, 2, 1795896000300L, 0, 0, IndexEntry.Reason.ROTATED,
						"app.2026-11-28T09-15-00.1.a-long-name-of-an-archive.log", true, Fingerprint.of(first, 0, 10)),
				new FileEnd(14, 2, 1795896000400L, 10, 2, IndexEntry.Reason.LOST, "", false,
						Fingerprint.of("lost".getBytes(StandardCharsets.UTF_8), 0, 4)));
		assertThat(all()).isEqualTo(entries);
		Files.delete(this.path);
		try (IndexWriter writer = IndexWriter.open(this.path, LOG, 0, 1795896000000L)) {
			for (IndexEntry entry : entries) {
				writer.add(entry);
			}
		}
		assertThat(Files.readAllBytes(this.path)).isEqualTo(sample);
	}

}
