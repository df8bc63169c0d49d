package io.asyncappend.harness.reliability.verify;

import java.util.List;

/**
 * What the verifier found.
 *
 * @param findings what is wrong, the first of it
 * @param wrong how many things are wrong, also those that are not listed
 * @param records whole records
 * @param bytes all bytes
 * @param tornBytes bytes at the end of the last file, after its last whole record; or,
 * with {@link Tail#ENDED}, of all records that were cut
 */
public record Verdict(List<Finding> findings, long wrong, long records, long bytes, long tornBytes) {

	/**
	 * Whether nothing is wrong.
	 * @return whether there is no finding
	 */
	public boolean ok() {
		return this.wrong == 0;
	}

	@Override
	public String toString() {
		return this.wrong + " wrong in " + this.records + " records: " + this.findings;
	}

}
