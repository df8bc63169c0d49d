package io.asyncappend.spring.boot.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import io.asyncappend.SyncPolicy;

/**
 * When a file is forced unasked.
 *
 * @param policy {@code on-demand}, {@code every-batch} or {@code every}
 * @param interval the longest that a record which was written is not durable, as ISO 8601
 * has it, with {@code every}
 */
public record SyncDescriptor(String policy, @Nullable String interval) {

	static SyncDescriptor of(SyncPolicy sync) {
		return sync.interval()
			.map((interval) -> new SyncDescriptor("every", interval.toString()))
			.orElseGet(() -> new SyncDescriptor(sync.toString(), null));
	}

}
