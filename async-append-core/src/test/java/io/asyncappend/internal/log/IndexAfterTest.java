package io.asyncappend.internal.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The first entry beyond a position is found wherever that is. */
class IndexAfterTest {

	@TempDir
	private Path directory;

	@Test
	void theFirstEntryBeyondAPositionIsFound() throws IOException {
		Path path = IndexWriter.path(this.directory.toRealPath().resolve("log"));
		try (IndexWriter writer = IndexWriter.open(path, UUID.randomUUID(), 0, 1)) {
			assertThat(writer.view().after(0)).isEmpty();
			for (int i = 1; i <= 100; i++) {
				writer.add(new IndexEntry.Mark(10 * i, i, 1000 + i, 0, Fingerprint.of(new byte[0], 0, 0)));
			}
			writer.add(new IndexEntry.FileEnd(1000, 100, 2000, 0, 0, IndexEntry.Reason.ROTATED, "name".repeat(40), true,
					Fingerprint.of(new byte[0], 0, 0)));
			for (long position = 0; position < 1000; position++) {
				Optional<IndexEntry> after = writer.view().after(position);
				assertThat(after).as("%d", position).isPresent();
				assertThat(after.get().position()).isEqualTo((position / 10 + 1) * 10);
			}
			assertThat(writer.view().after(1000)).isEmpty();
		}
	}

}
