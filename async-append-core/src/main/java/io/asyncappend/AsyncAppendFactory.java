package io.asyncappend;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

public final class AsyncAppendFactory implements AutoCloseable {

	private AsyncAppendFactory() {
	}

	public static AsyncAppendFactory create() {
		throw new UnsupportedOperationException();
	}

	public static Builder builder() {
		throw new UnsupportedOperationException();
	}

	public void enable() {
		throw new UnsupportedOperationException();
	}

	public void disable() {
		throw new UnsupportedOperationException();
	}

	public boolean isEnabled() {
		throw new UnsupportedOperationException();
	}

	public AsyncAppender open(String name, Path file) {
		throw new UnsupportedOperationException();
	}

	public AsyncAppender open(String name, Path file, AppenderOptions options) {
		throw new UnsupportedOperationException();
	}

	public AsyncAppender create(String name, FileChannel channel) {
		throw new UnsupportedOperationException();
	}

	public AsyncAppender create(String name, FileChannel channel, AppenderOptions options) {
		throw new UnsupportedOperationException();
	}

	public Optional<AsyncAppender> find(String name) {
		throw new UnsupportedOperationException();
	}

	public List<AsyncAppender> appenders() {
		throw new UnsupportedOperationException();
	}

	public void flush() {
		throw new UnsupportedOperationException();
	}

	public void sync() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

	public void close(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	public static final class Builder {

		private Builder() {
		}

		public Builder enabled(boolean enabled) {
			return this;
		}

		public Builder listener(AppendListener listener) {
			return this;
		}

		public Builder exitTimeout(Duration timeout) {
			return this;
		}

		public AsyncAppendFactory build() {
			throw new UnsupportedOperationException();
		}

	}

}
