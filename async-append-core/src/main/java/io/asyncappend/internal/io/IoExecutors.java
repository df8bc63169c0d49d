package io.asyncappend.internal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lanes of a factory: one per file system, and one for channels whose file system
 * nobody knows. Thread-safe.
 */
public final class IoExecutors {

	private static final Object BORROWED = "borrowed";

	private final Map<Object, IoExecutor> lanes = new ConcurrentHashMap<>();

	private final IoExecutor.ThreadStarter starter;

	private final WaiterPriority awaited = new WaiterPriority();

	/**
	 * Creates no lane yet.
	 * @param starter starts the threads of the lanes
	 */
	public IoExecutors(IoExecutor.ThreadStarter starter) {
		this.starter = starter;
	}

	/**
	 * The lane of the file system that a file lies on.
	 * @param file an existing file
	 * @return its lane
	 * @throws IOException if the file system cannot be told
	 */
	public IoExecutor of(Path file) throws IOException {
		return lane(device(file));
	}

	/**
	 * Tells the file system of a file from others.
	 * @param file an existing file or directory
	 * @return equal for all files of one file system
	 * @throws IOException if it cannot be told
	 */
	public static Object device(Path file) throws IOException {
		// The device number, where there is one, spares a walk through all mounts.
		return file.getFileSystem().supportedFileAttributeViews().contains("unix")
				? Files.getAttribute(file, "unix:dev") : Files.getFileStore(file);
	}

	/**
	 * The lane of channels that came without a path.
	 * @return their lane
	 */
	public IoExecutor ofBorrowed() {
		return lane(BORROWED);
	}

	private IoExecutor lane(Object key) {
		return this.lanes.computeIfAbsent(key, (k) -> new IoExecutor(k.toString(), this.starter, this.awaited, IoWorker::new));
	}

	/** Lets the threads end once their work is done. */
	public void close() {
		this.lanes.values().forEach(IoExecutor::close);
	}

	/**
	 * Waits until the threads have ended, once this is closed: those that hang in a disk
	 * do not.
	 * @param nanos the limit
	 * @throws InterruptedException if interrupted meanwhile
	 */
	public void join(long nanos) throws InterruptedException {
		long start = System.nanoTime();
		for (IoExecutor lane : this.lanes.values()) {
			lane.join(Math.max(0, nanos - (System.nanoTime() - start)));
		}
	}

	/**
	 * The number of live threads of all lanes.
	 * @return how many
	 */
	public int threads() {
		return this.lanes.values().stream().mapToInt(IoExecutor::threads).sum();
	}

}
