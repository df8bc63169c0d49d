package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A {@code FileChannel} per file; every caller writes, and forces, by itself. */
final class Channels implements Contender {

	private FileChannel[] channels;

	@Override
	public void open(Setup setup) throws IOException {
		this.channels = new FileChannel[setup.files()];
		for (int file = 0; file < this.channels.length; file++) {
			this.channels[file] = PlainFile.open(setup.path(file));
		}
	}

	@Override
	public void append(int file, byte[] record) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(record);
		FileChannel channel = this.channels[file];
		// One write is atomic in the channel, and short only on a full disk.
		channel.write(bytes);
		if (bytes.hasRemaining()) {
			throw new IOException("short write");
		}
	}

	@Override
	public void appendDurably(int file, byte[] record) throws IOException {
		append(file, record);
		this.channels[file].force(false);
	}

	@Override
	public void close() throws IOException {
		for (FileChannel channel : this.channels) {
			channel.close();
		}
	}

}
