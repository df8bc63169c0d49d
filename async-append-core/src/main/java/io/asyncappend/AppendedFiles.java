package io.asyncappend;

import io.asyncappend.archive.Archives;
import io.asyncappend.archive.ReadableArchive;
import io.asyncappend.file.AppendFile;
import io.asyncappend.file.SafeInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The files that hold what an appender wrote, to be read: its archives and its own file,
 * all from one moment, so that no record is missing or there twice. Only what counts as
 * an archive is among them (a regular file of this process' user, or of the current
 * file's, with one name, not dated ahead of the clock), and each is opened safely: no
 * link is followed, nothing but a regular file is opened, and no more of it is read than
 * it had when it was looked at. Not thread-safe; to be closed.
 */
public final class AppendedFiles implements AutoCloseable {

	/**
	 * A rotation takes longer than to list the archives twice, unless the disk is ill.
	 */
	private static final int MAX_ATTEMPTS = 100;

	/** A rotation makes a new file at once, unless it cannot. */
	private static final int MAX_ATTEMPTS_TO_FIND_FILE = 20;

	/**
	 * Something that is called like an archive and is not read, as it does not count.
	 *
	 * @param path what it is
	 * @param reason why it does not count, such as {@code belongs to user 1001}
	 */
	public record LeftOut(Path path, String reason) {

		/**
		 * Checks that nothing is missing.
		 */
		public LeftOut {
			Objects.requireNonNull(path, "path");
			Objects.requireNonNull(reason, "reason");
		}

	}

	/** A file to read. */
	public static final class Readable {

		private final Path path;

		private final long size;

		private final Opening opening;

		private Readable(Path path, long size, Opening opening) {
			this.path = path;
			this.size = size;
			this.opening = opening;
		}

		/**
		 * Where it was found.
		 * @return its path; that of a compressed archive ends in {@code .gz}
		 */
		public Path path() {
			return this.path;
		}

		/**
		 * How large it was when it was found; a compressed archive is larger when it is
		 * read.
		 * @return bytes
		 */
		public long size() {
			return this.size;
		}

		/**
		 * Opens it, once. An archive that is compressed is read as it was written; it may
		 * be much longer than what is on the disk, and damaged: then this, or the stream,
		 * throws {@link java.util.zip.ZipException} or {@link java.io.EOFException}.
		 * @return its bytes
		 * @throws NoSuchFileException if it was deleted meanwhile, as too old
		 * @throws IOException if it cannot be read
		 */
		public InputStream open() throws IOException {
			return this.opening.open();
		}

	}

	private interface Opening {

		InputStream open() throws IOException;

	}

	private final List<Readable> files;

	private final List<LeftOut> leftOut;

	/** {@code null} if the file has no name at the moment. */
	private final SafeInput current;

	private AppendedFiles(Archives.Readable archives, Path path, SafeInput current) {
		List<Readable> all = new ArrayList<>();
		archives.archives().forEach((archive) -> all.add(new Readable(archive.path(), archive.size(), archive::open)));
		if (current != null) {
			all.add(new Readable(path, current.size(), () -> current));
		}
		this.files = List.copyOf(all);
		this.leftOut = archives.leftOut().stream().map((one) -> new LeftOut(one.path(), one.reason())).toList();
		this.current = current;
	}

	/** Finds them. */
	static AppendedFiles of(Supplier<Archives> archives, Supplier<AppendFile> file) throws IOException {
		IOException failure = null;
		for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			try {
				AppendedFiles found = find(archives, file.get());
				if (found != null && (found.current != null || attempt >= MAX_ATTEMPTS_TO_FIND_FILE)) {
					return found;
				}
				failure = new IOException(
						"the file was rotated during each of " + MAX_ATTEMPTS + " attempts to read it");
			}
			catch (FileSystemException ex) {
				// Maybe it was renamed between a look and the opening.
				failure = ex;
			}
		}
		throw failure;
	}

	/** Returns {@code null} if it was rotated meanwhile. */
	private static AppendedFiles find(Supplier<Archives> archives, AppendFile written) throws IOException {
		Archives.Readable before = readable(archives.get());
		SafeInput current = open(written);
		try {
			// With the same archives before and after, what was opened came next.
			if (!plainPaths(readable(archives.get())).equals(plainPaths(before))) {
				return null;
			}
			SafeInput kept = current;
			current = null;
			return new AppendedFiles(before, written.path().orElseThrow(), kept);
		}
		finally {
			if (current != null) {
				current.close();
			}
		}
	}

	/** A file that others append to as well has none. */
	private static Archives.Readable readable(Archives archives) throws IOException {
		return (archives != null) ? archives.readable() : new Archives.Readable(List.of(), List.of());
	}

	/** An archive may be compressed at any time, which does not make it another one. */
	private static List<Path> plainPaths(Archives.Readable readable) {
		return readable.archives().stream().map(ReadableArchive::plainPath).toList();
	}

	private static SafeInput open(AppendFile file) throws IOException {
		try {
			return file.read();
		}
		catch (NoSuchFileException ex) {
			// Renamed, and another has yet to take its place; or others took it away.
			return null;
		}
	}

	/**
	 * What there is to read, in the order in which it was written. The last is the file
	 * that is written now, up to the size that it had, if its path still names it.
	 * @return the files
	 */
	public List<Readable> all() {
		return this.files;
	}

	/**
	 * What is called like an archive and is not among them; of very many a thousand.
	 * @return what does not count, and why
	 */
	public List<LeftOut> leftOut() {
		return this.leftOut;
	}

	/**
	 * Closes the file that is written now, for reading.
	 * @throws IOException if that fails
	 */
	@Override
	public void close() throws IOException {
		if (this.current != null) {
			this.current.close();
		}
	}

}
