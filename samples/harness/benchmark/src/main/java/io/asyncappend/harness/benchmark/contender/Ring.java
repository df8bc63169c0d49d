package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a skilled engineer writes in a day: an Agrona ring and a thread for each file. */
final class Ring implements Contender {

	private RingLog[] logs;

	@Override
	public void open(Setup setup) throws IOException {
		this.logs = new RingLog[setup.files()];
		// A message may fill an eighth of the ring.
		int least = Math.max(64 * 1024, 16 * setup.recordSize());
		int size = (setup.files() > 1) ? least : Math.max(least, setup.bufferSize());
		for (int file = 0; file < this.logs.length; file++) {
			this.logs[file] = new RingLog(PlainFile.open(setup.path(file)), size);
		}
	}

	@Override
	public void append(int file, byte[] record) {
		this.logs[file].append(record);
	}

	@Override
	public void appendDurably(int file, byte[] record) throws IOException {
		RingLog log = this.logs[file];
		log.append(record);
		log.awaitDurable();
	}

	@Override
	public CompletionStage<?> submitDurably(int file, byte[] record) {
		RingLog log = this.logs[file];
		log.append(record);
		CompletableFuture<Void> future = new CompletableFuture<>();
		log.whenDurable(future);
		return future;
	}

	@Override
	public void flush() throws IOException {
		for (RingLog log : this.logs) {
			log.awaitWritten();
		}
	}

	@Override
	public void close() throws IOException {
		for (RingLog log : this.logs) {
			log.close();
		}
	}

}
