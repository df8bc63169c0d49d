package io.asyncappend.internal.archive;

import io.asyncappend.ArchiveNaming;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A name says what it is an archive of, and nothing else is taken for one. */
class ArchiveNamePatternTest {

	@ParameterizedTest
	@CsvSource({ "'{name}-{time}.{index}',app.log-2026-11-26.7",
			"'{base}-{time}.{index}{extension}',app-2026-11-26.7.log", "'{name}.{index}',app.log.7",
			"'old {index} of {name} $1',old 7 of app.log $1" })
	void namesAreReadBack(String pattern, String name) {
		ArchiveNamePattern naming = new ArchiveNamePattern(ArchiveNaming.of(pattern), "app.log");
		assertThat(naming.name("2026-11-26", 7)).isEqualTo(name);
		assertThat(naming.parse(Path.of("dir", name))).hasValueSatisfying((archive) -> {
			assertThat(archive.index()).isEqualTo(7);
			assertThat(archive.time()).isEqualTo(naming.isTimed() ? "2026-11-26" : "");
			assertThat(archive.plain()).isEqualTo(Path.of("dir", name));
			assertThat(archive.compressed()).isFalse();
		});
		assertThat(naming.parse(Path.of(name + ".gz"))).hasValueSatisfying((archive) -> {
			assertThat(archive.plain()).isEqualTo(Path.of(name));
			assertThat(archive.compressed()).isTrue();
		});
		assertThat(naming.isTemporary(ArchiveNamePattern.temporary(Path.of(name), -1))).isTrue();
		assertThat(naming.parse(ArchiveNamePattern.temporary(Path.of(name), -1))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-11-26", "2026-11-26T14", "2026-11-26T14-15-02" })
	void anyTimeIsReadBack(String time) {
		ArchiveNamePattern naming = new ArchiveNamePattern(ArchiveNaming.standard(), "app.log");
		assertThat(naming.parse(Path.of(naming.name(time, 1)))).map(ArchiveNamePattern.Name::time).contains(time);
	}

	@ParameterizedTest
	@CsvSource({ "2026-11-27,false", "2026-11-28,true", "2026-11-27T02,false", "2026-11-27T04,true",
			"2026-11-27T02-59-59,false", "2026-11-27T03-00-01,true", "9999-12-31,true", "2026-13-01,true",
			"2026-11-26T24,true", "2026-11-26T12-60-00,true", "0000-01-01,false", "'',false" })
	void aTimeIsAheadOnceItHasComeInNoZone(String time, boolean ahead) {
		assertThat(ArchiveNamePattern.isAhead(time, Instant.parse("2026-11-26T12:00:00Z"))).isEqualTo(ahead);
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.log", "app.log-2026-11-26", "app.log-2026-11-26.", "app.log-2026-11-26.0",
			"app.log-2026-11-26.01", "app.log-2026-11-26.1.bak", "app.log-2026-11-26.1.gz.gz", "app_log-2026-11-26.1",
			"xapp.log-2026-11-26.1", "app.log-2026-11-26T1.1", "app.log-2026-1-26.1", "app.log-2026-11-26.-1",
			"app.log-2026-11-26.1 ", "APP.LOG-2026-11-26.1", ".app.log-2026-11-26.1", "app.log-2026-11-26.1.GZ",
			"app.log-2026-11-26T14-15.1", "app.log-2026-11-26.1234567890123456789" })
	void lookAlikesAreNoArchives(String name) {
		assertThat(new ArchiveNamePattern(ArchiveNaming.standard(), "app.log").parse(Path.of(name))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { ".app.log-2026-11-26.1.gz-0123456789abcde.tmp", ".app.log-2026-11-26.1.gz.tmp",
			"app.log-2026-11-26.1.gz-0123456789abcdef.tmp", ".other.log-2026-11-26.1.gz-0123456789abcdef.tmp",
			".app.log-2026-11-26.1.gz-0123456789abcdef.tmp.x" })
	void norAreTheyHalvesOfOne(String name) {
		assertThat(new ArchiveNamePattern(ArchiveNaming.standard(), "app.log").isTemporary(Path.of(name))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "'{name}-{time}',{index}", "'{time}.{index}',{base}", "'{base}.{index}',{extension}",
			"'{name}.{index}.{index}',twice", "'{name}.{number}.{index}',{number}", "'old/{name}.{index}',plain file",
			"'..\\{name}.{index}',plain file", "'{name}.{index}.gz','.gz'", "'{name}.{index',brace", "'',{index}",
			"'{name}.{index}}',brace", "'{base}{index}{extension}',touches", "'{name}{index}',touches",
			"'{name}17{index}',touches", "'{base}.{extension}{index}',touches", "'{index}{name}',touches",
			"'{index}0{base}{extension}',touches", "'{extension}{base}.{index}',before" })
	void aPatternThatWillNotDoIsRefusedWithTheReason(String pattern, String reason) {
		assertThatThrownBy(() -> ArchiveNaming.of(pattern)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("'" + pattern + "'")
			.hasMessageContaining(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{base}-{index}{extension}", "{name}v{index}", "{name}.1{index}", "{index} {name}",
			"{name}{time}{index}" })
	void theArchivesOfAFileWhoseNameGoesOnWithDigitsAreNotOurs(String pattern) {
		ArchiveNamePattern naming = new ArchiveNamePattern(ArchiveNaming.of(pattern), "app.log");
		for (String other : List.of("app1.log", "1app.log", "app.log1", "app-1.log", "app.log.1", "app.1", "app")) {
			Path archive = Path.of(new ArchiveNamePattern(ArchiveNaming.of(pattern), other).name("2026-11-26", 1));
			assertThat(naming.parse(archive)).as(archive.toString()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "{base}-{time}.{index}{extension}, app.gz, looks compressed",
			"{index}-{name}, app.log.gz, looks compressed", "{base}.{index}{extension}, .app.lock, looks like the lock",
			".{name}-{index}.lock, app.log, looks like the lock",
			".{name}-{index}.tmp, app.log, left of a compression" })
	void archivesThatWouldNotBeFoundAgainAreRefused(String pattern, String file, String reason) {
		assertThatThrownBy(() -> ArchiveNaming.of(pattern).requireFoundAgain(Path.of(file)))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining(reason);
	}

	@ParameterizedTest
	@CsvSource({ "{name}-{time}.{index}, app.gz", "{name}-{time}.{index}, app.lock",
			"{base}.{index}{extension}, app.gzip", "{base}.{index}{extension}, app.lock" })
	void archivesThatAreFoundAgainAreNot(String pattern, String file) {
		ArchiveNaming.of(pattern).requireFoundAgain(Path.of(file));
		Path archive = Path.of(new ArchiveNamePattern(ArchiveNaming.of(pattern), file).name("2026-11-28", 1));
		assertThat(new ArchiveNamePattern(ArchiveNaming.of(pattern), file).parse(archive)).isPresent();
	}

	@Test
	void aFileWithoutAnExtension() {
		assertThat(new ArchiveNamePattern(ArchiveNaming.of("{base}.{index}{extension}"), "log").name("", 3))
			.isEqualTo("log.3");
		assertThat(new ArchiveNamePattern(ArchiveNaming.of("{base}.{index}{extension}"), ".log").name("", 3))
			.isEqualTo(".log.3");
	}

}
