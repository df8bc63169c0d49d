package io.asyncappend.harness.reliability.verify;

/**
 * Something that is wrong with a file.
 *
 * @param kind in which way
 * @param detail which records, where, and what is there instead
 */
public record Finding(Kind kind, String detail) {

	/** The ways in which a file can be wrong. */
	public enum Kind {

		/**
		 * A record that was acknowledged, or that comes before one that is there, is not
		 * there.
		 */
		LOST,

		/** A record is there twice. */
		DOUBLE,

		/** Bytes that are not a whole record. */
		TORN,

		/** A record comes after a later one of the same producer. */
		ORDER,

		/** A record that was never appended, or that was refused. */
		EXTRA

	}

	@Override
	public String toString() {
		return this.kind + " " + this.detail;
	}

}
