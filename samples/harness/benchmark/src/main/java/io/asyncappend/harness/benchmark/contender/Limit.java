package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A bare loop of writes by one thread: as fast as files can be appended to here. Given
 * records of {@value #RECORD_SIZE} bytes it copies nothing but what differs between them.
 */
final class Limit implements Contender {

	static final int RECORD_SIZE = 64 * 1024;

	private FileChannel channel;

	private ByteBuffer block;

	@Override
	public void open(Setup setup) throws IOException {
		this.channel = PlainFile.open(setup.path(0));
	}

	@Override
	public void append(int file, byte[] record) throws IOException {
		if (this.block == null) {
			this.block = ByteBuffer.allocateDirect(record.length).put(record);
		}
		int tail = record.length - 8;
		this.block.clear().put(0, record, 0, 16).put(tail, record, tail, 8);
		PlainFile.write(this.channel, this.block);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
