package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that is to be opened for appending, and what speaks against it.
 *
 * @param path as the caller gave it
 * @param located where the file lies
 * @param options how it is to be opened
 * @param linked whether its path was a link when it was first opened
 * @param reopened whether another file had its place before
 * @param exclusive remembers what is created where the file takes the place of an
 * archive, so that no other account can have created it; else {@code null}
 * @param inspection looks at what it holds; {@code null} for none
 */
record FileOpening(Path path, LocatedFile located, AppenderOptions options, boolean linked, boolean reopened,
		Created exclusive, FileInspection inspection) {

	/** A file that was created, and is no other's if it is found again. */
	static final class Created {

		private Look file;

		boolean isAt(Path path) throws IOException {
			try {
				return this.file != null && Look.at(path).isSame(this.file);
			}
			catch (NoSuchFileException ex) {
				return false;
			}
		}

	}

	private Path realPath() {
		return this.located.path();
	}

	/** Opens it, or creates it where it is missing. */
	OpenedPath openOrCreate() throws IOException {
		FileChannel channel = RegularFile.create(realPath(), this.options.permissions()).orElse(null);
		return (channel != null) ? opened(channel) : openExisting();
	}

	private OpenedPath opened(FileChannel channel) throws IOException {
		try {
			OpenedPath opened = OpenedPath.created(channel, realPath());
			note(opened.look());
			return opened;
		}
		catch (IOException ex) {
			if (this.exclusive != null) {
				// Found again as ours by the next try.
				note(Look.at(realPath()));
			}
			throw ex;
		}
	}

	private void note(Look created) {
		if (this.exclusive != null) {
			this.exclusive.file = created;
		}
	}

	private OpenedPath openExisting() throws IOException {
		if (this.exclusive != null && !this.exclusive.isAt(realPath())) {
			throw ForeignFile.inTheWay(this.path);
		}
		return OpenedPath.open(realPath());
	}

	/** Whether a file that was opened has been created for this. */
	boolean isCreated(OpenedPath opened) {
		return opened.isCreated() || this.exclusive != null;
	}

	/**
	 * Refuses a file that must not be appended to.
	 * @return what speaks against it all the same; {@code null} for nothing
	 */
	String check(Look look, OpenedPath opened) throws IOException {
		if (isCreated(opened)) {
			ForeignFile.requireOwn(this.path, look);
			return null;
		}
		if (this.reopened && look.links() != 1) {
			throw new FileSystemException(this.path.toString(), null, "has " + look.links()
					+ " names, of which others may have made this one, so nothing is appended to it");
		}
		return ForeignFile.check(this.path, look, this.options);
	}

}
