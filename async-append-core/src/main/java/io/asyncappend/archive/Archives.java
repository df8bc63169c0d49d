package io.asyncappend.archive;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The archives of one file, which lie beside it. Names only grow: a later archive has a
 * greater time, or the same time and a greater number, also when a clock was set back. So
 * their order is that of their records. Thread-safe.
 */
public final class Archives {

	private final Path directory;

	private final String file;

	private final String pattern;

	/** Not before it is needed: there may be thousands of files. */
	private volatile ArchiveNaming naming;

	private final Lock lock = new ReentrantLock();

	private boolean settled;

	private String lastTime = "";

	private long lastIndex;

	/** A name that is given to a file which is still written. */
	private volatile Path reserved;

	/**
	 * Knows nothing yet.
	 * @param file the file whose archives these are, with all links resolved
	 * @param naming how they are called
	 */
	public Archives(Path file, String naming) {
		this.directory = file.getParent();
		this.file = file.getFileName().toString();
		this.pattern = naming;
	}

	/**
	 * Whether these are the archives of a file.
	 * @param path the file, with all links resolved
	 * @return whether they are
	 */
	public boolean areOf(Path path) {
		return path.equals(this.directory.resolve(this.file));
	}

	/**
	 * The name for the next archive, which nobody else touches until it is
	 * {@linkplain #release() released}.
	 * @param time for the name, in a form whose order is that of time
	 * @return a name that was not given away, but may be taken
	 * @throws IOException if the directory cannot be read
	 */
	public Path reserve(String time) throws IOException {
		this.lock.lock();
		try {
			settleLocked();
			String next = (this.naming.isTimed() && time.compareTo(this.lastTime) > 0) ? time : this.lastTime;
			note(next, next.equals(this.lastTime) ? this.lastIndex + 1 : 1);
			this.reserved = this.directory.resolve(this.naming.name(this.lastTime, this.lastIndex));
			return this.reserved;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The file that was to get the reserved name has it, and is not written any more. */
	public void release() {
		this.reserved = null;
	}

	/**
	 * Removes what a process that died has left: names that it had reserved, and halves
	 * of archives. Does so once, before this process reserves a name, as its own look the
	 * same.
	 */
	void settle() throws IOException {
		this.lock.lock();
		try {
			settleLocked();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void settleLocked() throws IOException {
		if (this.settled) {
			return;
		}
		this.naming = new ArchiveNaming(this.pattern, this.file);
		List<Path> files = files();
		for (Path file : files) {
			if (this.naming.isTemporary(file)) {
				Files.deleteIfExists(file);
			}
		}
		for (Archive archive : among(files)) {
			note(archive.time(), archive.index());
			// A file that is empty is not rotated, so there never was anything in it.
			if (archive.plain() && size(archive.path()) == 0) {
				Files.deleteIfExists(archive.path());
			}
		}
		this.settled = true;
	}

	private void note(String time, long index) {
		this.lastTime = time;
		this.lastIndex = index;
	}

	/**
	 * Those that are complete, once it is settled, in the order in which they were
	 * written.
	 */
	List<Archive> all() throws IOException {
		List<Archive> found = among(files());
		// Asked after the directory is read: what is in there and not reserved any more
		// is complete.
		Path open = this.reserved;
		return found.stream().filter((archive) -> !archive.path().equals(open)).toList();
	}

	/**
	 * The archives in the order in which they were written. The newest may still be
	 * written, if no new file could take its place.
	 * @return their paths; that of a compressed one ends in {@code .gz}
	 * @throws IOException if the directory cannot be read
	 */
	public List<Path> paths() throws IOException {
		settle();
		List<Path> paths = new ArrayList<>();
		for (Archive archive : among(files())) {
			if (archive.compressed()) {
				paths.add(archive.gzip());
			}
			else if (size(archive.path()) > 0) {
				// What is empty is a name that is reserved.
				paths.add(archive.path());
			}
		}
		return paths;
	}

	private List<Path> files() throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory)) {
			List<Path> all = new ArrayList<>();
			files.forEach(all::add);
			return all;
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
	}

	private List<Archive> among(List<Path> files) {
		TreeMap<Archive, Archive> found = new TreeMap<>();
		for (Path file : files) {
			this.naming.parse(file)
				.filter((archive) -> isOurs(file))
				.ifPresent((archive) -> found.merge(archive, archive, Archive::with));
		}
		return List.copyOf(found.values());
	}

	/** Not a link or a directory, nor what somebody appends to: see FileClaim. */
	private static boolean isOurs(Path file) {
		return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
				&& !Files.exists(file.resolveSibling("." + file.getFileName() + ".lock"));
	}

	/** The size of a file in bytes; 0 if it is gone. */
	static long size(Path file) throws IOException {
		try {
			return Files.size(file);
		}
		catch (NoSuchFileException ex) {
			return 0;
		}
	}

}
