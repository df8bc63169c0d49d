package io.asyncappend;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How an appender behaves. Immutable; {@link #defaults()} suits most, {@link #builder()}
 * changes what does not, by name. The same options may serve any number of appenders.
 *
 * @param bufferSize the most bytes that wait to be written:
 * {@link Builder#bufferSize(int)}
 * @param backpressure what append does when the buffer is full
 * @param sync when the file is forced although no caller asks for it
 * @param writeRetry how long a write error that may pass is retried before the appender
 * fails; zero for no retry
 * @param permissions the permissions of a file that the appender creates, before the
 * umask of the process
 * @param shared whether other processes may append to the file while it is open:
 * {@link Builder#shared(boolean)}
 * @param minFree how many bytes the file system is to keep free; 0 for none
 * @param tornTail what is done about a record at the end of the file that a crash cut
 * @param recreate whether a file that another program deleted or replaced is opened
 * again: {@link Builder#recreate(boolean)}
 * @param foreignFile what is done about a file that is there, and is not like one that
 * this process would have made
 * @param rotation when the file becomes an archive, and what becomes of archives
 * @param lastingPositions whether positions go on over restarts:
 * {@link Builder#lastingPositions(boolean)}
 */
public record AppenderOptions(int bufferSize, Backpressure backpressure, SyncPolicy sync, Duration writeRetry,
		Set<PosixFilePermission> permissions, boolean shared, long minFree, TornTail tornTail, boolean recreate,
		ForeignFilePolicy foreignFile, Rotation rotation, boolean lastingPositions) {

	/** The smallest buffer, in bytes. */
	public static final int MIN_BUFFER_SIZE = 1024;

	/** The largest buffer, in bytes. */
	public static final int MAX_BUFFER_SIZE = 1 << 30;

	private static final AppenderOptions DEFAULTS = builder().build();

	/**
	 * Checks the options; {@link #builder()} is easier to read.
	 * @throws NullPointerException if a value or a permission is {@code null}
	 * @throws IllegalArgumentException if a value is outside the range that its builder
	 * method gives, or the file is shared and to be rotated: the other processes would go
	 * on writing into what is an archive
	 */
	public AppenderOptions {
		requireBufferSize(bufferSize);
		Objects.requireNonNull(backpressure, "backpressure");
		Objects.requireNonNull(sync, "sync");
		requireWriteRetry(writeRetry);
		permissions = inOrder(permissions);
		requireMinFree(minFree);
		Objects.requireNonNull(tornTail, "tornTail");
		Objects.requireNonNull(foreignFile, "foreignFile");
		Objects.requireNonNull(rotation, "rotation");
		if (shared && rotation.isAutomatic()) {
			throw new IllegalArgumentException("a shared file cannot be rotated, as the processes that share it would"
					+ " go on writing into the archive: " + rotation);
		}
	}

	/**
	 * A buffer of 4 MiB, block when it is full, force on demand, retry a full disk for 30
	 * seconds, mode {@code rw-r-----}, not shared, no minimum of free space, end a torn
	 * tail with a line feed, do not recreate, report a foreign file, rotate on demand,
	 * lasting positions.
	 * @return the default options
	 */
	public static AppenderOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Starts from the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Starts from these options.
	 * @return a new builder with these values
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.bufferSize = this.bufferSize;
		builder.backpressure = this.backpressure;
		builder.sync = this.sync;
		builder.writeRetry = this.writeRetry;
		builder.permissions = this.permissions;
		builder.shared = this.shared;
		builder.minFree = this.minFree;
		builder.tornTail = this.tornTail;
		builder.recreate = this.recreate;
		builder.foreignFile = this.foreignFile;
		builder.rotation = this.rotation;
		builder.lastingPositions = this.lastingPositions;
		return builder;
	}

	private static void requireBufferSize(int bytes) {
		if (bytes < MIN_BUFFER_SIZE || bytes > MAX_BUFFER_SIZE) {
			throw new IllegalArgumentException("buffer size must be from " + MIN_BUFFER_SIZE + " to " + MAX_BUFFER_SIZE
					+ " bytes but is " + bytes);
		}
	}

	private static void requireWriteRetry(Duration limit) {
		Objects.requireNonNull(limit, "writeRetry");
		if (limit.isNegative()) {
			throw new IllegalArgumentException("write retry must not be negative but is " + limit);
		}
	}

	private static void requireMinFree(long bytes) {
		if (bytes < 0) {
			throw new IllegalArgumentException("minimum of free bytes must not be negative but is " + bytes);
		}
	}

	/** A copy that is printed alike each time. */
	private static Set<PosixFilePermission> inOrder(Set<PosixFilePermission> permissions) {
		Set<PosixFilePermission> copy = EnumSet.noneOf(PosixFilePermission.class);
		copy.addAll(Objects.requireNonNull(permissions, "permissions"));
		return Collections.unmodifiableSet(copy);
	}

	/** Builds {@link AppenderOptions}; not for use by several threads at once. */
	public static final class Builder {

		private int bufferSize = 4 << 20;

		private Backpressure backpressure = Backpressure.block();

		private SyncPolicy sync = SyncPolicy.onDemand();

		private Duration writeRetry = Duration.ofSeconds(30);

		private Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-r-----");

		private boolean shared;

		private long minFree;

		private TornTail tornTail = TornTail.terminate();

		private boolean recreate;

		private ForeignFilePolicy foreignFile = ForeignFilePolicy.WARN;

		private Rotation rotation = Rotation.onDemand();

		private boolean lastingPositions = true;

		private Builder() {
		}

		/**
		 * The most bytes that wait to be written; beyond it comes the
		 * {@linkplain #backpressure backpressure}. Taken off the Java heap, from 64 KiB
		 * on as it is needed. A record larger than this still goes through whole: one
		 * such record at a time is held beside the buffer, on the heap.
		 * @param bytes from {@value AppenderOptions#MIN_BUFFER_SIZE} to
		 * {@value AppenderOptions#MAX_BUFFER_SIZE} bytes
		 * @return this
		 * @throws IllegalArgumentException if the size is outside that range
		 */
		public Builder bufferSize(int bytes) {
			requireBufferSize(bytes);
			this.bufferSize = bytes;
			return this;
		}

		/**
		 * What append does when the buffer is full.
		 * @param backpressure the policy
		 * @return this
		 */
		public Builder backpressure(Backpressure backpressure) {
			this.backpressure = Objects.requireNonNull(backpressure, "backpressure");
			return this;
		}

		/**
		 * When the file is forced although no caller asks for it.
		 * @param sync the policy
		 * @return this
		 */
		public Builder sync(SyncPolicy sync) {
			this.sync = Objects.requireNonNull(sync, "sync");
			return this;
		}

		/**
		 * How long a write error that may pass (no space, quota used up) is retried
		 * before the appender fails. A failed force is never retried.
		 * @param limit the time since the first error of a row; zero for no retry
		 * @return this
		 * @throws IllegalArgumentException if the limit is negative
		 */
		public Builder writeRetry(Duration limit) {
			requireWriteRetry(limit);
			this.writeRetry = limit;
			return this;
		}

		/**
		 * The permissions of a file that the appender creates, set as it is created;
		 * without effect on a file that is there, and where the file system has no POSIX
		 * permissions.
		 * @param permissions the permissions, from which the umask takes away
		 * @return this
		 */
		public Builder permissions(Set<PosixFilePermission> permissions) {
			this.permissions = inOrder(permissions);
			return this;
		}

		/**
		 * Whether other processes may append to the file while the appender has it open,
		 * as long as they share it too. (Within one JVM a file has one appender.) Records
		 * are whole and in one piece then as well: each process takes a lock around each
		 * write, and each write(2) has whole records. If not (the default), the file is
		 * claimed by a lock on a hidden file beside it, {@code .NAME.lock}, which stays
		 * there.
		 * @param shared whether to share the file
		 * @return this
		 */
		public Builder shared(boolean shared) {
			this.shared = shared;
			return this;
		}

		/**
		 * How much space the file system is to keep free for other programs: a write that
		 * would leave less is not made, as if the disk were full. Free space is looked at
		 * ten times a second, and more often as it gets short. Without effect on a
		 * borrowed channel, whose file system is unknown.
		 * @param bytes how many bytes; 0 for none
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder minFree(long bytes) {
			requireMinFree(bytes);
			this.minFree = bytes;
			return this;
		}

		/**
		 * What to do about a record at the end of the file that a crash cut. Without
		 * effect on a borrowed channel.
		 * @param policy the policy
		 * @return this
		 */
		public Builder tornTail(TornTail policy) {
			this.tornTail = Objects.requireNonNull(policy, "tornTail");
			return this;
		}

		/**
		 * Whether a file that another program deleted, renamed or replaced is opened
		 * again by itself, as soon as that is noticed: at the latest a quarter of a
		 * second after it while records are written, and else before the next one is.
		 * What was written meanwhile is where that program left it, or gone;
		 * {@link AppendListener#onFileLost} says how much. If not (the default), the
		 * appender goes on with the file it has, until a reopen.
		 * @param recreate whether to recreate it
		 * @return this
		 */
		public Builder recreate(boolean recreate) {
			this.recreate = recreate;
			return this;
		}

		/**
		 * What to do about a file that is there before it is opened, and is not like one
		 * that this process would have made. Without effect on a borrowed channel, and on
		 * a shared file unless it is to be refused.
		 * @param policy the policy
		 * @return this
		 */
		public Builder foreignFile(ForeignFilePolicy policy) {
			this.foreignFile = Objects.requireNonNull(policy, "foreignFile");
			return this;
		}

		/**
		 * When the file becomes an archive and a new one takes its place, and what
		 * becomes of archives.
		 * @param rotation the rotation
		 * @return this
		 */
		public Builder rotation(Rotation rotation) {
			this.rotation = Objects.requireNonNull(rotation, "rotation");
			return this;
		}

		/**
		 * Whether positions go on over restarts, rotations and retention (the default),
		 * counting bytes since the log of the file began: then a small hidden file lies
		 * beside the file, {@code .NAME.positions}, and an index, {@code .NAME.index},
		 * and what was appended can be read by position. If not, positions count from the
		 * opening. Without effect on a borrowed channel, a standard stream and a shared
		 * file, whose positions always do.
		 * @param lasting whether they go on
		 * @return this
		 */
		public Builder lastingPositions(boolean lasting) {
			this.lastingPositions = lasting;
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 * @throws IllegalArgumentException if the file is shared and to be rotated: the
		 * other processes would go on writing into what is an archive
		 */
		public AppenderOptions build() {
			return new AppenderOptions(this.bufferSize, this.backpressure, this.sync, this.writeRetry, this.permissions,
					this.shared, this.minFree, this.tornTail, this.recreate, this.foreignFile, this.rotation,
					this.lastingPositions);
		}

	}

}
