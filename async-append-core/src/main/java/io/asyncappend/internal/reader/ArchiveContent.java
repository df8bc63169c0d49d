package io.asyncappend.internal.reader;

import io.asyncappend.internal.archive.Archive;
import io.asyncappend.internal.archive.ReadableArchive;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.log.Delimiters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What an archive holds that the index has no word of, which takes to read it.
 *
 * @param length in bytes, as they were written; negative if it cannot be read to its end
 * @param records how many delimiters there are
 * @param isWhole whether the last byte is one
 */
record ArchiveContent(long length, long records, boolean isWhole) {

	private static final int CHUNK = 1 << 16;

	/**
	 * Reads it.
	 * @param known what was read before, by names
	 */
	static ArchiveContent of(LogSource source, Archive archive, Map<String, ArchiveContent> known) throws IOException {
		String name = RawName.of(archive.path());
		ArchiveContent content = known.get(name);
		if (content == null) {
			content = read(source, archive);
			known.put(name, content);
		}
		return content;
	}

	private static ArchiveContent read(LogSource source, Archive archive) {
		byte[] chunk = new byte[CHUNK];
		ByteBuffer bytes = ByteBuffer.wrap(chunk);
		long length = 0;
		long records = 0;
		boolean whole = true;
		try (InputStream in = new ReadableArchive(source.archives(), archive).open()) {
			for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
				length += read;
				records += Delimiters.count(bytes, 0, read, source.delimiter());
				whole = (read > 0) ? chunk[read - 1] == source.delimiter() : whole;
			}
			return new ArchiveContent(length, records, whole);
		}
		catch (IOException ex) {
			return new ArchiveContent(-1, 0, true);
		}
	}

}
