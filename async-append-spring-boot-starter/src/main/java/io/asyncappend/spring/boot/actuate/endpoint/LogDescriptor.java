package io.asyncappend.spring.boot.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import io.asyncappend.LogStatus;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * The log that an appender goes on with. Positions are in bytes, and indexes in records,
 * since it began.
 *
 * @param id tells it from all others
 * @param origin {@code new}, {@code continued} or {@code renewed}
 * @param detail a few words on that, or {@code null} if there is nothing to say
 * @param openedPosition where it was when the appender was opened
 * @param openedIndex how many records it had then
 * @param writtenIndex how many records are written
 * @param durableIndex how many records are durable
 */
public record LogDescriptor(String id, String origin, @Nullable String detail, long openedPosition, long openedIndex,
		long writtenIndex, long durableIndex) {

	static LogDescriptor of(LogStatus log) {
		return new LogDescriptor(log.id().toString(), ConstantText.of(log.origin()),
				log.detail().isEmpty() ? null : log.detail(), log.opened(), log.openedIndex(), log.writtenIndex(),
				log.durableIndex());
	}

}
