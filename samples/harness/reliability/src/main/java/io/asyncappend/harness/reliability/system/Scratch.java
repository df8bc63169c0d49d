package io.asyncappend.harness.reliability.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory for the time of a test. */
public final class Scratch implements AutoCloseable {

	private static final Path MEMORY = Path.of("/dev/shm");

	private final Path path;

	private Scratch(Path path) {
		this.path = path;
	}

	/**
	 * Makes an empty directory.
	 * @param name a part of its name
	 * @return the directory
	 * @throws IOException if it cannot be made
	 */
	public static Scratch create(String name) throws IOException {
		return new Scratch(Files.createTempDirectory(name).toRealPath());
	}

	/**
	 * Makes an empty directory in memory, where there is a place for that: for many small
	 * files whose forces are not the point.
	 * @param name a part of its name
	 * @return the directory
	 * @throws IOException if it cannot be made
	 */
	public static Scratch inMemory(String name) throws IOException {
		return Files.isWritable(MEMORY) ? new Scratch(Files.createTempDirectory(MEMORY, name)) : create(name);
	}

	/**
	 * Where it is.
	 * @return the path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * A path in it.
	 * @param name of a file
	 * @return the path
	 */
	public Path resolve(String name) {
		return this.path.resolve(name);
	}

	/**
	 * Removes all that is in it.
	 * @throws IOException if that cannot be done
	 */
	public void clear() throws IOException {
		remove(this.path, false);
	}

	/**
	 * Removes what is in a directory.
	 * @param directory the directory
	 * @param itself whether to remove the directory too
	 * @throws IOException if that cannot be done
	 */
	public static void remove(Path directory, boolean itself) throws IOException {
		try (Stream<Path> paths = Files.walk(directory)) {
			for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
				if (itself || !path.equals(directory)) {
					Files.delete(path);
				}
			}
		}
	}

	@Override
	public void close() throws IOException {
		remove(this.path, true);
	}

}
