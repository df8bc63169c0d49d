package io.asyncappend.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which write errors may pass by themselves. The JDK gives errno as text only.
 */
public final class DiskFull {

	private DiskFull() {
	}

	/**
	 * Whether trying the write again may help: ENOSPC and EDQUOT of write(2).
	 * @param cause the error
	 * @param path of the file, or {@code null} for a borrowed channel
	 * @return whether space or quota had run out
	 */
	public static boolean isCauseOf(IOException cause, Path path) {
		if (cause instanceof TornWriteException) {
			return false;
		}
		String text = String.valueOf(cause.getMessage());
		if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
			return true;
		}
		// strerror(3) speaks the language of the locale; the disk does not.
		return path != null && usableSpace(path) == 0;
	}

	private static long usableSpace(Path path) {
		try {
			return Files.getFileStore(path).getUsableSpace();
		}
		catch (IOException ex) {
			return -1;
		}
	}

}
