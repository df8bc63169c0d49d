package io.asyncappend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One appender at one moment: all values were taken together. Immutable; made by name:
 * {@link #builder(String)}. Positions and sizes are in bytes.
 *
 * @param name the name of the appender
 * @param file the path as it was given; empty for a borrowed channel and a standard
 * stream
 * @param state what can be expected of it
 * @param mode which threads write: I/O threads or callers
 * @param fallbackReason why it is synchronous although asynchronous I/O is enabled; empty
 * when it did not fall back
 * @param engine how the bytes get to the operating system; for a standard stream its
 * {@linkplain StandardStream#shortName() name}
 * @param positions bytes accepted, written and durable
 * @param records records accepted, written and durable
 * @param age how long the oldest record has been on its way
 * @param dropped what was dropped under {@link Backpressure#drop()}
 * @param storage what was last seen of the disk
 * @param trouble what went wrong
 * @param log the log that it goes on with, and where this opening began; empty where
 * positions count from the opening: for borrowed channels and shared files, where
 * {@link AppenderOptions#lastingPositions()} says so, and where what it takes cannot be
 * kept beside the file, as {@link AppenderTrouble#logFailure()} says
 * @param forwarding how far records are forwarded to another system; empty where they are
 * not
 */
public record AppenderStatus(String name, Optional<Path> file, State state, Mode mode, Optional<String> fallbackReason,
		String engine, Positions positions, Records records, Age age, Dropped dropped, AppenderStorage storage,
		AppenderTrouble trouble, Optional<LogStatus> log, Optional<ForwardStatus> forwarding) {

	/**
	 * Checks that nothing is missing; {@link #builder(String)} is easier to read.
	 * @throws NullPointerException if a value is {@code null}
	 */
	public AppenderStatus {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(file, "file");
		Objects.requireNonNull(state, "state");
		Objects.requireNonNull(mode, "mode");
		Objects.requireNonNull(fallbackReason, "fallbackReason");
		Objects.requireNonNull(engine, "engine");
		Objects.requireNonNull(positions, "positions");
		Objects.requireNonNull(records, "records");
		Objects.requireNonNull(age, "age");
		Objects.requireNonNull(dropped, "dropped");
		Objects.requireNonNull(storage, "storage");
		Objects.requireNonNull(trouble, "trouble");
		Objects.requireNonNull(log, "log");
		Objects.requireNonNull(forwarding, "forwarding");
	}

	/**
	 * Starts from an appender that is open, asynchronous and untouched: for tests that
	 * fake an {@link AsyncAppender}.
	 * @param name the name of the appender
	 * @return a new builder
	 */
	public static Builder builder(String name) {
		return new Builder(name);
	}

	/**
	 * Where this opening began: {@code positions().accepted()} less this is what was
	 * accepted since.
	 * @return the position, in bytes since the log began; 0 where positions count from
	 * the opening
	 */
	public long opened() {
		return this.log.map(LogStatus::opened).orElse(0L);
	}

	/**
	 * The queue depth in records.
	 * @return records accepted but not written
	 */
	public long queuedRecords() {
		return this.records.accepted - this.records.written;
	}

	/**
	 * The queue depth in bytes.
	 * @return bytes accepted but not written
	 */
	public long queuedBytes() {
		return this.positions.accepted - this.positions.written;
	}

	/**
	 * What a power cut would take of the written bytes.
	 * @return bytes written but not forced to the device
	 */
	public long unsyncedBytes() {
		return this.positions.written - this.positions.durable;
	}

	/**
	 * The standard stream that is appended to.
	 * @return the stream; empty for a file and a borrowed channel
	 */
	public Optional<StandardStream> stream() {
		return this.file.isPresent() ? Optional.empty() : StandardStream.find(this.engine);
	}

	/** What can be expected of an appender. */
	public enum State {

		/** Records are accepted and written. */
		OPEN,

		/**
		 * Writing fails in a way that may pass, or the file system has less than
		 * {@linkplain AppenderOptions#minFree() is to be kept free}, and is retried;
		 * records are accepted while there is room.
		 */
		DEGRADED,

		/** Writing or forcing failed for good; every operation throws. */
		FAILED,

		/** Closed; nothing is accepted any more. */
		CLOSED

	}

	/** Which threads give the bytes to the operating system. */
	public enum Mode {

		/**
		 * An I/O thread of the file system that the file lies on, or of the standard
		 * stream.
		 */
		ASYNCHRONOUS,

		/** The caller of {@code append}, before it returns. */
		SYNCHRONOUS

	}

	/**
	 * How far an appender is, in bytes since its {@linkplain AppenderStatus#log() log}
	 * began, or without one since it was opened: {@code accepted >= written >= durable}.
	 *
	 * @param accepted bytes accepted by {@code append}
	 * @param written bytes given to the operating system
	 * @param durable bytes forced to the device
	 */
	public record Positions(long accepted, long written, long durable) {

		/** Where an appender begins that has no log. */
		public static final Positions ZERO = new Positions(0, 0, 0);

		/**
		 * Checks the order.
		 * @throws IllegalArgumentException if the positions are not in that order, or
		 * negative
		 */
		public Positions {
			if (accepted < written || written < durable || durable < 0) {
				throw new IllegalArgumentException("positions must be accepted >= written >= durable >= 0 but are "
						+ accepted + ", " + written + " and " + durable);
			}
		}

	}

	/**
	 * How many records an appender has taken since it was opened:
	 * {@code accepted >= written >= durable}.
	 *
	 * @param accepted records accepted by {@code append}
	 * @param written records whose last byte was given to the operating system
	 * @param durable records whose last byte was forced to the device
	 */
	public record Records(long accepted, long written, long durable) {

		/** Where every appender begins. */
		public static final Records ZERO = new Records(0, 0, 0);

		/**
		 * Checks the order.
		 * @throws IllegalArgumentException if the counts are not in that order, or
		 * negative
		 */
		public Records {
			if (accepted < written || written < durable || durable < 0) {
				throw new IllegalArgumentException("records must be accepted >= written >= durable >= 0 but are "
						+ accepted + ", " + written + " and " + durable);
			}
		}

	}

	/**
	 * How long the oldest record has been on its way. No producer asks a clock for it: a
	 * record's time is that at which it was first seen, by the batch that takes it up or
	 * by a call of {@link AsyncAppender#status()}, whichever comes first. So an age is
	 * never too long. It is too short by the time that the record waited to be seen: as a
	 * rule by the millisecond that records wait for others to be written with, and while
	 * the disk is slow by what was under way when the record came, one batch (a write and
	 * the force after it) at most. Where no batch begins at all, as every I/O thread of
	 * the file system hangs, it counts from the first status.
	 * <p>
	 * A failed appender writes nothing any more, so its ages grow on.
	 *
	 * @param unwritten age of the oldest record that is not (or not completely) written;
	 * zero if all are
	 * @param undurable age of the oldest record that is not durable, be it written or
	 * not; zero if all are. Where records are forced on demand only that is the time
	 * since the first one after the last force
	 */
	public record Age(Duration unwritten, Duration undurable) {

		/** All that was accepted is durable. */
		public static final Age ZERO = new Age(Duration.ZERO, Duration.ZERO);

		/**
		 * Checks the values.
		 * @throws NullPointerException if one is {@code null}
		 * @throws IllegalArgumentException if one is negative
		 */
		public Age {
			if (unwritten.isNegative() || undurable.isNegative()) {
				throw new IllegalArgumentException(
						"ages must not be negative but are " + unwritten + " and " + undurable);
			}
		}

	}

	/**
	 * What an appender had no room for since it was opened; it is not among what was
	 * accepted. As no record is empty, {@code bytes >= records}.
	 *
	 * @param records how many records
	 * @param bytes how many bytes they had
	 */
	public record Dropped(long records, long bytes) {

		/** Nothing was dropped. */
		public static final Dropped NONE = new Dropped(0, 0);

		/**
		 * Checks the counts.
		 * @throws IllegalArgumentException if there are fewer bytes than records, or
		 * fewer records than none
		 */
		public Dropped {
			if (bytes < records || records < 0) {
				throw new IllegalArgumentException(
						"dropped must be bytes >= records >= 0 but are " + bytes + " and " + records);
			}
		}

	}

	/** Builds an {@link AppenderStatus}; not for use by several threads at once. */
	public static final class Builder {

		private final String name;

		private Optional<Path> file = Optional.empty();

		private State state = State.OPEN;

		private Mode mode = Mode.ASYNCHRONOUS;

		private Optional<String> fallbackReason = Optional.empty();

		private String engine = "none";

		private Positions positions = Positions.ZERO;

		private Records records = Records.ZERO;

		private Age age = Age.ZERO;

		private Dropped dropped = Dropped.NONE;

		private AppenderStorage storage = AppenderStorage.UNKNOWN;

		private AppenderTrouble trouble = AppenderTrouble.NONE;

		private Optional<LogStatus> log = Optional.empty();

		private Optional<ForwardStatus> forwarding = Optional.empty();

		private Builder(String name) {
			this.name = Objects.requireNonNull(name, "name");
		}

		/**
		 * The path of the file; none by default.
		 * @param file the path
		 * @return this
		 */
		public Builder file(Path file) {
			this.file = Optional.of(Objects.requireNonNull(file, "file"));
			return this;
		}

		/**
		 * What can be expected of the appender; {@link State#OPEN} by default.
		 * @param state the state
		 * @return this
		 */
		public Builder state(State state) {
			this.state = Objects.requireNonNull(state, "state");
			return this;
		}

		/**
		 * Which threads write; {@link Mode#ASYNCHRONOUS} by default.
		 * @param mode the mode
		 * @return this
		 */
		public Builder mode(Mode mode) {
			this.mode = Objects.requireNonNull(mode, "mode");
			return this;
		}

		/**
		 * Why it fell back; it did not by default.
		 * @param reason the reason
		 * @return this
		 */
		public Builder fallbackReason(String reason) {
			this.fallbackReason = Optional.of(Objects.requireNonNull(reason, "reason"));
			return this;
		}

		/**
		 * How the bytes get to the operating system; {@code none} by default.
		 * @param engine a few words
		 * @return this
		 */
		public Builder engine(String engine) {
			this.engine = Objects.requireNonNull(engine, "engine");
			return this;
		}

		/**
		 * How far it is; {@link Positions#ZERO} by default.
		 * @param positions bytes accepted, written and durable
		 * @return this
		 */
		public Builder positions(Positions positions) {
			this.positions = Objects.requireNonNull(positions, "positions");
			return this;
		}

		/**
		 * How many records it has taken; {@link Records#ZERO} by default.
		 * @param records records accepted, written and durable
		 * @return this
		 */
		public Builder records(Records records) {
			this.records = Objects.requireNonNull(records, "records");
			return this;
		}

		/**
		 * How long the oldest record has been on its way; {@link Age#ZERO} by default.
		 * @param age the ages
		 * @return this
		 */
		public Builder age(Age age) {
			this.age = Objects.requireNonNull(age, "age");
			return this;
		}

		/**
		 * What it dropped; {@link Dropped#NONE} by default.
		 * @param dropped records and bytes
		 * @return this
		 */
		public Builder dropped(Dropped dropped) {
			this.dropped = Objects.requireNonNull(dropped, "dropped");
			return this;
		}

		/**
		 * What was last seen of the disk; {@link AppenderStorage#UNKNOWN} by default.
		 * @param storage the storage
		 * @return this
		 */
		public Builder storage(AppenderStorage storage) {
			this.storage = Objects.requireNonNull(storage, "storage");
			return this;
		}

		/**
		 * What went wrong; {@link AppenderTrouble#NONE} by default.
		 * @param trouble the trouble
		 * @return this
		 */
		public Builder trouble(AppenderTrouble trouble) {
			this.trouble = Objects.requireNonNull(trouble, "trouble");
			return this;
		}

		/**
		 * The log that it goes on with; none by default.
		 * @param log the log
		 * @return this
		 */
		public Builder log(LogStatus log) {
			this.log = Optional.of(Objects.requireNonNull(log, "log"));
			return this;
		}

		/**
		 * How far records are forwarded; they are not by default.
		 * @param forwarding the fourth position, and what belongs to it
		 * @return this
		 */
		public Builder forwarding(ForwardStatus forwarding) {
			this.forwarding = Optional.of(Objects.requireNonNull(forwarding, "forwarding"));
			return this;
		}

		/**
		 * Builds the status.
		 * @return the status
		 */
		public AppenderStatus build() {
			return new AppenderStatus(this.name, this.file, this.state, this.mode, this.fallbackReason, this.engine,
					this.positions, this.records, this.age, this.dropped, this.storage, this.trouble, this.log,
					this.forwarding);
		}

	}

}
