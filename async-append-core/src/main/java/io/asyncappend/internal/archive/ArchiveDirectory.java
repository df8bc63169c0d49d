package io.asyncappend.internal.archive;

import io.asyncappend.AppendedFiles.LeftOut;
import io.asyncappend.ArchiveNaming;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The archives of one file, which lie beside it. Names only grow: a later archive has a
 * greater time, or the same time and a greater number, also when a clock was set back (by
 * more than the {@linkplain ArchiveNamePattern#isAhead zones of the world} differ, they
 * begin anew, and what is dated ahead does not count until its time has come). So their
 * order is that of their records. Thread-safe.
 */
public final class ArchiveDirectory {

	/** How often a directory is looked through that is changed each time. */
	private static final int MAX_LOOKS = 5;

	/** Of how many that do not count is remembered that they were told of. */
	private static final int MAX_TOLD = 1000;

	/** How many names that are taken are passed over one by one. */
	private static final int TAKEN_IN_TURN = 10;

	/** Bits of how many numbers are left out at once: of a million entries at most. */
	private static final int MOST_LEFT_OUT = 20;

	private final Path directory;

	private final Path file;

	private final ArchiveNaming naming;

	private final int owner;

	private final Clock clock;

	/** Not before it is needed: there may be thousands of files. */
	private volatile ArchiveNamePattern pattern;

	private final Lock lock = new ReentrantLock();

	// Guarded by the lock.

	private boolean settled;

	private boolean cleaned;

	private String lastTime = "";

	private long lastIndex;

	/** Of the directory when it was first opened. */
	private Object key;

	private final Set<LeftOut> told = new HashSet<>();

	/** A name that is given to a file which is still written. */
	private volatile Path reserved;

	/**
	 * Knows nothing yet.
	 * @param file the file whose archives these are, with all links resolved
	 * @param owner the number of the user that owns it
	 * @param naming how they are called
	 * @param clock says what is dated ahead
	 */
	public ArchiveDirectory(Path file, int owner, ArchiveNaming naming, Clock clock) {
		this.directory = file.getParent();
		this.file = file;
		this.owner = owner;
		this.naming = naming;
		this.clock = clock;
	}

	/**
	 * Whether these are the archives of a file.
	 * @param path the file, with all links resolved
	 * @return whether they are
	 */
	public boolean areOf(Path path) {
		return path.equals(this.file);
	}

	/**
	 * The name for the next archive, which nothing else here touches until it is
	 * {@linkplain #release() released}. Names that others made beforehand do not count,
	 * so nothing tells how many of them there are: after some that turned out to be taken
	 * numbers are left out by lot, and more of them each time, so that neither many files
	 * are in the way for long nor a few under the numbers that would come next.
	 * @param time for the name, in a form whose order is that of time
	 * @param taken how many names in a row were taken; 0 at first
	 * @return a name that was not given away, but may be taken
	 * @throws IOException if the directory cannot be read
	 */
	public Path reserve(String time, int taken) throws IOException {
		this.lock.lock();
		try {
			// What the clock says it has not seen yet does not count any more.
			this.settled &= !ArchiveNamePattern.isAhead(this.lastTime, this.clock.instant());
			settleLocked();
			String next = (this.pattern.isTimed() && time.compareTo(this.lastTime) > 0) ? time : this.lastTime;
			note(next, (next.equals(this.lastTime) ? this.lastIndex : 0) + 1 + leaveOut(taken));
			Path name = RawName.in(this.directory, this.pattern.name(this.lastTime, this.lastIndex));
			this.pattern.requireRoom(name);
			if (this.lastIndex > ArchiveNamePattern.MAX_INDEX) {
				throw new FileSystemException(name.toString(), null,
						"is no name for an archive, as its number is too large: rename the one before it");
			}
			this.reserved = name;
			return name;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static long leaveOut(int taken) {
		return (taken < TAKEN_IN_TURN) ? 0
				: ThreadLocalRandom.current().nextLong(1L << Math.min(taken - TAKEN_IN_TURN, MOST_LEFT_OUT));
	}

	/** The file that was to get the reserved name has it, and is not written any more. */
	public void release() {
		this.reserved = null;
	}

	/**
	 * Opens the directory, which must be the one that it was the first time.
	 * @return the directory
	 * @throws IOException if it cannot be opened, or is another
	 */
	public SafeDirectory open() throws IOException {
		SafeDirectory opened = SafeDirectory.open(this.directory);
		this.lock.lock();
		try {
			if (this.key != null && !this.key.equals(opened.key())) {
				opened.close();
				throw new FileSystemException(this.directory.toString(), null,
						"is another directory than before, so archives are neither looked for nor deleted there");
			}
			this.key = opened.key();
			return opened;
		}
		finally {
			this.lock.unlock();
		}
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
		this.pattern = ArchiveNamePattern.of(this.file, this.naming);
		try (SafeDirectory opened = open()) {
			Listing listing = scan(opened);
			note("", 0);
			for (Archive archive : listing.archives()) {
				note(archive.time(), archive.index());
			}
			if (!this.cleaned) {
				clean(opened, listing);
				this.cleaned = true;
			}
		}
		this.settled = true;
	}

	private static void clean(SafeDirectory opened, Listing listing) throws IOException {
		for (Look half : listing.halves()) {
			opened.delete(half);
		}
		for (Archive archive : listing.archives()) {
			// A file that is empty is not rotated, so there never was anything in it.
			if (archive.isPlain() && archive.plain().size() == 0) {
				opened.delete(archive.plain());
			}
		}
	}

	private void note(String time, long index) {
		this.lastTime = time;
		this.lastIndex = index;
	}

	/** Whether something is a regular file with an owner that archives have. */
	boolean isOurs(Look look) {
		return look.isRegular() && ArchiveScan.isOurs(look, this.owner);
	}

	private Listing scan(SafeDirectory opened) throws IOException {
		return ArchiveScan.scan(opened, this.pattern, this.owner, this.clock.instant());
	}

	/** What is there, once it is settled. */
	private Listing listing(SafeDirectory opened) throws IOException {
		Listing listing = scan(opened);
		for (int looks = 1; listing.changed() && looks < MAX_LOOKS; looks++) {
			listing = scan(opened);
		}
		return listing;
	}

	/**
	 * Those that are complete, once it is settled, in the order in which they were
	 * written.
	 * @param opened the directory
	 * @param events told of what does not count, once for each
	 */
	List<Archive> all(SafeDirectory opened, ArchiveEvents events) throws IOException {
		Listing listing = listing(opened);
		// Asked after the directory is read: what is in there and not reserved any more
		// is complete.
		Path open = this.reserved;
		news(listing.leftOut()).forEach((news) -> events.leftOut(news.path(), news.reason()));
		return listing.archives()
			.stream()
			.filter((archive) -> !archive.path().equals(open) && !archive.isReserved())
			.toList();
	}

	private List<LeftOut> news(List<LeftOut> leftOut) {
		this.lock.lock();
		try {
			return leftOut.stream()
				.filter((one) -> !one.path().equals(this.reserved) && this.told.size() < MAX_TOLD && this.told.add(one))
				.toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Looks for archives to read.
	 * @return those that are there, the newest of which may still be written if no new
	 * file could take its place, and what does not count
	 * @throws IOException if the directory cannot be read
	 */
	public Listing readable() throws IOException {
		settle();
		try (SafeDirectory opened = open()) {
			return listing(opened).withoutReserved();
		}
	}

	/**
	 * Looks for archives of a file that another process may be writing, and removes
	 * nothing of what is there.
	 * @return those that are there, and what does not count
	 * @throws IOException if the directory cannot be read
	 */
	public Listing look() throws IOException {
		ArchiveNamePattern names = ArchiveNamePattern.of(this.file, this.naming);
		try (SafeDirectory opened = open()) {
			Listing listing = ArchiveScan.scan(opened, names, this.owner, this.clock.instant());
			for (int looks = 1; listing.changed() && looks < MAX_LOOKS; looks++) {
				listing = ArchiveScan.scan(opened, names, this.owner, this.clock.instant());
			}
			return listing.withoutReserved();
		}
	}

	/**
	 * The archives in the order in which they were written.
	 * @return their paths; that of a compressed one ends in {@code .gz}
	 * @throws IOException if the directory cannot be read
	 */
	public List<Path> paths() throws IOException {
		return readable().archives().stream().map(Archive::found).toList();
	}

}
