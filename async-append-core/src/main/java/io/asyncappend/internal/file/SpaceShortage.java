package io.asyncappend.internal.file;

import io.asyncappend.FailureKind;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells a write that may succeed later from others. The JDK gives errno as text only. */
public final class SpaceShortage {

	private static final Path FULL = Path.of("/dev/full");

	/** What strerror(3) calls ENOSPC here: it speaks the language of the locale. */
	private static final String NO_SPACE_TEXT = noSpace();

	private SpaceShortage() {
	}

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
	 * @return the kind; empty if it is another error, which a second try would not mend
	 */
	public static Optional<FailureKind> of(IOException cause, Path path) {
		if (cause instanceof IndeterminateWriteException) {
			return Optional.empty();
		}
		if (cause instanceof MinFreeException) {
			return Optional.of(FailureKind.MIN_FREE);
		}
		String text = String.valueOf(cause.getMessage());
		if (text.contains("No space left on device") || text.equals(NO_SPACE_TEXT)) {
			return Optional.of(FailureKind.NO_SPACE);
		}
		if (text.contains("Disk quota exceeded")) {
			return Optional.of(FailureKind.QUOTA);
		}
		// Whatever it is called, the disk is full.
		return (path != null && isFull(path)) ? Optional.of(FailureKind.NO_SPACE) : Optional.empty();
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
