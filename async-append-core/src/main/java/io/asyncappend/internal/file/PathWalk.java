package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Walks a path as path_resolution(7) says, to find out why it leads nowhere: the JDK
 * tells ENOTDIR, ELOOP and ENAMETOOLONG from EIO in the words of the locale only.
 */
final class PathWalk {

	/** As many as Linux follows. */
	private static final int MAX_LINKS = 40;

	private PathWalk() {
	}

	/**
	 * Whether a path names something: false if a part of it is not there, or no
	 * directory, or too long, or a link in a loop.
	 * @throws IOException if a part of it cannot be looked at
	 */
	static boolean leadsSomewhere(Path path) throws IOException {
		Path at = path.toAbsolutePath().getRoot();
		Deque<Path> names = new ArrayDeque<>();
		prepend(names, path.toAbsolutePath());
		int links = 0;
		while (!names.isEmpty()) {
			Path name = names.pop();
			if (RawName.of(name).length() > RawName.MAX_LENGTH) {
				return false;
			}
			// Without links, so that the parent is what the operating system takes for
			// it.
			Path next = at.resolve(name).normalize();
			BasicFileAttributes attributes;
			try {
				attributes = Files.readAttributes(next, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
			}
			catch (NoSuchFileException ex) {
				return false;
			}
			if (attributes.isSymbolicLink()) {
				if (++links > MAX_LINKS) {
					return false;
				}
				Path target = Files.readSymbolicLink(next);
				at = target.isAbsolute() ? target.getRoot() : at;
				prepend(names, target);
			}
			else if (!names.isEmpty() && !attributes.isDirectory()) {
				return false;
			}
			else {
				at = next;
			}
		}
		return true;
	}

	private static void prepend(Deque<Path> names, Path path) {
		for (int i = path.getNameCount() - 1; i >= 0; i--) {
			names.push(path.getName(i));
		}
	}

}
