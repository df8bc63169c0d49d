package io.asyncappend.spring.boot.actuate.endpoint;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.asyncappend.ForwardStatus;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * How far records are forwarded to another system.
 *
 * @param state {@code forwarding}, {@code degraded}, {@code stopped} or {@code closed}
 * @param position all before it is acknowledged, rejected or missing
 * @param lagBytes durable bytes that are not forwarded
 * @param lagRecords durable records that are not forwarded
 * @param oldestAgeMillis age of the oldest of them, in milliseconds, or {@code null}
 * @param sentRecords records that were acknowledged
 * @param sentBytes how many bytes they had
 * @param retriedRecords records that were sent again
 * @param rejectedRecords records that are never taken
 * @param gaps how often records were missing
 * @param gapBytes how many bytes were missing
 * @param failure why it is degraded or stopped
 * @param degradedMillis how long it has been so, in milliseconds
 * @param diskLimit how many bytes may be there that are not forwarded; 0 for no limit
 * @param onDiskLimit {@code block}, {@code drop-oldest} or {@code fail}
 * @param diskLimitReached whether there are as many
 * @param refusedRecords records that were refused for that
 * @param untilFullMillis how long it takes until the limit, or the end of the disk, is
 * reached at the rate of the last minutes, or {@code null} if what is not forwarded does
 * not grow
 */
public record ForwardingDescriptor(String state, long position, long lagBytes, long lagRecords,
		@Nullable Long oldestAgeMillis, long sentRecords, long sentBytes, long retriedRecords, long rejectedRecords,
		long gaps, long gapBytes, @Nullable String failure, long degradedMillis, long diskLimit, String onDiskLimit,
		boolean diskLimitReached, long refusedRecords, @Nullable Long untilFullMillis) {

	static ForwardingDescriptor of(ForwardStatus status) {
		ForwardStatus.Counts counts = status.counts();
		return new ForwardingDescriptor(ConstantText.of(status.state()), status.forwarded(), status.lag().bytes(),
				status.lag().records(), status.lag().oldest().map(Duration::toMillis).orElse(null), counts.sent(),
				counts.sentBytes(), counts.retried(), counts.rejected(), counts.gaps(), counts.gapBytes(),
				status.failure().map(Throwable::toString).orElse(null), status.degraded().toMillis(),
				status.disk().limit(), ConstantText.of(status.disk().action()), status.disk().reached(),
				status.disk().refused(), status.disk().untilFull().map(Duration::toMillis).orElse(null));
	}

}
