package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has open, as Linux says it: nothing that is opened here may stay. */
public final class OpenDescriptors {

	private static final Path ALL = Path.of("/proc/self/fd");

	private OpenDescriptors() {
	}

	/** How many descriptors there are of a file, or of what lies in a directory. */
	public static int under(Path path) throws IOException {
		if (!Files.isDirectory(ALL)) {
			return 0;
		}
		Path real = path.toRealPath();
		int count = 0;
		try (DirectoryStream<Path> all = Files.newDirectoryStream(ALL)) {
			for (Path descriptor : all) {
				count += isUnder(descriptor, real) ? 1 : 0;
			}
		}
		return count;
	}

	private static boolean isUnder(Path descriptor, Path path) {
		try {
			return Files.readSymbolicLink(descriptor).startsWith(path);
		}
		catch (IOException ex) {
			// Closed meanwhile, as that of this listing is.
			return false;
		}
	}

}
