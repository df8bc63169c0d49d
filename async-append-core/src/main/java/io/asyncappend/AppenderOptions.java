package io.asyncappend;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How an appender behaves. Immutable; {@link #defaults()} suits most, {@link #builder()}
 * changes what does not. The same options may serve any number of appenders.
 */
public final class AppenderOptions {

	/** The smallest buffer, in bytes. */
	public static final int MIN_BUFFER_SIZE = 1024;

	/** The largest buffer, in bytes. */
	public static final int MAX_BUFFER_SIZE = 1 << 30;

	private static final AppenderOptions DEFAULTS = new AppenderOptions(new Builder());

	private final int bufferSize;

	private final Backpressure backpressure;

	private final SyncPolicy sync;

	private final Duration writeRetry;

	private final Set<PosixFilePermission> permissions;

	private final boolean shared;

	private final long minFree;

	private final TornTail tornTail;

	private final boolean recreate;

	private final ForeignFilePolicy foreignFile;

	private final Rotation rotation;

	private AppenderOptions(Builder builder) {
		this.bufferSize = builder.bufferSize;
		this.backpressure = builder.backpressure;
		this.sync = builder.sync;
		this.writeRetry = builder.writeRetry;
		this.permissions = Set.copyOf(builder.permissions);
		this.shared = builder.shared;
		this.minFree = builder.minFree;
		this.tornTail = builder.tornTail;
		this.recreate = builder.recreate;
		this.foreignFile = builder.foreignFile;
		this.rotation = builder.rotation;
	}

	/**
	 * A buffer of 1 MiB, block when it is full, force on demand, retry a full disk for 30
	 * seconds, mode {@code rw-r-----}, not shared, no minimum of free space, end a torn
	 * tail with a line feed, do not recreate, tell of a file that others made, rotate on
	 * demand.
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
		return builder;
	}

	/**
	 * The most that waits to be written.
	 * @return the size of the buffer in bytes
	 */
	public int bufferSize() {
		return this.bufferSize;
	}

	/**
	 * What append does when the buffer is full.
	 * @return the policy
	 */
	public Backpressure backpressure() {
		return this.backpressure;
	}

	/**
	 * When the file is forced without anybody asking.
	 * @return the policy
	 */
	public SyncPolicy sync() {
		return this.sync;
	}

	/**
	 * How long a write error that may pass is retried before the appender fails.
	 * @return the time, zero for no retry
	 */
	public Duration writeRetry() {
		return this.writeRetry;
	}

	/**
	 * The permissions of a file that the appender creates.
	 * @return the permissions, before the process' umask
	 */
	public Set<PosixFilePermission> permissions() {
		return this.permissions;
	}

	/**
	 * Whether others may append to the file while the appender has it open.
	 * @return whether the file is shared
	 */
	public boolean shared() {
		return this.shared;
	}

	/**
	 * How much space the file system is to keep free.
	 * @return bytes, 0 for none
	 */
	public long minFree() {
		return this.minFree;
	}

	/**
	 * What is done about a record at the end of the file that a crash had cut.
	 * @return the policy
	 */
	public TornTail tornTail() {
		return this.tornTail;
	}

	/**
	 * Whether a file that others deleted or replaced is opened again by itself.
	 * @return whether it is recreated
	 */
	public boolean recreate() {
		return this.recreate;
	}

	/**
	 * What is done about a file that is there and not like one of ours.
	 * @return the policy
	 */
	public ForeignFilePolicy foreignFile() {
		return this.foreignFile;
	}

	/**
	 * When the file becomes an archive, and what becomes of archives.
	 * @return the rotation
	 */
	public Rotation rotation() {
		return this.rotation;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof AppenderOptions that && this.bufferSize == that.bufferSize
				&& this.backpressure.equals(that.backpressure) && this.sync.equals(that.sync)
				&& this.writeRetry.equals(that.writeRetry) && this.permissions.equals(that.permissions)
				&& this.shared == that.shared && this.minFree == that.minFree && this.tornTail.equals(that.tornTail)
				&& this.recreate == that.recreate && this.foreignFile == that.foreignFile
				&& this.rotation.equals(that.rotation);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.bufferSize, this.backpressure, this.sync, this.writeRetry, this.permissions,
				this.shared, this.minFree, this.tornTail, this.recreate, this.foreignFile, this.rotation);
	}

	@Override
	public String toString() {
		return "AppenderOptions[bufferSize=" + this.bufferSize + ", backpressure=" + this.backpressure + ", sync="
				+ this.sync + ", writeRetry=" + this.writeRetry + ", permissions="
				+ PosixFilePermissions.toString(this.permissions) + ", shared=" + this.shared + ", minFree="
				+ this.minFree + ", tornTail=" + this.tornTail + ", recreate=" + this.recreate + ", foreignFile="
				+ this.foreignFile + ", rotation=" + this.rotation + "]";
	}

	/** Builds {@link AppenderOptions}; not for use by several threads at once. */
	public static final class Builder {

		private int bufferSize = 1 << 20;

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
			if (bytes < MIN_BUFFER_SIZE || bytes > MAX_BUFFER_SIZE) {
				throw new IllegalArgumentException("buffer size must be from " + MIN_BUFFER_SIZE + " to "
						+ MAX_BUFFER_SIZE + " bytes but is " + bytes);
			}
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
		 * When the file is forced without anybody asking.
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
			Objects.requireNonNull(limit, "writeRetry");
			if (limit.isNegative()) {
				throw new IllegalArgumentException("write retry must not be negative but is " + limit);
			}
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
			this.permissions = Set.copyOf(permissions);
			return this;
		}

		/**
		 * Whether other processes may append to the file while the appender has it open,
		 * as long as they share it too. (Within one JVM a file has one appender.) Records
		 * are whole and in one piece then as well: those who share it take a lock around
		 * each write, and each write(2) has whole records. If not (the default), the file
		 * is claimed by a lock on a hidden file beside it, {@code .NAME.lock}, which
		 * stays there.
		 * @param shared whether to share the file
		 * @return this
		 */
		public Builder shared(boolean shared) {
			this.shared = shared;
			return this;
		}

		/**
		 * How much space the file system is to keep free for others: a write that would
		 * leave less is not made, as if the disk were full. Free space is looked at ten
		 * times a second, and more often as it gets short. Without effect on a borrowed
		 * channel, whose file system nobody can tell.
		 * @param bytes how many bytes; 0 for none
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder minFree(long bytes) {
			if (bytes < 0) {
				throw new IllegalArgumentException("minimum of free bytes must not be negative but is " + bytes);
			}
			this.minFree = bytes;
			return this;
		}

		/**
		 * What to do about a record at the end of the file that a crash had cut. Without
		 * effect on a borrowed channel.
		 * @param policy the policy
		 * @return this
		 */
		public Builder tornTail(TornTail policy) {
			this.tornTail = Objects.requireNonNull(policy, "tornTail");
			return this;
		}

		/**
		 * Whether a file that others deleted, renamed or replaced is opened again by
		 * itself, as soon as that is noticed: at the latest a quarter of a second after
		 * it while records are written, and else before the next one is. What was written
		 * meanwhile is where the others left it, or gone;
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
		 * Builds the options.
		 * @return the options
		 * @throws IllegalArgumentException if the file is shared and to be rotated: the
		 * others would go on writing into what is an archive
		 */
		public AppenderOptions build() {
			if (this.shared && this.rotation.isAutomatic()) {
				throw new IllegalArgumentException("a shared file cannot be rotated, as who shares it would go on"
						+ " writing into the archive: " + this.rotation);
			}
			return new AppenderOptions(this);
		}

	}

}
