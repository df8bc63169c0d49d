package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a file lies in the directory that the files of appenders are confined to, with
 * all links followed. A hard link cannot be followed: a file that has more names than its
 * directory shows has one elsewhere.
 */
final class Confinement {

	private final Path directory;

	Confinement(Path directory) {
		this.directory = directory;
	}

	/**
	 * Why a file is not in the directory.
	 * @param file a path that begins with the directory
	 * @return what is wrong with it, without its subject; empty if it lies in the
	 * directory, or would if it were created
	 * @throws IOException if that cannot be found out
	 */
	Optional<String> escape(Path file) throws IOException {
		if (!Files.exists(this.directory)) {
			return Optional.empty();
		}
		Path base = this.directory.toRealPath();
		Path place = base;
		for (Path element : this.directory.relativize(file)) {
			Path next = place.resolve(element);
			if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
				return Optional.empty();
			}
			if (Files.isSymbolicLink(next)) {
				if (!Files.exists(next)) {
					return Optional.of(next + " is a link to " + Files.readSymbolicLink(next) + ", which is not there");
				}
				place = next.toRealPath();
				if (!place.startsWith(base)) {
					return Optional.of(next + " is a link that leads out of it, to " + place);
				}
			}
			else {
				place = next;
			}
		}
		return hasNameElsewhere(place) ? Optional.of(place + " has another name (a hard link) elsewhere")
				: Optional.empty();
	}

	/** Archives of a rotation that was cut short have two names, side by side. */
	private static boolean hasNameElsewhere(Path file) throws IOException {
		if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
				|| !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
			return false;
		}
		int names = (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
		if (names <= 1) {
			return false;
		}
		Object inode = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
		long here = 0;
		try (Stream<Path> neighbours = Files.list(file.getParent())) {
			for (Path neighbour : (Iterable<Path>) neighbours::iterator) {
				if (inode.equals(Files.getAttribute(neighbour, "unix:ino", LinkOption.NOFOLLOW_LINKS))) {
					here++;
				}
			}
		}
		return here < names;
	}

}
