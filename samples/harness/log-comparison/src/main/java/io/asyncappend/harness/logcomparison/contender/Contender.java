package io.asyncappend.harness.logcomparison.contender;

import io.asyncappend.harness.reliability.system.ClassPath;
import java.io.File;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A way of a Spring Boot application to log into a file: the profile of its name. */
public enum Contender {

	/** Through this library, by YAML. */
	ASYNC_APPEND("async-append"),

	/** What {@code logging.file.name} does. */
	BOOT_FILE("Boot's file log"),

	/** The same behind Logback's queue, as its documentation has it. */
	LOGBACK_ASYNC("Logback AsyncAppender"),

	/** Boot's file log of Log4j2, with all loggers asynchronous. */
	LOG4J2_ASYNC("Log4j2 async");

	private static final Predicate<String> OURS = Pattern.compile("async-append-(core|spring-boot-starter)")
		.asPredicate();

	private static final Predicate<String> LOGBACK = Pattern
		.compile("(logback-(core|classic)|log4j-to-slf4j|jul-to-slf4j)-[^/]*\\.jar$")
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
	 * Whether it is the one that must keep what it promises.
	 * @return whether it is async-append
	 */
	public boolean isOurs() {
		return this == ASYNC_APPEND;
	}

	String profile() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String[] options() {
		return (this == LOG4J2_ASYNC)
				? new String[] {
						"-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.BasicAsyncLoggerContextSelector" }
				: new String[0];
	}

	String classPath() {
		Predicate<String> wanted = isOurs() ? (entry) -> true : OURS.negate();
		if (this != LOG4J2_ASYNC) {
			return ClassPath.of(wanted);
		}
		// What the build puts there it has instead of Logback.
		return ClassPath.of(wanted.and(LOGBACK.negate())) + File.pathSeparator
				+ ClassPath.built(Contender.class, "log4j2");
	}

}
