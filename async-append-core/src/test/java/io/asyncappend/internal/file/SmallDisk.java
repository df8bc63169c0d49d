package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of some pages (tmpfs(5)) on a directory: a write takes what there is room
 * for, a page at a time, and fails then.
 */
public final class SmallDisk implements AutoCloseable {

	public static final int PAGE = 4096;

	private static final int PAGES = 32;

	private final Path directory;

	private SmallDisk(Path directory) {
		this.directory = directory;
	}

	/** Mounts it; skips the test where that cannot be done. */
	public static SmallDisk mount(Path directory) throws IOException {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can mount");
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "there is no mount(8)");
		Files.createDirectories(directory);
		boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + PAGES * PAGE, "tmpfs", directory.toString());
		if (!mounted && "true".equals(System.getenv("CI"))) {
			throw new IllegalStateException("root cannot mount");
		}
		Assumptions.assumeTrue(mounted, "root cannot mount here");
		return new SmallDisk(directory);
	}

	/** Leaves so many pages for others. */
	public void leave(int pages) throws IOException {
		Path ballast = this.directory.resolve("ballast");
		Files.deleteIfExists(ballast);
		long free = Files.getFileStore(this.directory).getUsableSpace() / PAGE;
		Files.write(ballast, new byte[(int) (free - pages) * PAGE]);
	}

	/** Makes room again. */
	public void leaveAll() throws IOException {
		Files.delete(this.directory.resolve("ballast"));
	}

	/**
	 * From now on a file can only be appended to (chattr(1)), or not any more; skips the
	 * test where that cannot be had.
	 */
	void appendOnly(Path file, boolean only) {
		boolean done = run("chattr", only ? "+a" : "-a", file.toString());
		Assumptions.assumeTrue(done, "this kernel or machine cannot make a file append-only");
	}

	private static boolean run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			process.getInputStream().readAllBytes();
			return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		if (!run("umount", "-l", this.directory.toString())) {
			throw new IllegalStateException("cannot unmount " + this.directory);
		}
	}

}
