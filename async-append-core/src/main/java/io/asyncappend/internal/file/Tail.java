package io.asyncappend.internal.file;

import io.asyncappend.TornTail;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The end of a file as it was found.
 *
 * @param size the size of the file in bytes
 * @param torn the bytes after the last delimiter
 */
record Tail(long size, long torn) {

	/** Reads the end of a file that is opened, and has the rest of it looked at. */
	static Tail read(FileOpening opening, OpenedPath opened) throws IOException {
		Path file = opening.path();
		TornTail policy = opening.options().tornTail();
		if (opened.look().size() == 0) {
			return inspect(opening, opened, null, new Tail(0, 0));
		}
		if (!Files.isReadable(opened.again())) {
			throw TailReader.unreadable(file);
		}
		// Unlike a channel, this is not closed by an interrupt.
		try (RandomAccessFile reader = new RandomAccessFile(opened.again().toString(), "r")) {
			long size = reader.length();
			Tail tail = new Tail(size, new TailReader(reader, policy.delimiter()).torn(size));
			return inspect(opening, opened, reader, tail);
		}
	}

	private static Tail inspect(FileOpening opening, OpenedPath opened, RandomAccessFile reader, Tail tail)
			throws IOException {
		if (opening.inspection() != null) {
			long number = opened.isExact() ? Look.number(opened.again()) : 0;
			long kept = tail.isCut(opening.options().tornTail()) ? tail.size - tail.torn : tail.size;
			opening.inspection()
				.inspect(new FileContent(opening.located().path(), number, opening.isCreated(opened), reader, tail.size,
						kept, tail.torn));
		}
		return tail;
	}

	/** Whether a policy cuts the torn record off: where it begins must be known. */
	boolean isCut(TornTail policy) {
		return policy.action() == TornTail.Action.TRUNCATE && (this.torn < TailReader.MOST || this.torn == this.size);
	}

}
