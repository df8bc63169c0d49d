package io.asyncappend.internal.archive;

import io.asyncappend.Rotation;
import io.asyncappend.internal.file.Look;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept is kept to the file, the byte and the moment. */
class RetentionTest {

	private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

	/** Of ten bytes each; the newest is an hour old, the one before it two. */
	private static List<Archive> archives(int count) {
		List<Archive> archives = new ArrayList<>();
		for (int i = 1; i <= count; i++) {
			archives.add(archive(i, NOW.minus(Duration.ofHours(count - i + 1)), 10, -1));
		}
		return archives;
	}

	private static Archive archive(int index, Instant modified, long plain, long compressed) {
		Path path = Path.of("log." + index);
		return new Archive("", index, path, look(path, modified, plain), look(path, modified, compressed));
	}

	private static Look look(Path path, Instant modified, long size) {
		return (size < 0) ? null : new Look(path, Look.Kind.REGULAR, path, 0, 0, 0, 1, size, FileTime.from(modified));
	}

	private static Retention.Verdict verdict(Rotation.Builder rotation, int free) {
		return Retention.of(rotation.keepUntil(Set.of("slow")).build()).surplus(archives(5), NOW, free);
	}

	private static List<Long> surplus(Rotation.Builder rotation, List<Archive> archives) {
		return Retention.of(rotation.build())
			.surplus(archives, NOW, archives.size())
			.surplus()
			.stream()
			.map(Archive::index)
			.toList();
	}

	@Test
	void withoutALimitAllAreKept() {
		assertThat(surplus(Rotation.builder(), archives(5))).isEmpty();
		assertThat(Retention.of(Rotation.onDemand()).limitsBytes(true)).isFalse();
	}

	@Test
	void asManyAreKeptAsWanted() {
		assertThat(surplus(Rotation.builder().keepFiles(3), archives(3))).isEmpty();
		assertThat(surplus(Rotation.builder().keepFiles(3), archives(5))).containsExactly(1L, 2L);
	}

	@Test
	void asManyBytesAreKeptAsWanted() {
		assertThat(surplus(Rotation.builder().keepSize(50), archives(5))).isEmpty();
		assertThat(surplus(Rotation.builder().keepSize(49), archives(5))).containsExactly(1L);
		assertThat(surplus(Rotation.builder().keepSize(30), archives(5))).containsExactly(1L, 2L);
		Retention retention = Retention.of(Rotation.builder().keepSize(30).build());
		assertThat(retention.limitsBytes(false)).isTrue();
		assertThat(retention.withoutBytes().limitsBytes(false)).isFalse();
		assertThat(retention.withoutBytes().surplus(archives(5), NOW, 5).surplus()).isEmpty();
	}

	@Test
	void anArchiveThatIsThereTwiceTakesTheBytesOfBoth() {
		Archive twice = archive(7, NOW, 10, 5);
		assertThat(twice.bytes()).isEqualTo(15);
		assertThat(archive(7, NOW, -1, 5).bytes()).isEqualTo(5);
		assertThat(archive(7, NOW, 10, -1).bytes()).isEqualTo(10);
		assertThat(surplus(Rotation.builder().keepSize(15), List.of(archive(6, NOW, 1, -1), twice)))
			.containsExactly(6L);
		assertThat(surplus(Rotation.builder().keepSize(16), List.of(archive(6, NOW, 1, -1), twice))).isEmpty();
	}

	@Test
	void whatIsNotOlderThanWantedIsKept() {
		assertThat(surplus(Rotation.builder().keepFor(Duration.ofHours(3)), archives(5))).containsExactly(1L, 2L);
		assertThat(surplus(Rotation.builder().keepFor(Duration.ofHours(3).minusNanos(1)), archives(5)))
			.containsExactly(1L, 2L, 3L);
	}

	@Test
	void whatIsOlderThanOneThatIsTooMuchIsNotKept() {
		List<Archive> archives = List.of(archive(1, NOW, 10, -1), archive(2, NOW.minus(Duration.ofDays(1)), 10, -1),
				archive(3, NOW, 10, -1));
		assertThat(surplus(Rotation.builder().keepFor(Duration.ofHours(1)), archives)).containsExactly(1L, 2L);
	}

