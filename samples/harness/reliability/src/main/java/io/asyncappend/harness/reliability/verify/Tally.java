package io.asyncappend.harness.reliability.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which records of each producer have been seen. */
final class Tally {

	/** More are counted, but not told. */
	private static final int MAX_FINDINGS = 100;

	private final Acknowledgements before;

	private final Acknowledgements after;

	private final Promised promised;

	/** For each producer the number after the highest one seen. */
	private final long[] next;

	/** For each producer the numbers below that which have not been seen. */
	private final BitSet[] missing;

	private final List<Finding> findings = new ArrayList<>();

	private long wrong;

	private long records;

	private long bytes;

	private long tornBytes;

	Tally(Acknowledgements before, Acknowledgements after, Promised promised) {
		this.before = before;
		this.after = after;
		this.promised = promised;
		this.next = new long[after.producers()];
		this.missing = new BitSet[after.producers()];
		for (int i = 0; i < this.missing.length; i++) {
			this.missing[i] = new BitSet();
		}
	}

	void bytes(long count) {
		this.bytes += count;
	}

	void tail(long count) {
		this.tornBytes += count;
	}

	void record(RecordFormat.Head head, Path file, long offset) {
		this.records++;
		int producer = head.producer();
		long sequence = head.sequence();
		if (producer >= this.next.length || sequence >= this.after.attempted(producer)) {
			found(Finding.Kind.EXTRA, head + " was never appended, at " + offset + " of " + file);
			return;
		}
		if (this.after.isRefused(producer, sequence)) {
			found(Finding.Kind.EXTRA, head + " had been refused, at " + offset + " of " + file);
		}
		if (sequence >= this.next[producer]) {
			this.missing[producer].set((int) this.next[producer], (int) sequence);
			this.next[producer] = sequence + 1;
		}
		else if (this.missing[producer].get((int) sequence)) {
			this.missing[producer].clear((int) sequence);
			found(Finding.Kind.ORDER,
					head + " comes after number " + (this.next[producer] - 1) + ", at " + offset + " of " + file);
		}
		else {
			found(Finding.Kind.DOUBLE, head + " again, at " + offset + " of " + file);
		}
	}

	void torn(Path file, long offset, String what) {
		found(Finding.Kind.TORN, "at " + offset + " of " + file + ": " + what);
	}

	/** All files were read. */
	void end() {
		for (int producer = 0; producer < this.next.length; producer++) {
			long acknowledged = this.before.acknowledged(producer, this.promised);
			BitSet gone = this.missing[producer];
			if (acknowledged > this.next[producer]) {
				gone.set((int) this.next[producer], (int) acknowledged);
			}
			lost(producer, gone, acknowledged);
		}
	}

	private void lost(int producer, BitSet gone, long acknowledged) {
		for (int sequence = gone.nextSetBit(0); sequence >= 0; sequence = gone.nextSetBit(sequence + 1)) {
			if (!this.after.mayMiss(producer, sequence)) {
				found(Finding.Kind.LOST,
						"number " + sequence + " of producer " + producer + ", " + acknowledged + " were promised "
								+ this.promised + ", the last one seen is number " + (this.next[producer] - 1));
			}
		}
	}

	private void found(Finding.Kind kind, String detail) {
		this.wrong++;
		if (this.findings.size() < MAX_FINDINGS) {
			this.findings.add(new Finding(kind, detail));
		}
	}

	Verdict verdict() {
		return new Verdict(List.copyOf(this.findings), this.wrong, this.records, this.bytes, this.tornBytes);
	}

}
