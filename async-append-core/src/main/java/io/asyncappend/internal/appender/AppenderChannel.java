package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** An appender as a channel; each write is a record. */
final class AppenderChannel implements WritableByteChannel {

	private final AsyncAppender appender;

	private volatile boolean closed;

	AppenderChannel(AsyncAppender appender) {
		this.appender = appender;
	}

	@Override
	public int write(ByteBuffer record) throws IOException {
		int length = record.remaining();
		if (this.closed) {
			throw new ClosedChannelException();
		}
		if (length == 0) {
			return 0;
		}
		try {
			if (this.appender.append(record) == AsyncAppender.DROPPED) {
				// Dropped and counted: a loop that writes until nothing remains must end.
				record.position(record.limit());
			}
			return length;
		}
		catch (AppendException ex) {
			throw AppenderStream.asIoException(ex);
		}
	}

	@Override
	public boolean isOpen() {
		return !this.closed;
	}

	@Override
	public void close() throws IOException {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			this.appender.flush();
		}
		catch (AppendException ex) {
			throw AppenderStream.asIoException(ex);
		}
	}

}
