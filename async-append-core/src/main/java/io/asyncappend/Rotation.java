package io.asyncappend;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When the file of an appender becomes an archive and a new one takes its place, and what
 * becomes of archives. Immutable; made by name: {@link #builder()}.
 * <p>
 * The thread that writes the file rotates it, between two records: what was written is
 * forced first, so a record that was acknowledged as durable is durable in whatever file
 * it is in, and positions go on growing. The file is renamed, never onto one that is
 * there, and a new one is created. A file that is empty stays. Compression and retention
 * come after that, on a thread of low priority that the factory has while there is
 * something to do; no append waits for them. What a crash interrupts at whatever step
 * loses nothing, and is finished when the file is opened the next time.
 *
 * @param maxSize how large a file becomes, in bytes; 0 without a limit
 * @param period at the start of what a file ends; empty if time has no say
 * @param zone where hours and days begin, and the times in names come from
 * @param naming how archives are called
 * @param compress whether archives are compressed
 * @param keepFiles how many archives are kept; 0 without a limit
 * @param keepFor how long archives are kept; zero without a limit
 * @param keepSize how many bytes of archives are kept; 0 without a limit
 * @param keepAtLeast how many of the newest archives are kept whatever the limits
 * @param keepUntil the names of the cursors for which archives are kept beyond the limits
 * until they are read
 * @param keepUntilSize how many bytes of archives are kept at most for cursors; 0 without
 * a limit
 */
public record Rotation(long maxSize, Optional<Period> period, ZoneId zone, ArchiveNaming naming, boolean compress,
		int keepFiles, Duration keepFor, long keepSize, int keepAtLeast, Set<String> keepUntil, long keepUntilSize) {

	/**
	 * Checks the values; {@link #builder()} is easier to read.
	 * @throws NullPointerException if one is {@code null}
	 * @throws IllegalArgumentException if one is negative, or a cursor cannot be named so
	 */
	public Rotation {
		requireMaxSize(maxSize);
		Objects.requireNonNull(period, "period");
		Objects.requireNonNull(zone, "zone");
		Objects.requireNonNull(naming, "naming");
		requireKeepFiles(keepFiles);
		requireKeepFor(keepFor);
		requireKeepSize(keepSize);
		requireKeepAtLeast(keepAtLeast);
		keepUntil = inOrder(keepUntil);
		requireKeepUntilSize(keepUntilSize);
	}

	/**
	 * Only when {@link AsyncAppender#rotate()} asks for it, without compression, and
	 * every archive is kept.
	 * @return the default
	 */
	public static Rotation onDemand() {
		return builder().build();
	}

	/**
	 * Starts from {@link #onDemand()}.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Whether files are rotated, or archives compressed or deleted, without a call of
	 * {@link AsyncAppender#rotate()}.
	 * @return whether there is anything of that
	 */
	public boolean isAutomatic() {
		return this.maxSize > 0 || this.period.isPresent() || this.compress || isRetentionLimited();
	}

	/**
	 * Whether archives are deleted at all.
	 * @return whether their number, age or size is limited
	 */
	public boolean isRetentionLimited() {
		return this.keepFiles > 0 || this.keepSize > 0 || !this.keepFor.isZero();
	}

	private static void requireMaxSize(long bytes) {
		requireNotNegative("maximum size of a file", bytes);
	}

	private static void requireKeepFiles(int count) {
		requireNotNegative("number of files to keep", count);
	}

	private static void requireKeepFor(Duration time) {
		Objects.requireNonNull(time, "keepFor");
		if (time.isNegative()) {
			throw new IllegalArgumentException("time to keep archives must not be negative but is " + time);
		}
	}

	private static void requireKeepSize(long bytes) {
		requireNotNegative("size of archives to keep", bytes);
	}

	private static void requireKeepAtLeast(int count) {
		requireNotNegative("least number of files to keep", count);
	}

	private static void requireKeepUntilSize(long bytes) {
		requireNotNegative("size of archives to keep for cursors", bytes);
	}

	/** A copy that is printed alike each time. */
	private static Set<String> inOrder(Set<String> cursors) {
		Set<String> copy = new TreeSet<>(Objects.requireNonNull(cursors, "keepUntil"));
		for (String name : copy) {
			LogCursor.requireName(name);
		}
		return Collections.unmodifiableSet(copy);
	}

	private static void requireNotNegative(String what, long value) {
		if (value < 0) {
			throw new IllegalArgumentException(what + " must not be negative but is " + value);
		}
	}

	/** At the start of what a file ends. */
	public enum Period {

		/** A full hour of the zone's clocks, and a change of them in between. */
		HOUR,

		/** The first moment of a day in the zone, which need not be midnight. */
		DAY

	}

	/** Builds a {@link Rotation}; not for use by several threads at once. */
	public static final class Builder {

		private long maxSize;

		private Optional<Period> period = Optional.empty();

		private ZoneId zone = ZoneId.systemDefault();

		private ArchiveNaming naming = ArchiveNaming.standard();

		private boolean compress;

		private int keepFiles;

		private Duration keepFor = Duration.ZERO;

		private long keepSize;

		private int keepAtLeast = 1;

		private Set<String> keepUntil = Set.of();

		private long keepUntilSize;

		private Builder() {
		}

		/**
		 * How large a file becomes, with what was in it when it was opened: it is rotated
		 * before the record that would make it larger. Only a single record that is
		 * larger gets a file of its own.
		 * @param bytes the limit in bytes; 0 for none
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder maxSize(long bytes) {
			requireMaxSize(bytes);
			this.maxSize = bytes;
			return this;
		}

		/**
		 * Rotates at the start of each hour or day: before the first record that is
		 * written in a later one than those in the file. An appender that is not used is
		 * left alone. For a file that was there when it was opened its last modification
		 * counts.
		 * @param period the period
		 * @return this
		 */
		public Builder every(Period period) {
			this.period = Optional.of(Objects.requireNonNull(period, "period"));
			return this;
		}

		/**
		 * Where hours and days begin, and the times in names come from; the zone of the
		 * JVM by default.
		 * @param zone the zone, whose daylight saving time is kept to
		 * @return this
		 */
		public Builder zone(ZoneId zone) {
			this.zone = Objects.requireNonNull(zone, "zone");
			return this;
		}

		/**
		 * Where hours and days begin.
		 * @param zone the name of a zone, such as {@code Europe/Berlin}
		 * @return this
		 * @throws IllegalArgumentException if there is no such zone
		 */
		public Builder zone(String zone) {
			try {
				return zone(ZoneId.of(zone));
			}
			catch (DateTimeException ex) {
				throw new IllegalArgumentException("there is no time zone '" + zone + "': " + ex.getMessage(), ex);
			}
		}

		/**
		 * How archives are called.
		 * @param pattern as {@link ArchiveNaming} describes it;
		 * <code>{name}-{time}.{index}</code> by default
		 * @return this
		 * @throws IllegalArgumentException if two archives, or those of two files, could
		 * be called alike, or if it is not a plain file name
		 */
		public Builder naming(String pattern) {
			this.naming = ArchiveNaming.of(pattern);
			return this;
		}

		/**
		 * Whether archives are compressed (gzip, as {@code NAME.gz}), those of earlier
		 * runs too. The original goes when the other is durable.
		 * @param compress whether to compress them
		 * @return this
		 */
		public Builder compress(boolean compress) {
			this.compress = compress;
			return this;
		}

		/**
		 * How many archives are kept: the newest.
		 * @param count how many; 0 for no limit
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder keepFiles(int count) {
			requireKeepFiles(count);
			this.keepFiles = count;
			return this;
		}

		/**
		 * How long an archive is kept after the last record in it was written. Looked at
		 * with each rotation and when the file is opened, not in between.
		 * @param time how long; zero for no limit
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder keepFor(Duration time) {
			requireKeepFor(time);
			this.keepFor = time;
			return this;
		}

		/**
		 * How many bytes of archives are kept, as they lie on the disk: the newest.
		 * @param bytes how many; 0 for no limit
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder keepSize(long bytes) {
			requireKeepSize(bytes);
			this.keepSize = bytes;
			return this;
		}

		/**
		 * How many of the newest archives are never deleted, whatever the limits; 1 by
		 * default.
		 * @param count how many
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder keepAtLeast(int count) {
			requireKeepAtLeast(count);
			this.keepAtLeast = count;
			return this;
		}

		/**
		 * For which cursors archives are kept: one that the other limits would delete
		 * stays until all of these cursors have {@linkplain LogCursor#acknowledge
		 * acknowledged} what is in it, durably. A cursor that was never opened has
		 * acknowledged nothing, so everything is kept for it, from the beginning of the
		 * log on. Without effect on archives of before the log began, and where positions
		 * are not lasting.
		 * @param cursors the names of the cursors
		 * @return this
		 * @throws IllegalArgumentException if a cursor cannot be named so
		 */
		public Builder keepUntil(Set<String> cursors) {
			this.keepUntil = inOrder(cursors);
			return this;
		}

		/**
		 * How many bytes all archives may have, as they lie on the disk, before archives
		 * are no longer kept for {@linkplain #keepUntil cursors}: the oldest of those
		 * that the other limits would delete go then, though a cursor needs them. It gets
		 * a {@link LogGap} in their place, and {@link AppendListener#onCursorOverrun} is
		 * called.
		 * @param bytes how many; 0 for no limit, so that a consumer that stands still
		 * fills the disk
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder keepUntilSize(long bytes) {
			requireKeepUntilSize(bytes);
			this.keepUntilSize = bytes;
			return this;
		}

		/**
		 * Builds the rotation.
		 * @return the rotation
		 */
		public Rotation build() {
			return new Rotation(this.maxSize, this.period, this.zone, this.naming, this.compress, this.keepFiles,
					this.keepFor, this.keepSize, this.keepAtLeast, this.keepUntil, this.keepUntilSize);
		}

	}

}
