package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Whether other accounts may put something else under a name between a look and the
 * opening. To open a FIFO for reading or writing alone may wait for ever (fifo(7)), and
 * the JDK has no O_NONBLOCK.
 */
final class Exchange {

	private static final int WRITABLE_BY_OTHERS = 0_022;

	private static final int STICKY = 0_1000;

	private Exchange() {
	}

	/**
	 * Whether a regular file keeps its name as far as accounts other than this process'
	 * and root go: no other account may write in its directory, or that is sticky and the
	 * file is this user's or root's.
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
