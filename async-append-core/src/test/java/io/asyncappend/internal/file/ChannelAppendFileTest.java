package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is done to a channel that is borrowed, whoever has made it. */
class ChannelAppendFileTest {

	private final Foreign channel = new Foreign();

	/** Not the JDK's: says what it was asked for, and knows locks or not. */
	private static final class Foreign extends FileChannel {

		final List<String> calls = new ArrayList<>();

		boolean lockedByOthers;

		@Override
		public int write(ByteBuffer bytes) {
			int length = bytes.remaining();
			bytes.position(bytes.limit());
			this.calls.add("write " + length);
			return length;
		}

		@Override
		public void force(boolean metaData) {
			this.calls.add("force " + metaData);
		}

		@Override
		public FileLock tryLock(long position, long size, boolean shared) {
			if (this.lockedByOthers) {
				return null;
			}
			throw new UnsupportedOperationException();
		}

		@Override
		public FileLock lock(long position, long size, boolean shared) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int read(ByteBuffer bytes) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long read(ByteBuffer[] all, int offset, int length) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long write(ByteBuffer[] all, int offset, int length) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long position() {
			return 0;
		}

		@Override
		public FileChannel position(long position) {
			return this;
		}

		@Override
		public long size() {
			return 0;
		}

		@Override
		public FileChannel truncate(long size) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long transferTo(long position, long count, WritableByteChannel target) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long transferFrom(ReadableByteChannel source, long position, long count) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int read(ByteBuffer bytes, long position) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int write(ByteBuffer bytes, long position) {
			throw new UnsupportedOperationException();
		}

		@Override
		public MappedByteBuffer map(MapMode mode, long position, long size) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void implCloseChannel() {
			this.calls.add("close");
		}

	}

	@Test
	void whatIsWrittenAndForcedGoesToTheChannelThatStaysOpen() throws IOException {
		ChannelAppendFile file = ChannelAppendFile.of(this.channel, "log");
		file.write(ByteBuffer.allocate(10));
		file.force();
		assertThat(file.isLockedByOthers()).isFalse();
		assertThatThrownBy(() -> ChannelAppendFile.of(this.channel, "another")).isInstanceOf(FileInUseException.class);
		file.close();
		assertThat(this.channel.calls).containsExactly("write 10", "force false");
		ChannelAppendFile.of(this.channel, "another").close();
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void aFileThatAnotherProcessHasLockedIsToldOf() throws IOException {
		this.channel.lockedByOthers = true;
		ChannelAppendFile file = ChannelAppendFile.of(this.channel, "log");
		assertThat(file.isLockedByOthers()).isTrue();
		file.close();
	}

	@Test
	void anInterruptWaitsUntilItIsWrittenAndForced() throws IOException {
		ChannelAppendFile file = ChannelAppendFile.of(this.channel, "log");
		Thread.currentThread().interrupt();
		file.write(ByteBuffer.allocate(10));
		assertThat(Thread.interrupted()).isTrue();
		Thread.currentThread().interrupt();
		file.force();
		assertThat(Thread.interrupted()).isTrue();
		file.close();
	}

}
