package io.asyncappend.harness.reliability.system;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A file system made for a test on a loop device, to be cut off, filled and frozen. Not
 * thread-safe. What is not closed when the JVM exits is unmounted then.
 */
public final class Disk implements AutoCloseable {

	/** The newest first: one may lie on another. */
	private static final Deque<Disk> OPEN = new ConcurrentLinkedDeque<>();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			OPEN.forEach(Disk::unfreeze);
			OPEN.forEach(Disk::release);
		}));
	}

	/** The file systems that can be made. */
	public enum Type {

		/** The usual one. */
		EXT4("mkfs.ext4", "-q", "-F", "-m", "0"),

		/** Delays what it can; at least 300 MB. */
		XFS("mkfs.xfs", "-q", "-f"),

		/** With quota groups; at least 110 MB. */
		BTRFS("mkfs.btrfs", "-q", "-f");

		private final List<String> command;

		Type(String... command) {
			this.command = List.of(command);
		}

	}

	private final Path image;

	private final Path mountPoint;

	private final String device;

	private final String options;

	private boolean mounted;

	private boolean frozen;

	private Disk(Path directory, Path image, String device, String options) {
		this.image = image;
		this.mountPoint = directory.resolve("disk");
		this.device = device;
		this.options = options;
	}

	/**
	 * Makes a file system and mounts it.
	 * @param type which
	 * @param megabytes its size; only what is written takes space
	 * @param options of mount(8), such as {@code noatime}
	 * @return the mounted disk
	 * @throws IOException if that cannot be done
	 */
	public static Disk create(Type type, int megabytes, String... options) throws IOException {
		return create(Files.createTempDirectory("disk"), type, megabytes, options);
	}

	/**
	 * Makes a file system whose device is a file on another one: when that is frozen,
	 * this takes writes, but forces hang. To be closed before the other.
	 * @param below the other
	 * @param type which
	 * @param megabytes its size, for which there is room below
	 * @param options of mount(8)
	 * @return the mounted disk
	 * @throws IOException if that cannot be done
	 */
	public static Disk createOn(Disk below, Type type, int megabytes, String... options) throws IOException {
		return create(Files.createTempDirectory(below.path(), "disk"), type, megabytes, options);
	}

	private static Disk create(Path directory, Type type, int megabytes, String... options) throws IOException {
		Path image = directory.resolve("image");
		try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
			file.setLength((long) megabytes << 20);
		}
		List<String> make = new ArrayList<>(type.command);
		make.add(image.toString());
		Shell.run(make.toArray(new String[0]));
		String device = Shell.run("losetup", "--find", "--show", image.toString());
		Disk disk = new Disk(directory, image, device, (options.length > 0) ? String.join(",", options) : "defaults");
		OPEN.addFirst(disk);
		try {
			Files.createDirectory(disk.mountPoint);
			disk.mount();
			return disk;
		}
		catch (IOException ex) {
			disk.close();
			throw ex;
		}
	}

	/**
	 * Where it is mounted.
	 * @return the directory
	 */
	public Path path() {
		return this.mountPoint;
	}

	/**
	 * The loop device.
	 * @return its path
	 */
	public String device() {
		return this.device;
	}

	/**
	 * Mounts it again.
	 * @throws IOException if that cannot be done
	 */
	public void mount() throws IOException {
		Shell.run("mount", "-o", this.options, this.device, this.mountPoint.toString());
		this.mounted = true;
	}

	/**
	 * Unmounts it; all files on it must be closed.
	 * @throws IOException if that cannot be done
	 */
	public void unmount() throws IOException {
		Shell.run("umount", this.mountPoint.toString());
		this.mounted = false;
	}

	/**
	 * Cuts the power: from here on nothing reaches the device, what was not forced is
	 * gone and every file on it gives errors. Then unmount and mount.
	 * @throws IOException if that cannot be done
	 */
	public void cut() throws IOException {
		Shell.run("xfs_io", "-x", "-c", "shutdown", this.mountPoint.toString());
	}

	/**
	 * Fills it to the last block.
	 * @throws IOException if that cannot be done
	 */
	public void fill() throws IOException {
		byte[] block = new byte[1 << 20];
		for (int size = block.length; size >= 512; size /= 8) {
			try (FileOutputStream out = new FileOutputStream(filling().toFile(), true)) {
				while (true) {
					out.write(block, 0, size);
				}
			}
			catch (IOException ex) {
				// Full, for writes of this size.
				if (!Files.exists(filling())) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Frees what {@link #fill()} took.
	 * @throws IOException if that cannot be done
	 */
	public void free() throws IOException {
		Files.delete(filling());
	}

	private Path filling() {
		return this.mountPoint.resolve("filling");
	}

	/**
	 * Makes every write and force hang.
	 * @throws IOException if that cannot be done
	 */
	public void freeze() throws IOException {
		Shell.run("fsfreeze", "-f", this.mountPoint.toString());
		this.frozen = true;
	}

	/**
	 * Lets what hangs go on.
	 * @throws IOException if that cannot be done
	 */
	public void thaw() throws IOException {
		Shell.run("fsfreeze", "-u", this.mountPoint.toString());
		this.frozen = false;
	}

	/** Unmounts it, whatever its state, and removes it. */
	@Override
	public void close() {
		release();
		OPEN.remove(this);
	}

	private void unfreeze() {
		if (this.frozen) {
			attempt("fsfreeze", "-u", this.mountPoint.toString());
			this.frozen = false;
		}
	}

	private void release() {
		unfreeze();
		// A process that was killed may hold its files a moment longer.
		if (this.mounted && !attempt("umount", this.mountPoint.toString())) {
			attempt("umount", "--lazy", this.mountPoint.toString());
		}
		this.mounted = false;
		attempt("losetup", "--detach", this.device);
		try {
			Files.deleteIfExists(this.image);
			Files.deleteIfExists(this.mountPoint);
			Files.deleteIfExists(this.image.getParent());
		}
		catch (IOException ex) {
			System.out.println("left behind: " + ex);
		}
	}

	private static boolean attempt(String... command) {
		try {
			Shell.Outcome outcome = Shell.run(Duration.ofSeconds(20), command);
			if (outcome.code() != 0) {
				System.out.println(String.join(" ", command) + ": " + outcome.output().strip());
			}
			return outcome.code() == 0;
		}
		catch (IOException ex) {
			System.out.println(ex);
			return false;
		}
	}

}
