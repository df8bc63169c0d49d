package io.asyncappend.harness.benchmark.contender;

import io.asyncappend.harness.benchmark.record.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that hold nothing but the records, one after the other. */
final class PlainFile {

	private PlainFile() {
	}

	static FileChannel open(Path path) throws IOException {
		return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
	}

	static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			channel.write(bytes);
		}
	}

	static void read(Path path, int recordSize, RecordReader reader) throws IOException {
		byte[] some = new byte[recordSize * Math.max(1, (1 << 20) / recordSize)];
		try (InputStream file = Files.newInputStream(path)) {
			int length = file.readNBytes(some, 0, some.length);
			while (length > 0) {
				for (int offset = 0; offset < length; offset += recordSize) {
					reader.read(some, offset, Math.min(recordSize, length - offset));
				}
				length = file.readNBytes(some, 0, some.length);
			}
		}
	}

}
