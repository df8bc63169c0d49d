package io.asyncappend.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Why a write failed that may succeed later. The JDK gives errno as text only.
 */
public enum Shortage {

	/** ENOSPC of write(2): the disk is full. */
	NO_SPACE,

	/** EDQUOT of write(2): the quota is used up. */
	QUOTA,

	/** Less space is left than is to be kept free. */
	MIN_FREE;

	private static final Path FULL = Path.of("/dev/full");

	/** What strerror(3) calls ENOSPC here: it speaks the language of the locale. */
	private static final String NO_SPACE_TEXT = noSpace();

	private static String noSpace() {
		if (!Files.exists(FULL) || Files.isRegularFile(FULL)) {
			return null;
		}
		try (OutputStream full = new FileOutputStream(FULL.toFile())) {
			full.write(0);
			return null;
		}
		catch (IOException ex) {
			return ex.getMessage();
		}
	}

	/**
	 * Tells which shortage an error comes from.
	 * @param cause the error of a write
	 * @param path of the file, or {@code null} for a borrowed channel
	 * @return the shortage; {@code null} if it is another error, which a second try would
	 * not mend
	 */
	public static Shortage of(IOException cause, Path path) {
		if (cause instanceof TornWriteException) {
			return null;
		}
		if (cause instanceof MinFreeException) {
			return MIN_FREE;
		}
		String text = String.valueOf(cause.getMessage());
		if (text.contains("No space left on device") || text.equals(NO_SPACE_TEXT)) {
			return NO_SPACE;
		}
		if (text.contains("Disk quota exceeded")) {
			return QUOTA;
		}
		// Whatever it is called, the disk is full.
		return (path != null && isFull(path)) ? NO_SPACE : null;
	}

	private static boolean isFull(Path path) {
		try {
			return Files.getFileStore(path.toAbsolutePath().getParent()).getUsableSpace() == 0;
		}
		catch (IOException ex) {
			// Then the error of the write counts as what it says.
			return false;
		}
	}

}
