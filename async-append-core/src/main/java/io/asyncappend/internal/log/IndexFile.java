package io.asyncappend.internal.log;

import io.asyncappend.internal.file.RandomInput;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The sparse index that lies beside a file, open to be read, also while an appender
 * writes it. Not thread-safe.
 */
public final class IndexFile implements Closeable {

	private static final int MAX_ATTEMPTS = 3;

	private final RandomInput input;

	private final SparseIndex index;

	private IndexFile(RandomInput input, SparseIndex index) {
		this.input = input;
		this.index = index;
	}

	/**
	 * Opens the index of a log.
	 * @param directory where the file lies
	 * @param file the file that is, or was, written
	 * @param owner of the file
	 * @param log the identity of the log
	 * @return the index; empty if there is none of this log
	 * @throws IOException if it cannot be read, or must not be believed
	 */
	public static Optional<IndexFile> open(SafeDirectory directory, Path file, int owner, UUID log) throws IOException {
		for (int attempt = 1;; attempt++) {
			try {
				return openOnce(directory, file, owner, log);
			}
			catch (FileSystemException ex) {
				// Another may just have taken its place, as it was compacted.
				if (attempt == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static Optional<IndexFile> openOnce(SafeDirectory directory, Path file, int owner, UUID log)
			throws IOException {
		RandomInput input = directory.readSide(IndexWriter.path(file), owner).orElse(null);
		if (input == null) {
			return Optional.empty();
		}
		try {
			Optional<SparseIndex> found = SparseIndex.read(input::read, input.size())
				.filter((index) -> index.log().equals(log));
			if (found.isEmpty()) {
				input.close();
			}
			return found.map((index) -> new IndexFile(input, index));
		}
		catch (Throwable ex) {
			input.close();
			throw ex;
		}
	}

	/**
	 * What it holds.
	 * @return the index as it was when it was opened
	 */
	public SparseIndex index() {
		return this.index;
	}

	@Override
	public void close() throws IOException {
		this.input.close();
	}

}
