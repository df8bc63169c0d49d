package io.asyncappend.harness.cost.contender;

import java.util.List;
import java.util.Locale;

/** Contenders that have the same load, and the load. */
public enum Table {

	/** Requests to Tomcat. */
	TOMCAT("Tomcat", "request"),

	/** Requests to Jetty. */
	JETTY("Jetty", "request"),

	/** Requests to Reactor Netty. */
	NETTY("Reactor Netty", "request"),

	/** Calls that log an INFO. */
	LOG("Application log", "call");

	private final String title;

	private final String unit;

	Table(String title, String unit) {
		this.title = title;
		this.unit = unit;
	}

	/**
	 * Reads a name.
	 * @param name in any case
	 * @return the table
	 * @throws IllegalArgumentException if it is none
	 */
	public static Table of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	/**
	 * Its title.
	 * @return the title
	 */
	public String title() {
		return this.title;
	}

	/**
	 * What its numbers are of.
	 * @return such as {@code request}
	 */
	public String unit() {
		return this.unit;
	}

	/**
	 * The contenders, the first of which logs nothing.
	 * @return the contenders
	 */
	public List<Contender> contenders() {
		return switch (this) {
			case TOMCAT -> List.of(Contender.none(this), Contender.ours(this, "pattern"), Contender.ours(this, "ecs"),
					Contender.ours(this, "json"),
					Contender.of(this, "Tomcat's AccessLogValve", "--server.tomcat.accesslog.enabled=true",
							"--server.tomcat.accesslog.directory=.", "--server.tomcat.accesslog.rotate=false"),
					Contender.of(this, "Tomcat's JsonAccessLogValve", "--json-valve=true"));
			case JETTY -> List.of(Contender.none(this), Contender.ours(this, "pattern"), Contender.ours(this, "ecs"),
					Contender.of(this, "Jetty's CustomRequestLog", "--server.jetty.accesslog.enabled=true",
							"--server.jetty.accesslog.filename=access.log"));
			case NETTY -> List.of(Contender.none(this), Contender.ours(this, "pattern"), Contender.ours(this, "ecs"),
					Contender.of(this, "its own, by Boot's file log", "--own-access-log", "--logging.file.name=app.log",
							"--logging.pattern.file=%m%n"));
			case LOG -> List.of(Contender.none(this),
					Contender.of(this, "async-append, file", "--async-append.appenders.app.file=app.log",
							"--async-append.logging.appender=app"),
					Contender.of(this, "Boot, file", "--logging.file.name=app.log"),
					Contender.of(this, "async-append, file, ecs", "--async-append.appenders.app.file=app.log",
							"--async-append.logging.appender=app", "--logging.structured.format.file=ecs"),
					Contender.of(this, "Boot, file, ecs", "--logging.file.name=app.log",
							"--logging.structured.format.file=ecs"),
					Contender.of(this, "async-append, stdout", "--async-append.appenders.app.file=stdout",
							"--async-append.logging.appender=app", "--logging.console.enabled=true"),
					Contender.of(this, "Boot, console", "--logging.console.enabled=true"),
					Contender.of(this, "async-append, stdout, ecs", "--async-append.appenders.app.file=stdout",
							"--async-append.logging.appender=app", "--logging.console.enabled=true",
							"--logging.structured.format.console=ecs"),
					Contender.of(this, "Boot, console, ecs", "--logging.console.enabled=true",
							"--logging.structured.format.console=ecs"));
		};
	}

}
