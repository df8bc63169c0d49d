package io.asyncappend.internal.appender;

import io.asyncappend.AppendedFiles;
import io.asyncappend.internal.archive.Archive;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.archive.Listing;
import io.asyncappend.internal.archive.ReadableArchive;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.SafeInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Finds the files of an appender, all from one moment. */
public final class FoundFiles implements AppendedFiles {

	/**
	 * A rotation takes longer than to list the archives twice, unless the disk is ill.
	 */
	private static final int MAX_ATTEMPTS = 100;

	/** A rotation makes a new file at once, unless it cannot. */
	private static final int MAX_ATTEMPTS_TO_FIND_FILE = 20;

	private final List<Readable> files;

	private final List<LeftOut> leftOut;

	/** {@code null} if the file has no name at the moment. */
	private final SafeInput current;

	private FoundFiles(ArchiveDirectory archives, Listing listing, Path path, SafeInput current, Omitted omitted) {
		List<Readable> all = new ArrayList<>();
		for (Archive archive : listing.archives()) {
			long before = omitted.of(archive);
			if (before < Long.MAX_VALUE) {
				all.add(without(before, new ReadableArchive(archives, archive)));
			}
		}
		if (current != null) {
			all.add(without(omitted.ofCurrent(), new CurrentlyWritten(path, current.size(), current)));
		}
		this.files = List.copyOf(all);
		this.leftOut = listing.leftOut();
		this.current = current;
	}

	/** The file that is written now. */
	private record CurrentlyWritten(Path path, long size, InputStream open) implements Readable {
	}

	/** How many bytes at the beginning of files are left out. */
	interface Omitted {

		/** Of an archive; {@link Long#MAX_VALUE} for all of it. */
		long of(Archive archive);

		/** Of the file that is written now. */
		long ofCurrent();

	}

	/** Nothing is left out. */
	static final Omitted NOTHING = new Omitted() {

		@Override
		public long of(Archive archive) {
			return 0;
		}

		@Override
		public long ofCurrent() {
			return 0;
		}

	};

	/** What is left of a file without its beginning. */
	private record Rest(Readable file, long omitted) implements Readable {

		@Override
		public Path path() {
			return this.file.path();
		}

		@Override
		public long size() {
			return Math.max(0, this.file.size() - this.omitted);
		}

		@Override
		public InputStream open() throws IOException {
			InputStream in = this.file.open();
			try {
				in.skipNBytes(Math.min(this.omitted, isCompressed() ? this.omitted : this.file.size()));
				return in;
			}
			catch (Throwable ex) {
				in.close();
				throw ex;
			}
		}

		private boolean isCompressed() {
			return this.file.path().toString().endsWith(".gz");
		}

	}

	private static Readable without(long omitted, Readable file) {
		return (omitted > 0) ? new Rest(file, omitted) : file;
	}

	/** Finds them. */
	public static FoundFiles of(Supplier<ArchiveDirectory> archives, Supplier<AppendFile> file) throws IOException {
		return of(archives, file, NOTHING);
	}

	/** Finds them, and leaves out what is not wanted. */
	static FoundFiles of(Supplier<ArchiveDirectory> archives, Supplier<AppendFile> file, Omitted omitted)
			throws IOException {
		IOException failure = null;
		for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			try {
				FoundFiles found = find(archives, file.get(), omitted);
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
	private static FoundFiles find(Supplier<ArchiveDirectory> archives, AppendFile written, Omitted omitted)
			throws IOException {
		ArchiveDirectory named = archives.get();
		Listing before = readable(named);
		SafeInput current = open(written);
		try {
			// With the same archives before and after, what was opened came next.
			if (!plainPaths(readable(archives.get())).equals(plainPaths(before))) {
				return null;
			}
			SafeInput kept = current;
			current = null;
			return new FoundFiles(named, before, written.path().orElseThrow(), kept, omitted);
		}
		finally {
			if (current != null) {
				current.close();
			}
		}
	}

	/** A file that others append to as well has none. */
	private static Listing readable(ArchiveDirectory archives) throws IOException {
		return (archives != null) ? archives.readable()
				: new Listing(List.of(), List.of(), List.of(), List.of(), false);
	}

	/** An archive may be compressed at any time, which does not make it another one. */
	private static List<Path> plainPaths(Listing readable) {
		return readable.archives().stream().map(Archive::path).toList();
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

	@Override
	public List<Readable> all() {
		return this.files;
	}

	@Override
	public List<LeftOut> leftOut() {
		return this.leftOut;
	}

	@Override
	public void close() throws IOException {
		if (this.current != null) {
			this.current.close();
		}
	}

}
