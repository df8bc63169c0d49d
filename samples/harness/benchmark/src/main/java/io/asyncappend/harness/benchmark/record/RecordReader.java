package io.asyncappend.harness.benchmark.record;

/** Takes the records of a file, one by one in the file's order. */
@FunctionalInterface
public interface RecordReader {

	/**
	 * Takes a record.
	 * @param array valid during the call
	 * @param offset of its first byte
	 * @param length in bytes
	 */
	void read(byte[] array, int offset, int length);

}
