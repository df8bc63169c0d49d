package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The files of a file system leave together what is to be left, to the byte. */
class FreeSpaceTest {

	private static final int MINIMUM = 100;

	private final long start = System.nanoTime();

	private static final Path DIRECTORY = Path.of("directory");

	private final Store store = new Store();

	private final FreeSpace free = this.store;

	private void requireRefused(int bytes) {
		assertThatThrownBy(() -> this.free.begin(bytes, MINIMUM, DIRECTORY)).isInstanceOf(MinFreeException.class)
			.hasMessageContaining("a write of " + bytes + ((bytes == 1) ? " byte " : " bytes "))
			.hasMessageContaining(String.valueOf(MINIMUM));
	}

	@Test
	void aWriteMayLeaveExactlyTheMinimum() throws IOException {
		this.store.free = 1000;
		requireRefused(901);
		this.free.begin(900, MINIMUM, DIRECTORY);
		requireRefused(1);
	}

	@Test
	void noThreadIsHeldUpByOneThatHasAsked() throws Exception {
		this.store.free = 1000;
		Thread other = new Thread(() -> {
			this.free.look(DIRECTORY);
			begin(10);
			this.free.end(10);
		});
		other.start();
		other.join();
		begin(900);
		requireRefused(1);
	}

	private void begin(int bytes) {
		try {
			this.free.begin(bytes, MINIMUM, DIRECTORY);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void whatOthersAreWritingIsNotFree() throws IOException {
		this.store.free = 1000;
		this.free.begin(500, MINIMUM, DIRECTORY);
		requireRefused(401);
		this.free.begin(400, MINIMUM, DIRECTORY);
		requireRefused(1);
	}

	@Test
	void whatWasWrittenIsCountedOnce() throws IOException {
		this.store.free = 1000;
		this.free.begin(500, MINIMUM, DIRECTORY);
		this.store.free = 500;
		this.free.end(500);
		requireRefused(401);
		this.free.begin(400, MINIMUM, DIRECTORY);
	}

	@Test
	void whatWasNotWrittenIsFreeAgain() throws IOException {
		this.store.free = 1000;
		this.free.begin(900, MINIMUM, DIRECTORY);
		this.free.end(900);
		this.free.begin(900, MINIMUM, DIRECTORY);
	}

	@Test
	void whatOthersFreeIsSeenBeforeAWriteIsRefused() throws IOException {
		this.store.free = 100;
		requireRefused(1);
		this.store.free = 101;
		this.free.begin(1, MINIMUM, DIRECTORY);
	}

	@Test
	void whatOthersTakeIsSeenAfterAQuarterOfAMebibyte() throws IOException {
		this.store.free = 1L << 40;
		this.free.begin(256 * 1024, MINIMUM, DIRECTORY);
		this.free.end(256 * 1024);
		this.free.begin(1, MINIMUM, DIRECTORY);
		this.free.end(1);
		this.store.free = MINIMUM;
		requireRefused(1);
	}

	@Test
	void aStoreThatCannotTellIsUsedUpByWhatIsKnown() throws IOException {
		this.store.free = 1000;
		this.free.begin(500, MINIMUM, DIRECTORY);
		this.free.end(500);
		this.store.fault = new IOException("Stale file handle");
		requireRefused(401);
		this.free.begin(400, MINIMUM, DIRECTORY);
		requireRefused(1);
	}

	@Test
	void whatTheStoreSaidIsKnown() throws IOException {
		assertThat(this.free.known()).isEmpty();
		this.store.free = 1000;
		this.free.look(DIRECTORY);
		assertThat(this.free.known()).hasValue(1000);
		this.store.free = 0;
		requireRefused(901);
		assertThat(this.free.known()).hasValue(0);
	}

	@Test
	void itIsNotAskedAgainWithinASecond() {
		this.store.free = 1000;
		for (int i = 0; i < 100; i++) {
			this.free.look(DIRECTORY);
		}
		assertThat(this.store.asked).isLessThanOrEqualTo(1 + secondsSinceStart());
	}

	private int secondsSinceStart() {
		return (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - this.start);
	}

	@Test
	void aStoreThatCannotTellIsUnknown() {
		this.store.fault = new IOException("Stale file handle");
		this.free.look(DIRECTORY);
		assertThat(this.free.known()).isEmpty();
	}

	@Test
	void aDirectoryThatIsGoneHidesNothingFromOthers() throws IOException {
		this.store.free = 1000;
		this.store.gone = Path.of("gone");
		this.free.look(this.store.gone);
		assertThat(this.free.known()).isEmpty();
		this.free.look(DIRECTORY);
		assertThat(this.free.known()).hasValue(1000);
		// More than is left, so it is asked.
		assertThatThrownBy(() -> this.free.begin(901, MINIMUM, this.store.gone)).isInstanceOf(MinFreeException.class);
		assertThat(this.store.refused).isEqualTo(2);
		assertThat(this.free.known()).hasValue(1000);
	}

	@Test
	void theFileSystemOfADirectoryIsAskedByIt(@TempDir Path directory) throws IOException {
		Path first = Files.createDirectory(directory.resolve("first"));
		FreeSpace asked = FreeSpace.of(first);
		assertThat(asked.known()).isPresent();
		Files.delete(first);
		assertThat(FreeSpace.of(directory)).isSameAs(asked);
		assertThat(asked.usable(directory)).isBetween(0L, Files.getFileStore(directory).getTotalSpace());
		assertThatThrownBy(() -> asked.usable(first)).isInstanceOf(NoSuchFileException.class);
	}

	/** Has as much room as a test says. */
	private static final class Store extends FreeSpace {

		private long free;

		private int asked;

		private IOException fault;

		private Path gone;

		private int refused;

		@Override
		long usable(Path directory) throws IOException {
			if (directory == this.gone) {
				this.refused++;
				throw new NoSuchFileException(directory.toString());
			}
			assertThat(directory).isSameAs(DIRECTORY);
			if (this.fault != null) {
				throw this.fault;
			}
			this.asked++;
			return this.free;
		}

	}

}
