package io.asyncappend.file;

/**
 * What to do about a torn tail: bytes after the last delimiter of a file that is opened.
 *
 * @param action what to do
 * @param delimiter the last byte of every record
 */
public record TailPolicy(Action action, byte delimiter) {

	/** What to do. */
	public enum Action {

		/** Nothing. */
		LEAVE,

		/** End the torn record with a delimiter. */
		TERMINATE,

		/** Cut the torn record off. */
		TRUNCATE

	}

}
