package io.asyncappend.harness.reliability.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A library that is loaded before libc and fails the system calls on files whose name
 * says so, such as {@code force=EIO@7} or {@code write=EINTR%20+short%40}; see
 * {@code faults.c}. It is compiled where it is used.
 */
public final class Shim {

	/**
	 * What the shim noted.
	 *
	 * @param nanos when, on the clock of {@link System#nanoTime()}
	 * @param call such as {@code fdatasync}
	 * @param what the error, or {@code short}; {@code begins} and {@code done} of a force
	 * that works
	 * @param size of the file then
	 * @param file its name
	 */
	public record Event(long nanos, String call, String what, long size, String file) {

		static Event of(String line) {
			String[] words = line.split(" ", 5);
			return new Event(Long.parseLong(words[0]), words[1], words[2], Long.parseLong(words[3]),
					words[4].substring(words[4].lastIndexOf('/') + 1));
		}

		/**
		 * Whether it is a fault.
		 * @return whether the call did not do all that it was to do
		 */
		public boolean isFault() {
			return !this.what.equals("begins") && !this.what.equals("done");
		}

	}

	private final PreloadedLibrary library;

	private final Path log;

	private Shim(PreloadedLibrary library, Path log) {
		this.library = library;
		this.log = log;
	}

	/**
	 * Compiles the library.
	 * @param directory takes it, and its log
	 * @return the shim
	 * @throws IOException if that cannot be done
	 */
	public static Shim compile(Path directory) throws IOException {
		PreloadedLibrary library = PreloadedLibrary.compile(directory, "faults", "-w", "-ldl", "-lpthread");
		return new Shim(library, Files.createFile(directory.resolve("faults.log")));
	}

	/**
	 * Loads it into a child.
	 * @param child which is to be started
	 * @return the child
	 */
	public Child.Builder into(Child.Builder child) {
		return this.library.into(child).environment("FAULTS_LOG", this.log.toString());
	}

	/**
	 * What was done until now.
	 * @return the events in the order in which they happened
	 * @throws IOException if the log cannot be read
	 */
	public List<Event> events() throws IOException {
		return Files.readAllLines(this.log).stream().map(Event::of).toList();
	}

}
