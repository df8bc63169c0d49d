package io.asyncappend.internal.reader;

import io.asyncappend.internal.archive.Archive;
import io.asyncappend.internal.archive.ReadableArchive;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RandomInput;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.Fingerprint;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The bytes of one file of a log, as they were written. What is open stays so when its
 * file is renamed, compressed or deleted.
 */
abstract class PartInput implements Closeable {

	/**
	 * Reads some bytes.
	 * @param bytes where to
	 * @param offset of the first byte there
	 * @param length how many at most
	 * @param from how many bytes of the file come before them; what comes after what was
	 * read before
	 * @return how many were read; negative at the end
	 */
	abstract int read(byte[] bytes, int offset, int length, long from) throws IOException;

	/** Whether a mark is right about the bytes before a place; false if not known. */
	abstract boolean hasBefore(long place, Fingerprint before) throws IOException;

	/**
	 * Opens a part that is there.
	 * @param source the log
	 * @param part which of its files
	 * @throws NoSuchFileException if it is not where it was
	 * @throws IOException if it cannot be read, or is another file by now
	 */
	static PartInput open(LogSource source, Part part) throws IOException {
		try (SafeDirectory directory = source.archives().open()) {
			return part.isActive() ? active(source, directory, part.active()) : archived(source, directory, part);
		}
	}

	private static PartInput active(LogSource source, SafeDirectory directory, LogSource.Active active)
			throws IOException {
		Look look = numbered(directory, active.path(), active.number());
		List<Archive> archives = (look == null) ? source.listing().archives() : List.of();
		if (!archives.isEmpty()) {
			// Renamed, and no other file has its name yet.
			look = numbered(directory, archives.get(archives.size() - 1).path(), active.number());
		}
		if (look == null) {
			throw new NoSuchFileException(active.path().toString(), null, "does not name the file that is written");
		}
		return new Plain(directory.readAnywhere(look));
	}

	/** What has a name, if it is the file with a number; {@code null} if not. */
	static Look numbered(SafeDirectory directory, Path path, long number) throws IOException {
		Look look = directory.look(path);
		if (look == null || number == 0) {
			return look;
		}
		try {
			// It was that file in between if it is the same before and after.
			boolean found = Look.number(path, LinkOption.NOFOLLOW_LINKS) == number;
			Look again = directory.look(path);
			return (found && again != null && again.isSame(look)) ? again : null;
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private static PartInput archived(LogSource source, SafeDirectory directory, Part part) throws IOException {
		Archive archive = part.archive();
		long length = part.offset(part.end());
		if (archive.plain() != null && archive.plain().size() > 0) {
			Plain plain = new Plain(directory.readAnywhere(archive.plain()));
			return requireKnown(plain, part,
					archive.plain().size() < length || part.before() == null || plain.hasBefore(length, part.before()));
		}
		return new Gzip(new ReadableArchive(source.archives(), archive).open(), length);
	}

	private static PartInput requireKnown(PartInput input, Part part, boolean known) throws IOException {
		if (!known) {
			input.close();
			throw new OtherFileException();
		}
		return input;
	}

	/** A file has the name and the length of one that was written, and is another. */
	static final class OtherFileException extends IOException {

		private static final long serialVersionUID = 1L;

		OtherFileException() {
			super("is not the file that was written");
		}

	}

	/** As it was written. */
	private static final class Plain extends PartInput {

		private final RandomInput input;

		Plain(RandomInput input) {
			this.input = input;
		}

		@Override
		int read(byte[] bytes, int offset, int length, long from) throws IOException {
			return this.input.read(bytes, offset, length, from);
		}

		@Override
		boolean hasBefore(long place, Fingerprint before) throws IOException {
			return before.isBefore(this.input::read, place);
		}

		@Override
		public void close() throws IOException {
			this.input.close();
		}

	}

	/** Compressed: to be read from its beginning. */
	private static final class Gzip extends PartInput {

		private static final int CHUNK = 1 << 16;

		private final InputStream in;

		private final long length;

		private long at;

		Gzip(InputStream in, long length) {
			this.in = in;
			this.length = length;
		}

		@Override
		int read(byte[] bytes, int offset, int length, long from) throws IOException {
			skipTo(from);
			int read = this.in.read(bytes, offset, length);
			this.at += Math.max(0, read);
			if (this.at == this.length) {
				// What comes last says whether all before was right (RFC 1952).
				this.in.read();
			}
			return read;
		}

		private void skipTo(long from) throws IOException {
			byte[] chunk = (this.at < from) ? new byte[CHUNK] : null;
			while (this.at < from) {
				int read = this.in.read(chunk, 0, (int) Math.min(CHUNK, from - this.at));
				if (read < 0) {
					throw new EOFException("ends after " + this.at + " bytes");
				}
				this.at += read;
			}
		}

		@Override
		boolean hasBefore(long place, Fingerprint before) {
			return false;
		}

		@Override
		public void close() throws IOException {
			this.in.close();
		}

	}

}
