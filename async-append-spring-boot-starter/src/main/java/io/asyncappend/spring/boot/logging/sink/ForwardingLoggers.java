package io.asyncappend.spring.boot.logging.sink;

import java.util.List;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;

/**
 * Whose lines do not go into a log that is forwarded, as forwarding makes them: each
 * failure would make lines that are forwarded, and fail, or succeed and make more.
 */
public final class ForwardingLoggers {

	private static final String OWN = "io.asyncappend.spring.boot.forward";

	private static final List<String> OF_KAFKA = List.of("org.apache.kafka", "org.springframework.kafka", OWN);

	/** Of the core's thread, which may run what a sink of the application's own logs. */
	private static final String THREAD = "async-append-forward-";

	private static final String KAFKA_THREAD = "kafka-producer-network-thread | ";

	private ForwardingLoggers() {
	}

	/**
	 * The loggers.
	 * @param forward where the log goes on to
	 * @return their names, which stand for those below them too
	 */
	public static List<String> of(Forward forward) {
		return (forward.kafka() != null) ? OF_KAFKA : List.of(OWN);
	}

	/**
	 * Whether forwarding made a line.
	 * @param appender the name of the appender that the line is for
	 * @param forward where that goes on to
	 * @param logger the name of the logger
	 * @param thread the name of the thread that logged it
	 * @return whether the log is not to have it
	 */
	public static boolean isExcluded(String appender, Forward forward, String logger, String thread) {
		// What such a thread runs may log under whatever name: interceptors, serializers.
		return thread.equals(THREAD + appender) || (forward.kafka() != null && isOfProducer(thread, appender))
				|| of(forward).stream().anyMatch((name) -> isBelow(logger, name));
	}

	private static boolean isBelow(String logger, String name) {
		return logger.startsWith(name) && (logger.length() == name.length() || logger.charAt(name.length()) == '.');
	}

	/**
	 * The producer of an appender has a client id that ends with its name and a number.
	 */
	private static boolean isOfProducer(String thread, String appender) {
		return thread.startsWith(KAFKA_THREAD) && thread.replaceFirst("-\\d+$", "").endsWith("-" + appender);
	}

}
