package io.asyncappend.internal.archive;

import io.asyncappend.AppendedFiles.LeftOut;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks through a directory for the archives of a file. An account that can create files
 * there can give them any name, so a name alone says nothing: an archive is a regular
 * file of this process' user, or of the current file's, with one name, not dated ahead of
 * the clock, with a number that can be added to, and no appender of ours writes it.
 * <p>
 * Only what counts is held in memory, and of what others put there some examples.
 */
final class ArchiveScan {

	/** How many names of a directory are read, which takes seconds. */
	private static final int MAX_NAMES = 1_000_000;

	/** As many names are read as soon as one is looked at that is not there. */
	private static final int NAMES_FOR_A_LOOK = 8;

	/** How many that do not count are told of. */
	private static final int MAX_LEFT_OUT = 1000;

	private final SafeDirectory directory;

	private final ArchiveNamePattern naming;

	private final int owner;

	private final Instant now;

	private int names;

	/** Of the name and the owner of an archive. */
	private final List<Archive> named = new ArrayList<>();

	private final TreeMap<Archive, Archive> found = new TreeMap<>();

	/** Likewise, and dated ahead of the clock. */
	private final TreeMap<Archive, Archive> ahead = new TreeMap<>();

	private final List<Look> halves = new ArrayList<>();

	private final Set<Object> halfKeys = new HashSet<>();

	/** Of ours, with a second name, which a half may be. */
	private final List<Archive> twoNames = new ArrayList<>();

	private final List<LeftOut> leftOut = new ArrayList<>();

	private boolean changed;

	private ArchiveScan(SafeDirectory directory, ArchiveNamePattern naming, int owner, Instant now) {
		this.directory = directory;
		this.naming = naming;
		this.owner = owner;
		this.now = now;
	}

	/**
	 * Looks through a directory.
	 * @param directory just opened
	 * @param naming how archives are called
	 * @param owner of the current file
	 * @param now what the clock says
	 */
	static Listing scan(SafeDirectory directory, ArchiveNamePattern naming, int owner, Instant now) throws IOException {
		ArchiveScan scan = new ArchiveScan(directory, naming, owner, now);
		directory.forEachName(MAX_NAMES, scan::take);
		scan.takeNamed();
		return scan.listing();
	}

	private void take(Path path) {
		this.names++;
		if (this.naming.isTemporary(path)) {
			takeHalf(path);
		}
		else {
			this.naming.parse(path).ifPresent((name) -> take(path, name));
		}
	}

	private void takeHalf(Path path) {
		Look look = lookOrNull(path);
		if (look != null && look.isRegular() && isOurs(look)) {
			this.halves.add(look);
			this.halfKeys.add(look.key());
		}
	}

	private Look lookOrNull(Path path) {
		try {
			return this.directory.look(path);
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * What cannot be looked at is no file of this directory, where all others can: it is
	 * a file system that was mounted on the name (fuse(4)), and that may not be asked, or
	 * is dead.
	 */
	private void take(Path path, ArchiveNamePattern.Name name) {
		Look look;
		try {
			look = this.directory.look(path);
		}
		catch (IOException ex) {
			boolean said = ex instanceof FileSystemException of && of.getReason() != null;
			leaveOut(path, "cannot be looked at: "
					+ (said ? ((FileSystemException) ex).getReason() : ex.getClass().getSimpleName()));
			return;
		}
		if (look == null) {
			this.changed = true;
			return;
		}
		String reason = reason(look, name);
		if (reason != null) {
			leaveOut(path, reason);
		}
		else {
			this.named.add(name.archive(look));
		}
	}

	private void leaveOut(Path path, String reason) {
		if (this.leftOut.size() < MAX_LEFT_OUT) {
			this.leftOut.add(new LeftOut(path, reason));
		}
	}

	/** Why it does not count, whatever its number of names; {@code null} if it does. */
	private String reason(Look look, ArchiveNamePattern.Name name) {
		if (!look.isRegular()) {
			return "is " + look.what();
		}
		if (!isOurs(look)) {
			return "belongs to user " + look.owner();
		}
		if (name.index() > ArchiveNamePattern.MAX_INDEX) {
			return "has a number beyond " + ArchiveNamePattern.MAX_INDEX;
		}
		if (ArchiveNamePattern.isAhead(name.time(), this.now)) {
			takeAhead(name.archive(look));
			return "is dated ahead of the clock";
		}
		return null;
	}

	private void takeAhead(Archive archive) {
		boolean isRoom = this.ahead.size() < MAX_LEFT_OUT || this.ahead.containsKey(archive);
		if (isRoom && archive.first().links() == 1 && !isLocked(archive.first().path())) {
			this.ahead.merge(archive, archive, Archive::with);
		}
	}

	/**
	 * Takes what has the name and the owner of an archive, but not what an appender of
	 * ours writes, as its lock file says. An appender makes that before its file: so lock
	 * files are looked for after the files.
	 */
	private void takeNamed() throws IOException {
		Set<Path> lockFiles = lockFiles();
		for (Archive archive : this.named) {
			Look look = archive.first();
			if (lockFiles.contains(this.directory.lockFile(look.path())) && isLocked(look.path())) {
				leaveOut(look.path(), "is the file of an appender, as its lock file says");
			}
			else if (look.links() != 1) {
				this.twoNames.add(archive);
			}
			else {
				this.found.merge(archive, archive, Archive::with);
			}
		}
	}

	/**
	 * The lock files of what may be archives. There are hardly any, and to ask for each
	 * takes longer than to read some names, so these are read once more: the answer for a
	 * name that is not there is an exception.
	 */
	private Set<Path> lockFiles() throws IOException {
		Set<Path> possible = new HashSet<>();
		this.named.forEach((archive) -> possible.add(this.directory.lockFile(archive.first().path())));
		if (this.names > possible.size() * NAMES_FOR_A_LOOK) {
			return possible;
		}
		Set<Path> lockFiles = new HashSet<>();
		this.directory.forEachName(MAX_NAMES, (name) -> {
			if (possible.contains(name)) {
				lockFiles.add(name);
			}
		});
		return lockFiles;
	}

	/**
	 * See WriterLock. A lock file of others says nothing, nor does one with several
	 * names, which may be any file of ours that others have given this one.
	 */
	private boolean isLocked(Path path) {
		try {
			Look lock = this.directory.look(this.directory.lockFile(path));
			return lock != null && lock.isRegular() && isOurs(lock) && lock.links() == 1;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private boolean isOurs(Look look) {
		return isOurs(look, this.owner);
	}

	static boolean isOurs(Look look, int owner) {
		return look.owner() == Look.UNKNOWN || look.owner() == ProcessUser.get() || look.owner() == owner;
	}

	private Listing listing() {
		for (Archive archive : this.twoNames) {
			Look look = archive.first();
			// Between the link to its name and the end of the half.
			if (archive.isCompressed() && look.links() == 2 && this.halfKeys.contains(look.key())) {
				this.found.merge(archive, archive, Archive::with);
			}
			else {
				leaveOut(look.path(), "has " + look.links() + " names");
				this.changed |= archive.isCompressed();
			}
		}
		return new Listing(List.copyOf(this.found.values()), List.copyOf(this.ahead.values()), List.copyOf(this.halves),
				List.copyOf(this.leftOut), this.changed);
	}

}
