package io.asyncappend.internal.cursor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
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

}
