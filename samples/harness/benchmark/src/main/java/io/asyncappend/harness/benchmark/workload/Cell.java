package io.asyncappend.harness.benchmark.workload;

import java.util.Locale;

/**
 * One combination of parameters that is measured.
 *
 * @param group the part of the benchmark it belongs to, such as {@code w1}
 * @param work what is done
 * @param size of each record in bytes
 * @param threads that append
 * @param files appended to
 * @param rate records per second of all threads together, where they keep to one
 * @param buffer bytes that may wait to be written
 */
public record Cell(String group, Work work, int size, int threads, int files, long rate, int buffer) {

	/**
	 * What is used where nothing else is said: a quarter of the library's own default.
	 */
	public static final int BUFFER = 1024 * 1024;

	/**
	 * A cell with one file and no rate.
	 * @param group the part of the benchmark
	 * @param work what is done
	 * @param size of each record
	 * @param threads that append
	 * @return the cell
	 */
	public static Cell of(String group, Work work, int size, int threads) {
		return new Cell(group, work, size, threads, 1, 0, BUFFER);
	}

	/**
	 * The same with more files.
	 * @param count how many
	 * @return another cell
	 */
	public Cell files(int count) {
		return new Cell(this.group, this.work, this.size, this.threads, count, this.rate, this.buffer);
	}

	/**
	 * The same at a rate.
	 * @param perSecond records per second
	 * @return another cell
	 */
	public Cell rate(long perSecond) {
		return new Cell(this.group, this.work, this.size, this.threads, this.files, perSecond, this.buffer);
	}

	/**
	 * The same with another buffer.
	 * @param bytes its size
	 * @return another cell
	 */
	public Cell buffer(int bytes) {
		return new Cell(this.group, this.work, this.size, this.threads, this.files, this.rate, bytes);
	}

	/**
	 * The same cell for a contender that always works alone in blocks of its own size.
	 * @param block their size in bytes
	 * @return another cell
	 */
	public Cell alone(int block) {
		return new Cell(this.group, this.work, block, 1, 1, 0, this.buffer);
	}

	/**
	 * For an argument of another JVM.
	 * @return the parameters, by colons
	 */
	public String encode() {
		return this.group + ":" + this.work + ":" + this.size + ":" + this.threads + ":" + this.files + ":" + this.rate
				+ ":" + this.buffer;
	}

	/**
	 * The opposite of {@link #encode}.
	 * @param encoded the parameters
	 * @return the cell
	 */
	public static Cell decode(String encoded) {
		String[] parts = encoded.split(":");
		return new Cell(parts[0], Work.valueOf(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]),
				Integer.parseInt(parts[4]), Long.parseLong(parts[5]), Integer.parseInt(parts[6]));
	}

	/**
	 * For tables.
	 * @return what distinguishes the cell in its group
	 */
	public String title() {
		StringBuilder title = new StringBuilder(this.work.title());
		title.append(", ").append(bytes(this.size)).append(", ").append(this.threads);
		title.append((this.threads == 1) ? " thread" : " threads");
		if (this.files > 1) {
			title.append(", ").append(this.files).append(" files");
		}
		if (this.rate > 0) {
			title.append(String.format(Locale.ROOT, ", %,d/s", this.rate));
		}
		if (this.buffer != BUFFER) {
			title.append(", buffer ").append(bytes(this.buffer));
		}
		return title.toString();
	}

	/**
	 * A number of bytes for a table or a picture.
	 * @param count how many
	 * @return such as {@code 128 B} or {@code 16 KiB}
	 */
	public static String bytes(int count) {
		if (count >= 1 << 20 && count % (1 << 20) == 0) {
			return (count >> 20) + " MiB";
		}
		return (count >= 1024 && count % 1024 == 0) ? (count >> 10) + " KiB" : count + " B";
	}

}
