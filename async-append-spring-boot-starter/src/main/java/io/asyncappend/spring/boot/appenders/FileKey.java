package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells the files of contexts apart. Not by what identifies the file itself: that is not
 * there yet, or another one after a rotation.
 */
final class FileKey {

	private static final int MAX_LINKS = 40;

	private FileKey() {
	}

	/** The path through all links, also where it does not exist yet. */
	static Path of(Path file) {
		return of(file, MAX_LINKS);
	}

	private static Path of(Path file, int links) {
		try {
			return file.toRealPath();
		}
		catch (IOException ex) {
			Path absolute = file.toAbsolutePath().normalize();
			Path parent = absolute.getParent();
			if (parent == null) {
				return absolute;
			}
			try {
				if (links > 0 && Files.isSymbolicLink(absolute)) {
					return of(parent.resolve(Files.readSymbolicLink(absolute)), links - 1);
				}
			}
			catch (IOException unreadable) {
				return absolute;
			}
			return of(parent, links).resolve(absolute.getFileName());
		}
	}

}
