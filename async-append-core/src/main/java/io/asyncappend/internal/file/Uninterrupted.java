package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Lets an interrupt wait that would close a channel: one that is pending, and one that
 * comes meanwhile, for which it is all done again.
 */
public final class Uninterrupted {

	private Uninterrupted() {
	}

	/**
	 * What opens something, and may be done again from its beginning.
	 *
	 * @param <T> what is opened
	 */
	public interface Opening<T> {

		/**
		 * Opens it.
		 * @return what is open
		 * @throws IOException if that fails; nothing stays open then
		 */
		T open() throws IOException;

	}

	/**
	 * Opens something.
	 * @param <T> what is opened
	 * @param opening how
	 * @return what is open
	 * @throws IOException if that fails for another reason than an interrupt
	 */
	public static <T> T open(Opening<T> opening) throws IOException {
		boolean interrupted = false;
		try {
			while (true) {
				interrupted |= Thread.interrupted();
				try {
					return opening.open();
				}
				catch (IOException ex) {
					if (!(ex instanceof ClosedByInterruptException)) {
						throw ex;
					}
					// Its thread is interrupted again.
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
