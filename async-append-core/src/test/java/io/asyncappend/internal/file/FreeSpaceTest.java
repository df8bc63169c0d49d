package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The files of a file system leave together what is to be left, to the byte. */
class FreeSpaceTest {

	private static final int MINIMUM = 100;

	private final Store store = new Store();

	private final FreeSpace free = new FreeSpace();

	FreeSpaceTest() {
		this.free.askOf(this.store);
	}

	private void requireRefused(int bytes) {
		assertThatThrownBy(() -> this.free.begin(bytes, MINIMUM)).isInstanceOf(MinFreeException.class)
			.hasMessageContaining("a write of " + bytes + ((bytes == 1) ? " byte " : " bytes "))
			.hasMessageContaining(String.valueOf(MINIMUM));
	}

	@Test
	void aWriteMayLeaveExactlyTheMinimum() throws IOException {
		this.store.free = 1000;
		requireRefused(901);
		this.free.begin(900, MINIMUM);
		requireRefused(1);
	}

	@Test
	void whatOthersAreWritingIsNotFree() throws IOException {
		this.store.free = 1000;
		this.free.begin(500, MINIMUM);
		requireRefused(401);
		this.free.begin(400, MINIMUM);
		requireRefused(1);
	}

	@Test
	void whatWasWrittenIsCountedOnce() throws IOException {
		this.store.free = 1000;
		this.free.begin(500, MINIMUM);
		this.store.free = 500;
		this.free.end(500);
		requireRefused(401);
		this.free.begin(400, MINIMUM);
	}

	@Test
	void whatWasNotWrittenIsFreeAgain() throws IOException {
		this.store.free = 1000;
		this.free.begin(900, MINIMUM);
		this.free.end(900);
		this.free.begin(900, MINIMUM);
	}

	@Test
	void whatOthersFreeIsSeenBeforeAWriteIsRefused() throws IOException {
		this.store.free = 100;
		requireRefused(1);
		this.store.free = 101;
		this.free.begin(1, MINIMUM);
	}

	@Test
	void whatOthersTakeIsSeenAfterAQuarterOfAMebibyte() throws IOException {
		this.store.free = 1L << 40;
		this.free.begin(256 * 1024, MINIMUM);
		this.free.end(256 * 1024);
		this.free.begin(1, MINIMUM);
		this.free.end(1);
		this.store.free = MINIMUM;
		requireRefused(1);
	}

	@Test
	void aStoreThatCannotTellIsUsedUpByWhatIsKnown() throws IOException {
		this.store.free = 1000;
		this.free.begin(500, MINIMUM);
		this.free.end(500);
		this.store.fault = new IOException("Stale file handle");
		requireRefused(401);
		this.free.begin(400, MINIMUM);
		requireRefused(1);
	}

	/** Has as much room as a test says. */
	private static final class Store extends FileStore {

		private long free;

		private IOException fault;

		@Override
		public long getUsableSpace() throws IOException {
			if (this.fault != null) {
				throw this.fault;
			}
			return this.free;
		}

		@Override
		public String name() {
			return "store";
		}

		@Override
		public String type() {
			return "none";
		}

		@Override
		public boolean isReadOnly() {
			return false;
		}

		@Override
		public long getTotalSpace() {
			return Long.MAX_VALUE;
		}

		@Override
		public long getUnallocatedSpace() {
			return Long.MAX_VALUE;
		}

		@Override
		public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
			return false;
		}

		@Override
		public boolean supportsFileAttributeView(String name) {
			return false;
		}

		@Override
		public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
			return null;
		}

		@Override
		public Object getAttribute(String attribute) {
			throw new UnsupportedOperationException(attribute);
		}

	}

}
