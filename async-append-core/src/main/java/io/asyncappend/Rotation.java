package io.asyncappend;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * When the file of an appender becomes an archive and a new one takes its place, and what
 * becomes of archives. Immutable.
 * <p>
 * Who writes the file rotates it, between two records: what was written is forced first,
 * so a record that was acknowledged as durable is durable in whatever file it is in, and
 * positions go on growing. The file is renamed, never onto one that is there, and a new
 * one is created. A file that is empty stays. Compression and retention come after that,
 * on a thread of low priority that the factory has while there is something to do; no
 * append waits for them. What a crash interrupts at whatever step loses nothing, and is
 * finished when the file is opened the next time.
 */
public final class Rotation {

	private static final Rotation ON_DEMAND = new Rotation(new Builder());

	private final long maxSize;

	private final Period period;

	private final ZoneId zone;

	private final ArchiveNaming naming;

	private final boolean compress;

	private final int keepFiles;

	private final Duration keepFor;

	private final long keepSize;

	private final int keepAtLeast;

	private Rotation(Builder builder) {
		this.maxSize = builder.maxSize;
		this.period = builder.period;
		this.zone = builder.zone;
		this.naming = builder.naming;
		this.compress = builder.compress;
		this.keepFiles = builder.keepFiles;
		this.keepFor = builder.keepFor;
		this.keepSize = builder.keepSize;
		this.keepAtLeast = builder.keepAtLeast;
	}

	/**
	 * Only when {@link AsyncAppender#rotate()} asks for it, without compression, and
	 * every archive is kept.
	 * @return the default
	 */
	public static Rotation onDemand() {
		return ON_DEMAND;
	}

	/**
	 * Starts from {@link #onDemand()}.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * How large a file becomes.
	 * @return bytes, 0 without a limit
	 */
	public long maxSize() {
		return this.maxSize;
	}

	/**
	 * At the start of what a file ends.
	 * @return the period; empty if time has no say
	 */
	public Optional<Period> period() {
		return Optional.ofNullable(this.period);
	}

	/**
	 * Where hours and days begin, and the times in names come from.
	 * @return the zone
	 */
	public ZoneId zone() {
		return this.zone;
	}

	/**
	 * How archives are called.
	 * @return the naming
	 */
	public ArchiveNaming naming() {
		return this.naming;
	}

	/**
	 * Whether archives are compressed.
	 * @return whether they are
	 */
	public boolean compress() {
		return this.compress;
	}

	/**
	 * How many archives are kept.
	 * @return how many, 0 without a limit
	 */
	public int keepFiles() {
		return this.keepFiles;
	}

	/**
	 * How long archives are kept.
	 * @return the time, zero without a limit
	 */
	public Duration keepFor() {
		return this.keepFor;
	}

	/**
	 * How many bytes of archives are kept.
	 * @return bytes, 0 without a limit
	 */
	public long keepSize() {
		return this.keepSize;
	}

	/**
	 * How many of the newest archives are kept whatever the limits.
	 * @return how many
	 */
	public int keepAtLeast() {
		return this.keepAtLeast;
	}

	/**
	 * Whether files are rotated, or archives compressed or deleted, without a call of
	 * {@link AsyncAppender#rotate()}.
	 * @return whether there is anything of that
	 */
	public boolean isAutomatic() {
		return this.maxSize > 0 || this.period != null || this.compress || isRetentionLimited();
	}

	/**
	 * Whether archives are deleted at all.
	 * @return whether their number, age or size is limited
	 */
	public boolean isRetentionLimited() {
		return this.keepFiles > 0 || this.keepSize > 0 || !this.keepFor.isZero();
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Rotation that && this.maxSize == that.maxSize && this.period == that.period
				&& this.zone.equals(that.zone) && this.naming.equals(that.naming) && this.compress == that.compress
				&& this.keepFiles == that.keepFiles && this.keepFor.equals(that.keepFor)
				&& this.keepSize == that.keepSize && this.keepAtLeast == that.keepAtLeast;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.maxSize, this.period, this.zone, this.naming, this.compress, this.keepFiles,
				this.keepFor, this.keepSize, this.keepAtLeast);
	}

	@Override
	public String toString() {
		return "Rotation[maxSize=" + this.maxSize + ", every=" + this.period + ", zone=" + this.zone + ", naming="
				+ this.naming + ", compress=" + this.compress + ", keepFiles=" + keepFiles() + ", keepFor=" + keepFor()
				+ ", keepSize=" + keepSize() + ", keepAtLeast=" + keepAtLeast() + "]";
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

		private Period period;

		private ZoneId zone = ZoneId.systemDefault();

		private ArchiveNaming naming = ArchiveNaming.standard();

		private boolean compress;

		private int keepFiles;

		private Duration keepFor = Duration.ZERO;

		private long keepSize;

		private int keepAtLeast = 1;

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
			this.maxSize = notNegative("maximum size of a file", bytes);
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
			this.period = Objects.requireNonNull(period, "period");
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
			this.keepFiles = (int) notNegative("number of files to keep", count);
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
			if (time.isNegative()) {
				throw new IllegalArgumentException("time to keep archives must not be negative but is " + time);
			}
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
			this.keepSize = notNegative("size of archives to keep", bytes);
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
			this.keepAtLeast = (int) notNegative("least number of files to keep", count);
			return this;
		}

		/**
		 * Builds the rotation.
		 * @return the rotation
		 */
		public Rotation build() {
			return new Rotation(this);
		}

		private static long notNegative(String what, long value) {
			if (value < 0) {
				throw new IllegalArgumentException(what + " must not be negative but is " + value);
			}
			return value;
		}

	}

}
