package io.asyncappend.internal.log;

import io.asyncappend.internal.file.Boot;
import io.asyncappend.internal.log.LogPositions.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Compares the bytes of a file with what is known of a log, and finds its place in it.
 */
final class LogMatch {

	private static final int CHUNK = 64 * 1024;

	/** What is read rather than looked for in the index. */
	static final long NEAR = 1 << 20;

	private final ByteSource file;

	private final byte delimiter;

	LogMatch(ByteSource file, byte delimiter) {
		this.file = file;
		this.delimiter = delimiter;
	}

	/** Whether the file has the bytes that were left before the checkpoint. */
	boolean isOf(LogPositions known) throws IOException {
		return known.before().isBefore(this.file, known.part().offset(known.checkpoint().position()));
	}

	/**
	 * The place at an offset of the file.
	 * @param index helps where that is far from the checkpoint; {@code null} if there is
	 * none
	 */
	Place place(LogPositions known, long offset, IndexWriter index) throws IOException {
		LogPositions.Part part = known.part();
		long position = part.start().position() + offset - part.skipped();
		Place from = known.checkpoint();
		if (index != null && position - from.position() > NEAR && Boot.isThis(known.boot())) {
			from = mark(part, index, position).filter((mark) -> known.checkpoint().isBefore(mark)).orElse(from);
		}
		return new Place(position, from.index() + count(part.offset(from.position()), offset));
	}

	/** Believed only where no power cut can have taken what lies before it. */
	private Optional<Place> mark(LogPositions.Part part, IndexWriter index, long position) throws IOException {
		IndexEntry entry = index.view().atOrBefore(position).orElse(null);
		boolean isOurs = entry instanceof IndexEntry.Mark mark && mark.start() == part.start().position()
				&& mark.before().isBefore(this.file, part.offset(mark.position()));
		return isOurs ? Optional.of(new Place(entry.position(), entry.index())) : Optional.empty();
	}

	/** How many delimiters there are between two offsets. */
	long count(long from, long to) throws IOException {
		byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(0, to - from))];
		ByteBuffer bytes = ByteBuffer.wrap(chunk);
		long count = 0;
		for (long offset = from; offset < to;) {
			int length = (int) Math.min(this.file.read(offset, chunk), to - offset);
			if (length <= 0) {
				throw new IOException("the file became shorter while it was read");
			}
			count += Delimiters.count(bytes, 0, length, this.delimiter);
			offset += length;
		}
		return count;
	}

}
