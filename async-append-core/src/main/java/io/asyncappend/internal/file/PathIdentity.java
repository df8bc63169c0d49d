package io.asyncappend.internal.file;

import io.asyncappend.FileLoss;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells whether a path still names the file that was opened by it. Immutable.
 */
final class PathIdentity {

	private final Path path;

	private final Path realPath;

	/** {@code null} where files have no keys. */
	private final Object fileKey;

	/** Of the directory that the path leads through; {@code null} likewise. */
	private final Object directoryKey;

	PathIdentity(Path path, LocatedFile located, Look opened) {
		this.path = path;
		this.realPath = located.path();
		this.fileKey = opened.key();
		this.directoryKey = located.directoryKey();
	}

	/**
	 * Tells the file from all that are open in this JVM, also where there are no keys.
	 */
	Object key() {
		return (this.fileKey != null) ? this.fileKey : this.realPath;
	}

	/** Whether something else is not this file. */
	boolean isOther(BasicFileAttributes found) {
		return this.fileKey != null && !this.fileKey.equals(found.fileKey());
	}

	/** Whether a look was at this file. */
	boolean isSame(Look look) {
		return look != null && look.key() != null && look.key().equals(this.fileKey);
	}

	/** The file under its real path; empty if that names it no more. */
	Optional<Look> look() {
		try {
			Look look = Look.at(this.realPath);
			return isSame(look) ? Optional.of(look) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * What it means that the path cannot be looked at: that it leads nowhere any more, or
	 * through another directory. Otherwise (no permission, an error of the device)
	 * nothing says that anything was done to the file.
	 */
	Optional<FileLoss.Kind> lossOfPath() {
		try {
			if (!PathWalk.leadsSomewhere(this.path)) {
				return Optional.of(FileLoss.Kind.DELETED);
			}
		}
		catch (IOException ex) {
			// As said.
		}
		try {
			Object now = Directories.identity(this.path.toAbsolutePath().getParent()).key();
			return Objects.equals(now, this.directoryKey) ? Optional.empty() : Optional.of(FileLoss.Kind.REPLACED);
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}
