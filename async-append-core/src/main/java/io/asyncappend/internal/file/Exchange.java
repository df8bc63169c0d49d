package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Whether others may put something else under a name between a look and the opening: a
 * FIFO holds up for ever who opens it for reading or writing alone (fifo(7)), and the JDK
 * has no O_NONBLOCK.
 */
final class Exchange {

	private static final int WRITABLE_BY_OTHERS = 0_022;

	private static final int STICKY = 0_1000;

	private Exchange() {
	}

	/**
	 * Whether a regular file keeps its name as far as accounts other than this process'
	 * and root go: nobody else may write in its directory, or that is sticky and the file
	 * is theirs.
	 */
	static boolean isOutOfReach(Path path, Look look) throws IOException {
		if (!look.isRegular()) {
			return false;
		}
		Look directory = Look.at(path.toAbsolutePath().getParent());
		if (directory.mode() == Look.UNKNOWN) {
			return true;
		}
		return ProcessUser.orRootOwns(directory) && ((directory.mode() & WRITABLE_BY_OTHERS) == 0
				|| ((directory.mode() & STICKY) != 0 && ProcessUser.orRootOwns(look)));
	}

}
