package io.asyncappend.harness.benchmark.contender;

import io.asyncappend.harness.benchmark.record.RecordReader;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * One way to append records to files. Opened once; {@code append}, {@code appendDurably}
 * and {@code submitDurably} are called by many threads at once, the rest by one. A record
 * array is used again as soon as the call returns.
 */
public interface Contender {

	/**
	 * Where and what.
	 *
	 * @param directory empty, for this contender alone
	 * @param files how many files (or journals, or queues)
	 * @param recordSize of every record in bytes
	 * @param bufferSize how much may wait to be written, per file, where the contender
	 * can be told
	 */
	record Setup(Path directory, int files, int recordSize, int bufferSize) {

		/**
		 * The place of a file.
		 * @param file its number
		 * @return a path in the directory, not created
		 */
		public Path path(int file) {
			return this.directory.resolve("file-" + file);
		}

	}

	/**
	 * Opens all files.
	 * @param setup where and what
	 * @throws Exception if it cannot
	 */
	void open(Setup setup) throws Exception;

	/**
	 * Appends a record.
	 * @param file the number of the file
	 * @param record the record
	 * @throws Exception if it cannot
	 */
	default void append(int file, byte[] record) throws Exception {
		throw new UnsupportedOperationException("append");
	}

	/**
	 * Appends a record and returns when it is durable.
	 * @param file the number of the file
	 * @param record the record
	 * @throws Exception if it cannot
	 */
	default void appendDurably(int file, byte[] record) throws Exception {
		throw new UnsupportedOperationException("appendDurably");
	}

	/**
	 * Appends a record and tells later when it is durable.
	 * @param file the number of the file
	 * @param record the record
	 * @return completes when the record is durable
	 * @throws Exception if it cannot
	 */
	default CompletionStage<?> submitDurably(int file, byte[] record) throws Exception {
		throw new UnsupportedOperationException("submitDurably");
	}

	/**
	 * Returns when all that was appended to all files is given to the operating system.
	 * @throws Exception if it cannot
	 */
	default void flush() throws Exception {
	}

	/**
	 * Closes all files.
	 * @throws Exception if it cannot
	 */
	void close() throws Exception;

	/**
	 * Reads a file back, after the close.
	 * @param setup as opened
	 * @param file the number of the file
	 * @param reader takes the records, a torn one at the end with the length it has
	 * @throws Exception if it cannot
	 */
	default void readBack(Setup setup, int file, RecordReader reader) throws Exception {
		PlainFile.read(setup.path(file), setup.recordSize(), reader);
	}

}
