package io.asyncappend.spring.boot.logging.logback;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import org.jspecify.annotations.Nullable;

/**
 * The appenders of a logger, and those within them: Logback's {@code AsyncAppender}, for
 * one, hands events on to others.
 */
final class AppenderTree {

	private AppenderTree() {
	}

	/** Finds an appender of a logger; not within the others. */
	static @Nullable Appender<ILoggingEvent> find(AppenderAttachable<ILoggingEvent> parent,
			Predicate<Appender<ILoggingEvent>> wanted) {
		for (Iterator<Appender<ILoggingEvent>> all = parent.iteratorForAppenders(); all.hasNext();) {
			Appender<ILoggingEvent> one = all.next();
			if (wanted.test(one)) {
				return one;
			}
		}
		return null;
	}

	/** Whether events of an appender get to a wanted one, directly or through others. */
	static boolean leadsTo(Appender<ILoggingEvent> appender, Predicate<Appender<ILoggingEvent>> wanted) {
		return wanted.test(appender) || (appender instanceof AppenderAttachable<?> parent
				&& find(events(parent), (one) -> leadsTo(one, wanted)) != null);
	}

	/** Takes appenders out, wherever they are. */
	static List<Appender<ILoggingEvent>> detach(AppenderAttachable<ILoggingEvent> parent,
			Predicate<Appender<ILoggingEvent>> unwanted) {
		List<Appender<ILoggingEvent>> all = new ArrayList<>();
		parent.iteratorForAppenders().forEachRemaining(all::add);
		List<Appender<ILoggingEvent>> detached = new ArrayList<>();
		for (Appender<ILoggingEvent> one : all) {
			if (unwanted.test(one)) {
				parent.detachAppender(one);
				detached.add(one);
			}
			else if (one instanceof AppenderAttachable<?> nested) {
				detached.addAll(detach(events(nested), unwanted));
			}
		}
		return detached;
	}

	@SuppressWarnings("unchecked")
	private static AppenderAttachable<ILoggingEvent> events(AppenderAttachable<?> parent) {
		return (AppenderAttachable<ILoggingEvent>) parent;
	}

}
