package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How long a force takes here, as the installer of Artemis finds it out. */
final class Calibration {

	private static final int TRIES = 64;

	private Calibration() {
	}

	static int forceNanos(Path directory) throws IOException {
		Path path = directory.resolve("calibration");
		long[] nanos = new long[TRIES];
		try (FileChannel channel = PlainFile.open(path)) {
			for (int i = 0; i < TRIES; i++) {
				long start = System.nanoTime();
				PlainFile.write(channel, ByteBuffer.allocate(4096));
				channel.force(false);
				nanos[i] = System.nanoTime() - start;
			}
		}
		Files.delete(path);
		Arrays.sort(nanos);
		return (int) Math.min(3_333_333, nanos[TRIES / 2]);
	}

}
