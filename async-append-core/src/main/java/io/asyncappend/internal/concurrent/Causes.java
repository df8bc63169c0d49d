package io.asyncappend.internal.concurrent;

/** Keeps one error with another, where there may be no memory for it. */
public final class Causes {

	private Causes() {
	}

	/**
	 * Keeps an error that came after the first; the same one may come again and again.
	 * @param cause the first, which is what counts if there is no room for another
	 * @param another what came later
	 */
	public static void keep(Throwable cause, Throwable another) {
		try {
			if (another != cause) {
				cause.addSuppressed(another);
			}
		}
		catch (OutOfMemoryError ex) {
			// No room for it.
		}
	}

}
