package io.asyncappend.harness.forwarding.contender;

import io.asyncappend.harness.reliability.system.ClassPath;
import java.io.File;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A way to send records: the profile of its name. */
public enum Contender {

	/** Through this library, by YAML. */
	ASYNC_APPEND("async-append"),

	/** Logback with the appender for Kafka that is used most. */
	LOGBACK("logback-kafka-appender"),

	/** Log4j with its own appender for Kafka, behind its queue. */
	LOG4J2("Log4j Kafka appender"),

	/** Spring's template, from the thread of the caller. */
	KAFKA_TEMPLATE("KafkaTemplate"),

	/** The producer itself: how fast it can be. */
	PRODUCER("KafkaProducer"),

	/** The producer itself, with the key and the headers that a forwarded record has. */
	PRODUCER_OF_MESSAGES("KafkaProducer, same messages");

	private static final Predicate<String> OURS = Pattern.compile("async-append-(core|spring-boot-starter)")
		.asPredicate();

	private static final Predicate<String> LOGBACK_JARS = Pattern
		.compile("(logback-(core|classic|kafka-appender)|log4j-to-slf4j|jul-to-slf4j)-[^/]*\\.jar$")
		.asPredicate();

	private final String title;

	Contender(String title) {
		this.title = title;
	}

	/**
	 * Its name in a table.
	 * @return the name
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Whether it is the one that must lose nothing.
	 * @return whether it is async-append
	 */
	public boolean isOurs() {
		return this == ASYNC_APPEND;
	}

	/**
	 * Whether it has nothing to keep records in.
	 * @return whether it is a producer alone
	 */
	public boolean isBare() {
		return this == PRODUCER || this == PRODUCER_OF_MESSAGES;
	}

	/**
	 * The profile of the application.
	 * @return its name
	 */
	public String profile() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The profiles with which the application sends to Kafka.
	 * @return their names, with commas between
	 */
	public String profiles() {
		return isOurs() ? profile() + ",forwarded" : profile();
	}

	String classPath() {
		Predicate<String> wanted = isOurs() ? (entry) -> true : OURS.negate();
		if (this != LOG4J2) {
			return ClassPath.of(wanted);
		}
		// What the build puts there it has instead of Logback.
		return ClassPath.of(wanted.and(LOGBACK_JARS.negate())) + File.pathSeparator
				+ ClassPath.built(Contender.class, "log4j2");
	}

}
