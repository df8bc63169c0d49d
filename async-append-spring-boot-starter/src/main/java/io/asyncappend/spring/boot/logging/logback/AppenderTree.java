package io.asyncappend.spring.boot.logging.logback;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.FilterReply;

/**
 * The appenders of a logger, and those within them: Logback's {@code AsyncAppender}, for
 * one, hands events on to others.
 */
final class AppenderTree {

	private AppenderTree() {
	}

	/** The appenders right below another, or below a logger. */
	@SuppressWarnings("unchecked")
	static List<Appender<ILoggingEvent>> of(AppenderAttachable<?> parent) {
		List<Appender<ILoggingEvent>> all = new ArrayList<>();
		((AppenderAttachable<ILoggingEvent>) parent).iteratorForAppenders().forEachRemaining(all::add);
		return all;
	}

	/**
	 * Whether an appender of the root logger takes an event.
	 * @param excluding whether one keeps the event out that it gets
	 */
	static boolean hasOne(LoggerContext context, ILoggingEvent event, Predicate<Appender<ILoggingEvent>> excluding) {
		return hasOne(context.getLogger(Logger.ROOT_LOGGER_NAME), event, excluding);
	}

	/** The console that is disabled is there, and denies all. */
	private static boolean hasOne(AppenderAttachable<?> parent, ILoggingEvent event,
			Predicate<Appender<ILoggingEvent>> excluding) {
		for (Appender<ILoggingEvent> one : of(parent)) {
			boolean takes = one.isStarted() && one.getFilterChainDecision(event) != FilterReply.DENY;
			if (takes && ((one instanceof AppenderAttachable<?> nested) ? hasOne(nested, event, excluding)
					: !excluding.test(one))) {
				return true;
			}
		}
		return false;
	}

	/** Takes appenders out, wherever they are. */
	@SuppressWarnings("unchecked")
	static List<Appender<ILoggingEvent>> detach(AppenderAttachable<?> parent,
			Predicate<Appender<ILoggingEvent>> unwanted) {
		List<Appender<ILoggingEvent>> detached = new ArrayList<>();
		for (Appender<ILoggingEvent> one : of(parent)) {
			if (unwanted.test(one)) {
				((AppenderAttachable<ILoggingEvent>) parent).detachAppender(one);
				detached.add(one);
			}
			else if (one instanceof AppenderAttachable<?> nested) {
				detached.addAll(detach(nested, unwanted));
			}
		}
		return detached;
	}

}
