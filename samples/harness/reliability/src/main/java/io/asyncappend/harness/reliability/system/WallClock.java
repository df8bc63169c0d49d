package io.asyncappend.harness.reliability.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The wall clock of a child, which can be set back and forward while it runs, by a
 * library that is loaded before libc; see {@code clock.c}. It is compiled where it is
 * used.
 */
public final class WallClock {

	private static final String SHIFT = "CLOCK_SHIFT";

	private final PreloadedLibrary library;

	private final Path shift;

	private WallClock(PreloadedLibrary library, Path shift) {
		this.library = library;
		this.shift = shift;
	}

	/**
	 * Compiles the library.
	 * @param directory takes it, and what it is told
	 * @return a clock that is right
	 * @throws IOException if that cannot be done
	 */
	public static WallClock compile(Path directory) throws IOException {
		PreloadedLibrary library = PreloadedLibrary.compile(directory, "clock", "-Wall");
		WallClock clock = new WallClock(library, directory.resolve("clock.shift"));
		clock.set(Duration.ZERO);
		return clock;
	}

	/**
	 * Gives a child this clock.
	 * @param child which is to be started
	 * @return the child
	 */
	public Child.Builder into(Child.Builder child) {
		return this.library.into(child).environment(SHIFT, this.shift.toString());
	}

	/**
	 * Sets it.
	 * @param ahead by how much it is ahead of that of the machine; negative for behind
	 * @throws IOException if that cannot be done
	 */
	public void set(Duration ahead) throws IOException {
		set(this.shift, ahead);
	}

	/**
	 * Whether this process has such a clock.
	 * @return whether it can be set by itself
	 */
	public static boolean isOurs() {
		return System.getenv(SHIFT) != null;
	}

	/**
	 * Sets the clock of this process, which was given one.
	 * @param ahead by how much it is ahead of that of the machine; negative for behind
	 * @throws IOException if that cannot be done
	 */
	public static void setOurs(Duration ahead) throws IOException {
		set(Path.of(System.getenv(SHIFT)), ahead);
	}

	/**
	 * Moves the clock of this process, which was given one.
	 * @param by how much it is set forward; negative for back
	 * @throws IOException if that cannot be done
	 */
	public static void moveOurs(Duration by) throws IOException {
		Path file = Path.of(System.getenv(SHIFT));
		long ahead = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).getLong();
		set(file, by.plusMillis(ahead));
	}

	/** In place, as it is mapped. */
	private static void set(Path file, Duration ahead) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
		bytes.putLong(ahead.toMillis()).flip();
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			channel.write(bytes, 0);
		}
	}

}
