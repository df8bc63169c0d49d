package io.asyncappend.file;

/**
 * What somebody else did to a file that is open.
 *
 * @param kind what was done
 * @param cut the bytes that are gone from its end
 */
public record FileChange(Kind kind, long cut) {

	static final FileChange DELETED = new FileChange(Kind.DELETED, 0);

	static final FileChange REPLACED = new FileChange(Kind.REPLACED, 0);

	/** What was done. */
	public enum Kind {

		/** The path names no file any more. */
		DELETED,

		/** The path names another file. */
		REPLACED,

		/** The file is shorter than what was written to it. */
		TRUNCATED

	}

}
