package io.asyncappend.internal.cursor;

import io.asyncappend.support.Bound;
import io.asyncappend.support.SystemCalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What a cursor acknowledged is found again, as the format says. */
class CursorFileTest {

	private static final UUID LOG = UUID.fromString("01234567-89ab-cdef-8123-456789abcdef");

	private static final Acknowledged LAST = new Acknowledged(LOG, 1234567890123L, 98765432, 1795896001000L);

	@TempDir
	private Path directory;

	private Path path() throws IOException {
		return CursorFile.path(this.directory.toRealPath().resolve("app.log"), "c");
	}

	private byte[] sample() throws IOException {
		try (InputStream in = getClass().getResourceAsStream("/formats/app.log.cursor")) {
			return in.readAllBytes();
		}
	}

	private Acknowledged found() throws IOException {
		try (CursorFile file = CursorFile.open(path())) {
			assertThat(file.damage()).isEmpty();
			assertThat(file.acknowledged()).isEqualTo(CursorFile.read(path()));
			return file.acknowledged().orElse(null);
		}
	}

	@Test
	void theSampleOfVersionOneIsReadForEver() throws IOException {
		Files.write(path(), sample());
		assertThat(found()).isEqualTo(LAST);
		byte[] half = sample();
		half[4096 + 45] ^= 1;
		Files.write(path(), half);
		assertThat(found()).isEqualTo(new Acknowledged(LOG, 1000, 10, 1795896000000L));
	}

	@Test
	void theSampleIsWhatIsWritten() throws IOException {
		try (CursorFile file = CursorFile.open(path())) {
			file.write(LAST);
		}
		byte[] written = Files.readAllBytes(path());
		byte[] sample = sample();
		assertThat(written).hasSameSizeAs(sample);
		// All but the generation, the number of the file and the checksum of both.
		assertThat(Arrays.copyOfRange(written, 0, 8)).isEqualTo(Arrays.copyOfRange(sample, 0, 8));
		assertThat(Arrays.copyOfRange(written, 24, 68)).isEqualTo(Arrays.copyOfRange(sample, 4096 + 24, 4096 + 68));
	}

	/** A process that died has only written it, and a power cut may still take it. */
	@Test
	@Timeout(120)
	void whatIsReadToBeReliedOnIsForcedBefore() throws Exception {
		Bound.requireTool("strace");
		Files.write(path(), sample());
		SystemCalls calls = SystemCalls.withPaths(this.directory.resolve("strace"), "fsync,write", ReadingForced.class,
				path());
		int forced = calls.indexOf(0, "fsync(", path() + ">", "= 0");
		assertThat(forced).isLessThan(calls.indexOf(0, "write(", "\"" + LAST.position()));
	}

	@Test
	void nothingIsFoundInAFileThatWasNeverWritten() throws IOException {
		assertThat(found()).isNull();
		Files.write(path(), new byte[8192]);
		assertThat(found()).isNull();
	}

	@Test
	void aPositionThatCannotBeIsDamage() throws IOException {
		try (CursorFile file = CursorFile.open(path())) {
			file.write(new Acknowledged(LOG, -1, 0, 0));
			assertThat(file.acknowledged()).isEmpty();
			assertThat(file.damage()).isPresent();
		}
	}

	/** Notes what a file holds that is read to be relied on. */
	static final class ReadingForced {

		public static void main(String[] arguments) throws IOException {
			Path path = Path.of(arguments[0]);
			Files.writeString(path.resolveSibling("read"),
					String.valueOf(CursorFile.readForced(path).orElseThrow().position()));
		}

	}

}
