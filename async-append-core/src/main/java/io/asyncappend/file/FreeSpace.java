package io.asyncappend.file;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a part of a file system free for others: writing stops before it is full. Asks
 * the file system every tenth of a second, and once half of what was left is used, or a
 * quarter of a MiB: others use it too.
 */
final class FreeSpace {

	private static final long MAX_AGE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long MAX_ALLOWANCE = 256 * 1024;

	private final long minimum;

	private final FileStore store;

	private long asked;

	/** How much may be written without asking again. */
	private long allowance;

	private FreeSpace(long minimum, FileStore store) {
		this.minimum = minimum;
		this.store = store;
	}

	/** {@code null} if nothing is to be kept free. */
	static FreeSpace of(Path file, long minimum) throws IOException {
		// By the directory, as the file may be deleted while it is open.
		return (minimum > 0) ? new FreeSpace(minimum, Files.getFileStore(file.getParent())) : null;
	}

	void require(int bytes) throws IOException {
		long now = System.nanoTime();
		if (bytes > this.allowance || now - this.asked > MAX_AGE) {
			ask(bytes, now);
		}
		this.allowance -= bytes;
	}

	/** Where it cannot be told it is no reason to stop; the write will say. */
	private long usable() {
		try {
			return this.store.getUsableSpace();
		}
		catch (IOException ex) {
			return Long.MAX_VALUE;
		}
	}

	private void ask(int bytes, long now) throws IOException {
		long left = usable() - bytes - this.minimum;
		this.asked = now;
		this.allowance = bytes + Math.min(MAX_ALLOWANCE, Math.max(0, left) / 2);
		if (left < 0) {
			this.allowance = 0;
			throw new MinFreeException("a write of " + bytes + " bytes would leave less than " + this.minimum
					+ " bytes free (min-free) on " + this.store);
		}
	}

}
