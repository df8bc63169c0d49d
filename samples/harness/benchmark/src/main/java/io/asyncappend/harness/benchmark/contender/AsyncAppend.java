package io.asyncappend.harness.benchmark.contender;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.util.concurrent.CompletionStage;

/**
 * This library: asynchronous or synchronous, durable through futures or {@code sync},
 * with positions that last or not.
 */
final class AsyncAppend implements Contender, Switchable {

	private final boolean asynchronous;

	private final boolean futures;

	private final boolean lasting;

	private AsyncAppendFactory factory;

	private AsyncAppender[] appenders;

	AsyncAppend(boolean asynchronous, boolean futures, boolean lasting) {
		this.asynchronous = asynchronous;
		this.futures = futures;
		this.lasting = lasting;
	}

	@Override
	public void open(Setup setup) {
		this.factory = AsyncAppendFactory.builder().enabled(this.asynchronous).build();
		AppenderOptions options = AppenderOptions.builder()
			.bufferSize(setup.bufferSize())
			.lastingPositions(this.lasting)
			.build();
		this.appenders = new AsyncAppender[setup.files()];
		for (int file = 0; file < this.appenders.length; file++) {
			this.appenders[file] = this.factory.open("file-" + file, setup.path(file), options);
		}
	}

	@Override
	public void append(int file, byte[] record) {
		this.appenders[file].append(record);
	}

	@Override
	public void appendDurably(int file, byte[] record) {
		if (this.futures) {
			this.appenders[file].appendDurably(record).join();
		}
		else {
			this.appenders[file].append(record);
			this.appenders[file].sync();
		}
	}

	@Override
	public CompletionStage<?> submitDurably(int file, byte[] record) {
		return this.appenders[file].appendDurably(record);
	}

	@Override
	public void asynchronous(boolean asynchronous) {
		if (asynchronous) {
			this.factory.enable();
		}
		else {
			this.factory.disable();
		}
	}

	@Override
	public void flush() {
		this.factory.flush();
	}

	@Override
	public void close() {
		this.factory.close();
	}

}
