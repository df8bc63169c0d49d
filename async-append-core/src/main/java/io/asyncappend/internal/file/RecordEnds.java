package io.asyncappend.internal.file;

/** Where the records end that are to be written at once. */
public interface RecordEnds {

	/**
	 * How many bytes of whole records there are in the first ones.
	 * @param count how many of the bytes to be written
	 * @return how many of these belong to records that end in them
	 */
	int wholeIn(int count);

}
