package io.asyncappend.internal.io;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The I/O executors of a factory: one for each file system, and one for channels, which
 * do not tell their file system. Thread-safe.
 */
public final class IoExecutors implements Function<IoExecutor, Runnable> {

	private static final Object BORROWED = "borrowed";

	private final Map<Object, IoExecutor> executors = new ConcurrentHashMap<>();

	private final IoExecutor.ThreadStarter starter;

	private final WaiterPriority awaited = new WaiterPriority();

	/**
	 * Creates no executor yet.
	 * @param starter starts the threads; {@code null} for {@link Thread#start()}
	 */
	public IoExecutors(IoExecutor.ThreadStarter starter) {
		this.starter = starter;
	}

	/**
	 * The executor of a file system.
	 * @param device what tells it from others
	 * @return its executor
	 */
	public IoExecutor of(Object device) {
		return executor(device);
	}

	/**
	 * The executor of channels that came without a path.
	 * @return their executor
	 */
	public IoExecutor ofBorrowed() {
		return executor(BORROWED);
	}

	private IoExecutor executor(Object key) {
		IoExecutor known = this.executors.get(key);
		if (known != null) {
			return known;
		}
		IoExecutor made = new IoExecutor(key.toString(), this.starter, this.awaited, this);
		IoExecutor other = this.executors.putIfAbsent(key, made);
		return (other != null) ? other : made;
	}

	/**
	 * What a thread of an executor does.
	 * @param executor whose tasks it runs
	 * @return its work
	 */
	@Override
	public Runnable apply(IoExecutor executor) {
		return new IoWorker(executor);
	}

	/** Lets the threads end once their work is done. */
	public void close() {
		this.executors.values().forEach(IoExecutor::close);
	}

	/**
	 * Waits until the threads have ended, once this is closed: those that hang in a disk
	 * do not.
	 * @param nanos the limit
	 * @throws InterruptedException if interrupted meanwhile
	 */
	public void join(long nanos) throws InterruptedException {
		long start = System.nanoTime();
		for (IoExecutor executor : this.executors.values()) {
			executor.join(Math.max(0, nanos - (System.nanoTime() - start)));
		}
	}

	/**
	 * The number of live threads of all executors.
	 * @return how many
	 */
	public int threads() {
		return this.executors.values().stream().mapToInt(IoExecutor::threads).sum();
	}

}