	@Test
	void theNewestAreKeptWhateverTheLimit() {
		assertThat(surplus(Rotation.builder().keepSize(1).keepAtLeast(2), archives(5))).containsExactly(1L, 2L, 3L);
		assertThat(surplus(Rotation.builder().keepFiles(1).keepAtLeast(5), archives(5))).isEmpty();
		assertThat(surplus(Rotation.builder().keepFiles(1).keepAtLeast(0), archives(5))).containsExactly(1L, 2L, 3L,
				4L);
	}

	@Test
	void whatIsNeededIsKeptBeyondEveryLimit() {
		for (Rotation.Builder limit : List.of(Rotation.builder().keepFiles(1), Rotation.builder().keepSize(10),
				Rotation.builder().keepFor(Duration.ofHours(1)))) {
			Retention.Verdict verdict = verdict(limit, 2);
			assertThat(verdict.surplus()).extracting(Archive::index).containsExactly(1L, 2L);
			assertThat(verdict.heldBytes()).isEqualTo(20);
			assertThat(verdict(limit, 0).surplus()).isEmpty();
			assertThat(verdict(limit, 0).heldBytes()).isEqualTo(40);
			assertThat(verdict(limit, 5).heldBytes()).isZero();
		}
		assertThat(verdict(Rotation.builder(), 0)).isEqualTo(new Retention.Verdict(List.of(), 0));
	}

	@Test
	void whatIsNeededGoesBeyondItsOwnLimit() {
		Retention.Verdict verdict = verdict(Rotation.builder().keepFiles(1).keepUntilSize(30), 1);
		assertThat(verdict.surplus()).extracting(Archive::index).containsExactly(1L, 2L);
		assertThat(verdict.heldBytes()).isEqualTo(20);
		assertThat(verdict(Rotation.builder().keepFiles(1).keepUntilSize(29), 1).surplus()).extracting(Archive::index)
			.containsExactly(1L, 2L, 3L);
		assertThat(verdict(Rotation.builder().keepFiles(1).keepUntilSize(1).keepAtLeast(4), 0).surplus())
			.extracting(Archive::index)
			.containsExactly(1L);
	}

	@Test
	void aLimitForCursorsAloneDeletesNothing() {
		assertThat(verdict(Rotation.builder().keepUntilSize(1), 0).surplus()).isEmpty();
	}

	@Test
	void bytesForCursorsDoNotCountBeforeCompression() {
		Retention retention = Retention
			.of(Rotation.builder().keepFiles(1).keepUntil(Set.of("slow")).keepUntilSize(1).build());
		assertThat(retention.limitsBytes(true)).isTrue();
		assertThat(retention.limitsBytes(false)).isFalse();
		assertThat(retention.withoutBytes().surplus(archives(5), NOW, 0).surplus()).isEmpty();
	}

	@Test
	void anArchiveIsFoundUnderTheNameThatItHas() {
		Archive plain = archive(7, NOW, 10, -1);
		Archive compressed = archive(7, NOW, -1, 5);
		Archive both = plain.with(compressed);
		assertThat(plain.found()).isEqualTo(Path.of("log.7"));
		assertThat(compressed.found()).isEqualTo(Path.of("log.7.gz"));
		assertThat(both.found()).isEqualTo(Path.of("log.7.gz"));
		assertThat(both.isPlain()).isTrue();
		assertThat(both.isCompressed()).isTrue();
		assertThat(compressed.with(plain)).isEqualTo(both);
		assertThat(both.first()).isEqualTo(plain.plain());
		assertThat(compressed.first()).isEqualTo(compressed.compressed());
		assertThat(both.with(archive(7, NOW, 1, 1))).isEqualTo(both);
		assertThat(plain.isReserved()).isFalse();
		assertThat(compressed.isReserved()).isFalse();
		assertThat(archive(7, NOW, 0, -1).isReserved()).isTrue();
		assertThat(archive(7, NOW, 0, 5).isReserved()).isFalse();
		assertThat(archive(7, NOW, 0, -1)).isLessThan(archive(8, NOW, 0, -1)).isEqualByComparingTo(plain);
		assertThat(new Archive("2026-11-27", 1, plain.path(), plain.plain(), null)).isGreaterThan(plain);
	}

}
