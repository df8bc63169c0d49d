package io.asyncappend.harness.reliability.promises;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Does to a file of two slots what a power cut may: a sector that was written and not
 * forced holds neither what it held nor what was written to it. Which byte means what is
 * that of {@code docs/formats.md}.
 *
 * @param path of the file
 * @param position where a slot has the position that tells whether it was forced
 */
record TornSlots(Path path, int position) {

	private static final int DISTANCE = 4096;

	private static final int CONTENT = 28;

	/** Of the file of a cursor. */
	static TornSlots ofCursor(Path file, String cursor) {
		return new TornSlots(file.resolveSibling("." + file.getFileName() + ".cursor." + cursor), CONTENT + 16);
	}

	/** Of the positions of a log, which say up to where it was durable. */
	static TornSlots ofPositions(Path file) {
		return new TornSlots(file.resolveSibling("." + file.getFileName() + ".positions"), CONTENT + 88);
	}

	/**
	 * Tears what was not forced. One slot of two always is.
	 * @param forced the last position that is
	 * @return how many were torn
	 */
	int tearBehind(long forced) throws IOException {
		if (!Files.exists(this.path)) {
			return 0;
		}
		int torn = 0;
		try (RandomAccessFile file = new RandomAccessFile(this.path.toFile(), "rw")) {
			for (int i = 0; i < 2; i++) {
				long place = (long) i * DISTANCE + this.position;
				long said = at(file, place);
				if (said > forced) {
					// Near enough to be believed.
					file.seek(place);
					file.writeLong(said + 1);
					torn++;
				}
			}
		}
		return torn;
	}

	private static long at(RandomAccessFile file, long place) throws IOException {
		if (file.length() < place + Long.BYTES) {
			return 0;
		}
		file.seek(place);
		return file.readLong();
	}

}
