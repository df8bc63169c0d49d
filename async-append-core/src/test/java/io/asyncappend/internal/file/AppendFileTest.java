package io.asyncappend.internal.file;

import io.asyncappend.fault.FaultyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a file is that says nothing of itself. */
class AppendFileTest {

	/** Knows how to write, and no more. */
	private static class Plain implements AppendFile {

		private final FaultyFile content = new FaultyFile();

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			this.content.write(bytes);
		}

		@Override
		public void force() {
		}

		@Override
		public AppendFile reopen() {
			return this;
		}

		@Override
		public boolean anyThread() {
			return true;
		}

		@Override
		public String engine() {
			return "plain";
		}

		@Override
		public void close() {
		}

	}

	@Test
	void itIsAFileWithoutAPathThatIsNotShared() throws IOException {
		Plain file = new Plain();
		assertThat(file.takesWholeRecords()).isFalse();
		assertThat(file.largestWrite()).isEqualTo(256 * 1024);
		assertThat(file.isReadMeanwhile()).isFalse();
		assertThat(file.isHeldByCaller()).isFalse();
		assertThat(file.isForceable()).isTrue();
		assertThat(file.without()).isEqualTo("borrows its channel");
		assertThat(file.length()).isZero();
		assertThat(file.modified()).isEqualTo(Instant.MIN);
		assertThat(file.check()).isNull();
		assertThat(file.isLockedByOthers()).isFalse();
		assertThat(file.tornTail()).isZero();
		assertThat(file.freeBytes()).isEmpty();
		assertThat(file.archivable()).isEmpty();
		assertThat(file.foreign()).isEmpty();
		assertThat(file.owner()).isEqualTo(Look.UNKNOWN);
		assertThat(file.path()).isEmpty();
		assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("without a path");
		assertThatThrownBy(() -> file.archive(Path.of("other"))).isInstanceOf(IOException.class)
			.hasMessageContaining("without a path");
	}

	@Test
	void whereItTakesNoWholeRecordsTheyAreBytes() throws IOException {
		Plain file = new Plain();
		ByteBuffer records = ByteBuffer.allocate(10);
		file.write(records, (count) -> 0);
		assertThat(records.hasRemaining()).isFalse();
		assertThat(file.content.size()).isEqualTo(10);
	}

}
