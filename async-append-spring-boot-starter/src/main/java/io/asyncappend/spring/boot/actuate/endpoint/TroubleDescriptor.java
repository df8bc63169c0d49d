package io.asyncappend.spring.boot.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderTrouble;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * What went wrong with an appender.
 *
 * @param failure what made it degrade or fail
 * @param failureKind {@code no-space}, {@code quota}, {@code min-free}, {@code write},
 * {@code force} or {@code other}
 * @param degradations how often it degraded
 * @param degradedMillis how long it has been degraded in all, in milliseconds
 * @param tornBytes bytes of an unfinished record at the end of a failed file
 * @param tornTailBytes bytes of such a record that were found when the file was opened
 * @param fileLoss what others last did to the file
 * @param rotationFailure why the last rotation, or what comes after it, did not succeed
 */
public record TroubleDescriptor(@Nullable String failure, @Nullable String failureKind, long degradations,
		long degradedMillis, long tornBytes, long tornTailBytes, @Nullable FileLossDescriptor fileLoss,
		@Nullable String rotationFailure) {

	static TroubleDescriptor of(AppenderTrouble trouble) {
		return new TroubleDescriptor(trouble.failure().map(Throwable::toString).orElse(null),
				trouble.failureKind().map(ConstantText::of).orElse(null), trouble.degradations(),
				trouble.degraded().toMillis(), trouble.tornBytes(), trouble.tornTailBytes(),
				trouble.fileLoss().map(FileLossDescriptor::of).orElse(null),
				trouble.rotationFailure().map(Throwable::toString).orElse(null));
	}

}
