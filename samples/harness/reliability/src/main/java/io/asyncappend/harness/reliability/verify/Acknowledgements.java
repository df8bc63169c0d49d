package io.asyncappend.harness.reliability.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What was acknowledged at one moment, read from an {@link AckTable}. Take it before the
 * fault: what is acknowledged during the fault may be either way.
 */
public final class Acknowledgements {

	private final long[][] counts;

	private final List<BitSet> refused = new ArrayList<>();

	private final List<BitSet> failed = new ArrayList<>();

	private Acknowledgements(long[][] counts) {
		this.counts = counts;
		for (int i = 0; i < counts.length; i++) {
			this.refused.add(new BitSet());
			this.failed.add(new BitSet());
		}
	}

	/**
	 * Reads the acknowledgements as they are now.
	 * @param file the table
	 * @return the acknowledgements
	 * @throws IOException if there is no table, which is not the same as an empty one
	 */
	public static Acknowledgements read(Path file) throws IOException {
		ByteBuffer table = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
		if (table.remaining() < AckTable.ROW || table.getLong(0) != AckTable.MAGIC
				|| table.remaining() != AckTable.ROW * (table.getLong(8) + 1)) {
			throw new IOException(file + " is no table of acknowledgements");
		}
		long[][] counts = new long[(int) table.getLong(8)][1 + Promised.values().length];
		for (int producer = 0; producer < counts.length; producer++) {
			for (int column = 0; column < counts[producer].length; column++) {
				counts[producer][column] = table.getLong(AckTable.ROW * (producer + 1) + 8 * column);
			}
		}
		Acknowledgements acknowledgements = new Acknowledgements(counts);
		acknowledgements.readRefusals(AckTable.refusals(file));
		return acknowledgements;
	}

	/**
	 * Reads the acknowledgements of several processes.
	 * @param files the tables; the producers of each have the numbers after those of the
	 * one before
	 * @return all of them
	 * @throws IOException if there is no table
	 */
	public static Acknowledgements read(List<Path> files) throws IOException {
		List<Acknowledgements> all = new ArrayList<>();
		List<long[]> counts = new ArrayList<>();
		for (Path file : files) {
			Acknowledgements one = read(file);
			all.add(one);
			counts.addAll(List.of(one.counts));
		}
		Acknowledgements joined = new Acknowledgements(counts.toArray(new long[0][]));
		joined.refused.clear();
		joined.failed.clear();
		all.forEach((one) -> {
			joined.refused.addAll(one.refused);
			joined.failed.addAll(one.failed);
		});
		return joined;
	}

	private void readRefusals(Path file) throws IOException {
		String text = Files.readString(file, StandardCharsets.UTF_8);
		text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach((line) -> {
			String[] words = line.split(" ", 4);
			List<BitSet> sets = words[0].equals("refused") ? this.refused : this.failed;
			sets.get(Integer.parseInt(words[1])).set(Integer.parseInt(words[2]));
		});
	}

	/**
	 * How many producers there were.
	 * @return the number
	 */
	public int producers() {
		return this.counts.length;
	}

	/**
	 * How many records a producer tried to append.
	 * @param producer which
	 * @return the number; those from it on must not be in the file
	 */
	public long attempted(int producer) {
		return this.counts[producer][AckTable.ATTEMPTED];
	}

	/**
	 * How many records of a producer were promised something.
	 * @param producer which
	 * @param promised what
	 * @return the number; those before it must be in the file if they were not refused
	 */
	public long acknowledged(int producer, Promised promised) {
		return this.counts[producer][1 + promised.ordinal()];
	}

	/**
	 * How many records of all producers were promised something.
	 * @param promised what
	 * @return the number
	 */
	public long acknowledged(Promised promised) {
		long sum = 0;
		for (int producer = 0; producer < producers(); producer++) {
			sum += acknowledged(producer, promised);
		}
		return sum;
	}

	/**
	 * How many records were refused.
	 * @return the number
	 */
	public long refused() {
		return this.refused.stream().mapToLong(BitSet::cardinality).sum();
	}

	boolean isRefused(int producer, long sequence) {
		return this.refused.get(producer).get((int) sequence);
	}

	/** Whether a record need not be in the file though later ones are. */
	boolean mayMiss(int producer, long sequence) {
		return isRefused(producer, sequence) || this.failed.get(producer).get((int) sequence);
	}

}
