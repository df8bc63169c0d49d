package io.asyncappend.samples.reliability.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for the time of a test, on a file system that nothing is done to. */
public final class Scratch implements AutoCloseable {

	private final Path directory;

	/**
	 * Makes the directory.
	 * @throws IOException if that cannot be done
	 */
	public Scratch() throws IOException {
		this.directory = Files.createTempDirectory("scratch");
	}

	/**
	 * Where it is.
	 * @return the directory
	 */
	public Path path() {
		return this.directory;
	}

	/**
	 * A file in it.
	 * @param name its name
	 * @return its path
	 */
	public Path file(String name) {
		return this.directory.resolve(name);
	}

	/** Removes it with all that is in it. */
	@Override
	public void close() throws IOException {
		List<Path> all;
		try (Stream<Path> walk = Files.walk(this.directory)) {
			all = walk.sorted(Comparator.reverseOrder()).toList();
		}
		for (Path path : all) {
			Files.deleteIfExists(path);
		}
	}

}
