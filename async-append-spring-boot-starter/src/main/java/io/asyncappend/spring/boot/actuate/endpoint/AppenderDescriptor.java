package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AppenderStatus.Dropped;
import io.asyncappend.AppenderStatus.Positions;
import io.asyncappend.AppenderStatus.Records;
import io.asyncappend.AppenderStorage;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.text.ConstantText;
import io.asyncappend.spring.boot.text.TargetText;

/**
 * One appender as the endpoint shows it: an object whose keys are those of its parts.
 * Sizes are in bytes; positions too, since the log began, or since the appender was
 * opened where positions do not last.
 *
 * @param name the name of the appender
 * @param file its file, {@code stdout} or {@code stderr}, or {@code null} for a borrowed
 * channel
 * @param writing whether and how it is written
 * @param positions {@code acceptedPosition}, {@code writtenPosition} and
 * {@code durablePosition}: bytes accepted, given to the operating system, and forced to
 * the device
 * @param records {@code acceptedRecords}, {@code writtenRecords} and
 * {@code durableRecords}: likewise, records
 * @param backlog what is on its way
 * @param dropped what was dropped because the buffer was full
 * @param storage what was last seen of the disk
 * @param options what it was opened with
 * @param log the log that its positions count, or {@code null} if they do not last
 * @param cursors those of the log that are open or that retention waits for, or
 * {@code null} if they cannot be read
 * @param fsync what forcing the file takes, or {@code null} before the first force
 * @param trouble what went wrong
 * @param forwarding how far records are forwarded to another system, or {@code null}
 */
public record AppenderDescriptor(String name, @Nullable String file, @JsonUnwrapped WritingDescriptor writing,
		@JsonUnwrapped(suffix = "Position") Positions positions, @JsonUnwrapped(suffix = "Records") Records records,
		@JsonUnwrapped BacklogDescriptor backlog, @JsonUnwrapped DroppedDescriptor dropped,
		@JsonUnwrapped StorageDescriptor storage, @JsonUnwrapped OptionsDescriptor options, @Nullable LogDescriptor log,
		@Nullable List<CursorDescriptor> cursors, @Nullable FsyncDescriptor fsync,
		@JsonUnwrapped TroubleDescriptor trouble, @Nullable ForwardingDescriptor forwarding) {

	static AppenderDescriptor of(AsyncAppender appender, FsyncTimes fsyncs) {
		return of(appender.status(), appender.options(), CursorDescriptor.of(appender), fsyncs.of(appender));
	}

	static AppenderDescriptor of(AppenderStatus status, AppenderOptions options,
			@Nullable List<CursorDescriptor> cursors, @Nullable FsyncDescriptor fsync) {
		return new AppenderDescriptor(status.name(), TargetText.of(status).orElse(null), WritingDescriptor.of(status),
				status.positions(), status.records(), BacklogDescriptor.of(status),
				DroppedDescriptor.of(status.dropped()), StorageDescriptor.of(status.storage()),
				OptionsDescriptor.of(options), status.log().map(LogDescriptor::of).orElse(null), cursors, fsync,
				TroubleDescriptor.of(status.trouble()), status.forwarding().map(ForwardingDescriptor::of).orElse(null));
	}

	/**
	 * Whether and how an appender is written.
	 *
	 * @param state {@code open}, {@code degraded}, {@code failed} or {@code closed}
	 * @param mode {@code asynchronous} or {@code synchronous}
	 * @param engine how the bytes get to the operating system
	 * @param fallbackReason why it is synchronous although asynchronous I/O is enabled
	 */
	public record WritingDescriptor(String state, String mode, String engine, @Nullable String fallbackReason) {

		static WritingDescriptor of(AppenderStatus status) {
			return new WritingDescriptor(ConstantText.of(status.state()), ConstantText.of(status.mode()),
					status.engine(), status.fallbackReason().orElse(null));
		}

	}

	/**
	 * What is on its way.
	 *
	 * @param queuedRecords records accepted but not written
	 * @param queuedBytes bytes accepted but not written
	 * @param unsyncedBytes bytes written but not durable
	 * @param unwrittenAgeMillis age of the oldest record that is not written, in
	 * milliseconds
	 * @param undurableAgeMillis age of the oldest record that is not durable, in
	 * milliseconds
	 */
	public record BacklogDescriptor(long queuedRecords, long queuedBytes, long unsyncedBytes, long unwrittenAgeMillis,
			long undurableAgeMillis) {

		static BacklogDescriptor of(AppenderStatus status) {
			return new BacklogDescriptor(status.queuedRecords(), status.queuedBytes(), status.unsyncedBytes(),
					status.age().unwritten().toMillis(), status.age().undurable().toMillis());
		}

	}

	/**
	 * What was dropped because the buffer was full.
	 *
	 * @param droppedRecords how many records
	 * @param droppedBytes how many bytes they had
	 */
	public record DroppedDescriptor(long droppedRecords, long droppedBytes) {

		static DroppedDescriptor of(Dropped dropped) {
			return new DroppedDescriptor(dropped.records(), dropped.bytes());
		}

	}

	/**
	 * What was last seen of the disk.
	 *
	 * @param freeBytes bytes free on the file system, or {@code null} if not known
	 * @param archives the archives of the file, or {@code null} if not known
	 */
	public record StorageDescriptor(@Nullable Long freeBytes, @Nullable ArchivesDescriptor archives) {

		static StorageDescriptor of(AppenderStorage storage) {
			return new StorageDescriptor(
					storage.freeBytes().isPresent() ? Long.valueOf(storage.freeBytes().getAsLong()) : null,
					storage.archives().map(ArchivesDescriptor::of).orElse(null));
		}

	}

	/**
	 * The archives of a file.
	 *
	 * @param files how many there are
	 * @param bytes how many bytes they have
	 * @param heldBytes how many of these bytes are there for cursors only
	 * @param overruns how many were deleted though a cursor needed them
	 */
	public record ArchivesDescriptor(long files, long bytes, long heldBytes, long overruns) {

		static ArchivesDescriptor of(AppenderStorage.Archives archives) {
			return new ArchivesDescriptor(archives.files(), archives.bytes(), archives.heldBytes(),
					archives.overruns());
		}

	}

	/**
	 * What an appender was opened with.
	 *
	 * @param bufferSize size of the buffer, in bytes
	 * @param backpressure what append does when the buffer is full
	 * @param sync when the file is forced unasked
	 * @param minFree bytes that are kept free on the file system
	 * @param rotation when the file becomes an archive, and what becomes of archives
	 */
	public record OptionsDescriptor(int bufferSize, String backpressure, SyncDescriptor sync, long minFree,
			RotationDescriptor rotation) {

		static OptionsDescriptor of(AppenderOptions options) {
			return new OptionsDescriptor(options.bufferSize(), options.backpressure().toString(),
					SyncDescriptor.of(options.sync()), options.minFree(), RotationDescriptor.of(options.rotation()));
		}

	}

}
