package io.asyncappend.internal.file;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The name that Linux gives a file that is open, {@code /proc/self/fd/N}, by which this
 * very file is looked at, changed and opened again, whatever its other names lead to by
 * now: what fstat(2), fchmod(2) and fchown(2) are in C. The JDK tells no descriptor's
 * number, but moves its position; of all descriptors the one that stands at a number
 * drawn by lot is it (proc(5), {@code fdinfo}). Only those are looked at that the kernel
 * calls like the file, so that no other file system is asked for anything.
 */
final class OpenFile {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private static final Path POSITIONS = Path.of("/proc/self/fdinfo");

	/** How far from the last one is looked first. */
	private static final int NEAR = 8;

	/**
	 * The numbers of some that were found, as hints: one that is lost where two threads
	 * note theirs costs a look at more of them.
	 */
	private static final int[] FOUND = new int[4];

	/** Where the newest of them stands. */
	private static volatile int newest;

	/** How far the numbers went up the last time that they did. */
	private static volatile int step = 1;

	/** Asked once: what has /proc keeps it. */
	private static final boolean SUPPORTED = Files.isDirectory(POSITIONS);

	private final Path descriptor;

	private final Path name;

	private OpenFile(int number, Path name) {
		this.descriptor = descriptor(number);
		this.name = name;
	}

	private static Path descriptor(int number) {
		return DESCRIPTORS.resolve(Integer.toString(number));
	}

	/**
	 * Finds it; it is one as long as the channel is open.
	 * @param channel of a regular file; just opened, so it stands at the beginning
	 * @param name by which it was opened
	 * @return {@code null} where it cannot be told: no {@code /proc}, or another name by
	 * now
	 * @throws FileSystemException if the descriptors cannot be looked at
	 * @throws IOException if it is no regular file
	 */
	static OpenFile of(FileChannel channel, Path name) throws IOException {
		if (!isSupported()) {
			return null;
		}
		// No file system's largest file is smaller than that.
		long drawn = ThreadLocalRandom.current().nextLong(1L << 30, 1L << 31);
		try {
			channel.position(drawn);
		}
		catch (IOException ex) {
			if (ex instanceof ClosedChannelException) {
				throw ex;
			}
			// A pipe that came after the look has no position.
			return null;
		}
		try {
			OpenFile near = near(name, drawn);
			return (near != null) ? near : among(name, drawn);
		}
		finally {
			channel.position(0);
		}
	}

	/**
	 * As the operating system gives the lowest number that is free, a process that opens
	 * and closes gets few of them again and again, and one that opens many files goes up
	 * by the same step with each: which spares a look at ten thousand others, and at
	 * those that are not there.
	 */
	private static OpenFile near(Path name, long drawn) throws IOException {
		int last = FOUND[newest];
		if (isAt(last, name, drawn)) {
			return new OpenFile(last, name);
		}
		int next = last + step;
		if (isAt(next, name, drawn)) {
			return found(next, name);
		}
		for (int number : FOUND) {
			if (number != last && isAt(number, name, drawn)) {
				return found(number, name);
			}
		}
		for (int far = 1; far <= 2 * NEAR; far++) {
			// The one before, the next one, and so on: to ask for one that is not there
			// takes longest, and those below are there.
			int number = last + ((far % 2 == 0) ? far / 2 : -(far + 1) / 2);
			if (number >= 0 && number != next && isAt(number, name, drawn)) {
				return found(number, name);
			}
		}
		return null;
	}

	private static OpenFile among(Path name, long drawn) throws IOException {
		try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
			for (Path descriptor : all) {
				int number = Integer.parseInt(descriptor.getFileName().toString());
				if (isAt(number, name, drawn)) {
					return found(number, name);
				}
			}
			return null;
		}
	}

	private static boolean isAt(int number, Path name, long drawn) throws IOException {
		Path descriptor = descriptor(number);
		return isCalled(descriptor, name.getFileName()) && stands(descriptor, drawn);
	}

	private static OpenFile found(int number, Path name) {
		int up = number - FOUND[newest];
		if (up > 0 && up <= NEAR) {
			step = up;
		}
		int place = 0;
		while (place < FOUND.length && FOUND[place] != number) {
			place++;
		}
		if (place == FOUND.length) {
			place = (newest + 1) % FOUND.length;
			FOUND[place] = number;
		}
		newest = place;
		return new OpenFile(number, name);
	}

	/** Whether this operating system has such names. */
	static boolean isSupported() {
		return SUPPORTED;
	}

	private static boolean isCalled(Path descriptor, Path name) {
		try {
			Path called = Files.readSymbolicLink(descriptor).getFileName();
			return called != null && called.equals(name);
		}
		catch (IOException ex) {
			// Closed meanwhile, as other threads do with theirs.
			return false;
		}
	}

	/** Reads no more than the first line, as proc(5) has it, and through no channel. */
	private static boolean stands(Path descriptor, long position) throws IOException {
		byte[] line = line(position);
		Path info = POSITIONS.resolve(descriptor.getFileName());
		try (FileInputStream stream = new FileInputStream(info.toString())) {
			byte[] first = new byte[line.length];
			return stream.read(first) == line.length && Arrays.equals(first, line);
		}
		catch (FileNotFoundException ex) {
			return standsAsked(info, line);
		}
		catch (IOException ex) {
			// Closed between open(2) and read(2).
			return false;
		}
	}

	private static byte[] line(long position) {
		return ("pos:\t" + position + "\n").getBytes(StandardCharsets.US_ASCII);
	}

	/** As above, by a way that says by a type why it cannot be opened. */
	private static boolean standsAsked(Path info, byte[] line) throws IOException {
		try (InputStream stream = Files.newInputStream(info)) {
			return Arrays.equals(stream.readNBytes(line.length), line);
		}
		catch (NoSuchFileException ex) {
			return false;
		}
		catch (FileSystemException ex) {
			// No descriptor left to read it: that says nothing of this one.
			throw ex;
		}
		catch (IOException ex) {
			// Closed between open(2) and read(2).
			return false;
		}
	}

	/** What is open. */
	Look look() throws IOException {
		return Look.at(this.descriptor, this.name);
	}

	/** Where it can be opened again, and its attributes be set. */
	Path path() {
		return this.descriptor;
	}

}
