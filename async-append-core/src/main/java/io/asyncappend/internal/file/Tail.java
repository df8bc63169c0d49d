package io.asyncappend.internal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The end of a file as it was found.
 *
 * @param size the size of the file in bytes
 * @param torn the bytes after the last delimiter
 */
record Tail(long size, long torn) {

	static Tail read(Path file, OpenedPath opened, byte delimiter) throws IOException {
		if (opened.look().size() == 0) {
			return new Tail(0, 0);
		}
		if (!Files.isReadable(opened.again())) {
			throw new AccessDeniedException(file.toString(), null,
					"its last bytes cannot be read to tell whether a record was cut (a shared file is not looked at)");
		}
		// Unlike a channel, this is not closed by an interrupt.
		try (RandomAccessFile reader = new RandomAccessFile(opened.again().toString(), "r")) {
			long size = reader.length();
			return new Tail(size, new TailReader(reader, delimiter).torn(size));
		}
	}

}
