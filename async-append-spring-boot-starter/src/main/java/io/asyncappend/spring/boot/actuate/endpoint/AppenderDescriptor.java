package io.asyncappend.spring.boot.actuate.endpoint;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;

/**
 * One appender as the endpoint shows it. Sizes and positions are in bytes since the
 * appender was opened.
 *
 * @param name the name of the appender
 * @param file its file, or {@code null} for a borrowed channel
 * @param state {@code open}, {@code degraded}, {@code failed} or {@code closed}
 * @param mode {@code asynchronous} or {@code synchronous}
 * @param engine how the bytes get to the operating system
 * @param fallbackReason why it is synchronous although asynchronous I/O is enabled
 * @param acceptedPosition bytes accepted
 * @param writtenPosition bytes given to the operating system
 * @param durablePosition bytes forced to the device
 * @param acceptedRecords records accepted
 * @param writtenRecords records given to the operating system
 * @param queuedRecords records accepted but not written
 * @param queuedBytes bytes accepted but not written
 * @param unsyncedBytes bytes written but not durable
 * @param droppedRecords records dropped because the buffer was full
 * @param droppedBytes bytes of those records
 * @param tornBytes bytes of an unfinished record at the end of a failed file
 * @param tornTailBytes bytes of such a record that were found when the file was opened
 * @param bufferSize size of the buffer
 * @param backpressure what append does when the buffer is full
 * @param sync when the file is forced unasked
 * @param degradations how often it degraded
 * @param degradedMillis how long it has been degraded in all, in milliseconds
 * @param failure what made it degrade or fail
 * @param failureKind {@code no-space}, {@code quota}, {@code min-free}, {@code write},
 * {@code force} or {@code other}
 * @param fileLoss what others last did to the file
 * @param rotation when the file becomes an archive, and what becomes of archives
 * @param rotationFailure why the last rotation, or what comes after it, did not succeed
 */
public record AppenderDescriptor(String name, @Nullable String file, String state, String mode, String engine,
		@Nullable String fallbackReason, long acceptedPosition, long writtenPosition, long durablePosition,
		long acceptedRecords, long writtenRecords, long queuedRecords, long queuedBytes, long unsyncedBytes,
		long droppedRecords, long droppedBytes, long tornBytes, long tornTailBytes, int bufferSize, String backpressure,
		SyncDescriptor sync, long degradations, long degradedMillis, @Nullable String failure,
		@Nullable String failureKind, @Nullable FileLossDescriptor fileLoss, RotationDescriptor rotation,
		@Nullable String rotationFailure) {

	static AppenderDescriptor of(AsyncAppender appender) {
		AppenderStatus status = appender.status();
		AppenderOptions options = appender.options();
		return new AppenderDescriptor(status.name(), status.file().map(Path::toString).orElse(null),
				lowerCase(status.state()), lowerCase(status.mode()), status.engine(),
				status.fallbackReason().orElse(null), status.acceptedPosition(), status.writtenPosition(),
				status.durablePosition(), status.acceptedRecords(), status.writtenRecords(), status.queuedRecords(),
				status.queuedBytes(), status.unsyncedBytes(), status.droppedRecords(), status.droppedBytes(),
				status.tornBytes(), status.tornTailBytes(), status.bufferSize(), options.backpressure().toString(),
				SyncDescriptor.of(options.sync()), status.degradations(),
				TimeUnit.NANOSECONDS.toMillis(status.degradedNanos()),
				status.failure().map(Throwable::toString).orElse(null),
				status.failureKind().map(AppenderDescriptor::lowerCase).orElse(null),
				status.fileLoss().map(FileLossDescriptor::of).orElse(null), RotationDescriptor.of(options.rotation()),
				status.rotationFailure().map(Throwable::toString).orElse(null));
	}

	static String lowerCase(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
