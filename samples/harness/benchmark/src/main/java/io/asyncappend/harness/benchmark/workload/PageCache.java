package io.asyncappend.harness.benchmark.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory for what will be written. A virtual machine may have given what it did not use
 * to its host (free page reporting); the first run after a pause would wait for it to
 * come back, at a quarter of the speed, and the runs after it would not.
 */
final class PageCache {

	private static final int CHUNK = 1 << 20;

	private PageCache() {
	}

	/** Has the operating system own that much free memory. */
	static void claim(Path directory, long bytes) throws IOException {
		ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
		try (FileChannel channel = FileChannel.open(directory.resolve("page-cache"), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
			for (long left = bytes; left > 0; left -= CHUNK) {
				channel.write(chunk.clear());
			}
		}
	}

}
