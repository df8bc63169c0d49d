package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** An appender as a stream; each write is a record. */
final class AppenderStream extends OutputStream {

	private final AsyncAppender appender;

	private volatile boolean closed;

	private AppenderStream(AsyncAppender appender) {
		this.appender = appender;
	}

	static OutputStream of(AsyncAppender appender) {
		return new AppenderStream(appender);
	}

	@Override
	public void write(int b) throws IOException {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] array, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, array.length);
		if (this.closed) {
			throw new IOException("the stream to appender '" + this.appender.name() + "' is closed");
		}
		if (length == 0) {
			return;
		}
		try {
			this.appender.append(array, offset, length);
		}
		catch (AppendException ex) {
			throw asIoException(ex);
		}
	}

	@Override
	public void flush() throws IOException {
		try {
			this.appender.flush();
		}
		catch (AppendException ex) {
			throw asIoException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		if (!this.closed) {
			this.closed = true;
			flush();
		}
	}

	static IOException asIoException(AppendException ex) {
		if (ex instanceof AppendInterruptedException) {
			return ex.getCause();
		}
		return new IOException(ex.getMessage(), ex);
	}

}
