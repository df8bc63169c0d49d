package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A bare pool whose threads write and force one record each; the caller waits. */
final class SyncPool implements Contender {

	private final Channels channels = new Channels();

	private final ExecutorService pool;

	SyncPool(int threads) {
		this.pool = Executors.newFixedThreadPool(threads, (task) -> {
			Thread thread = new Thread(task, "sync-pool");
			thread.setDaemon(true);
			return thread;
		});
	}

	@Override
	public void open(Setup setup) throws IOException {
		this.channels.open(setup);
	}

	@Override
	public void appendDurably(int file, byte[] record) {
		submit(file, record).join();
	}

	/** Not offered as {@code submitDurably}: the threads of a pool change the order. */
	private CompletableFuture<Void> submit(int file, byte[] record) {
		byte[] copy = record.clone();
		return CompletableFuture.runAsync(() -> {
			try {
				this.channels.appendDurably(file, copy);
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}, this.pool);
	}

	@Override
	public void close() throws IOException {
		this.pool.shutdown();
		this.channels.close();
	}

}
