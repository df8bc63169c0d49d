package io.asyncappend.harness.cost.contender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A way to log, which is that of the arguments alone.
 *
 * @param table whose load it has
 * @param title its name there
 * @param arguments of the application
 */
public record Contender(Table table, String title, List<String> arguments) {

	private static final String NONE = "none";

	private static final String OURS = "async-append, ";

	/** All are on the class path, so the others are left out. */
	private static final List<String> SERVERS = List.of(
			"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration");

	static Contender none(Table table) {
		return of(table, NONE);
	}

	static Contender ours(Table table, String format) {
		return of(table, OURS + format, "--async-append.appenders.access.file=access.log",
				"--async-append.access-log.appender=access", "--async-append.access-log.format=" + format);
	}

	static Contender of(Table table, String title, String... arguments) {
		return new Contender(table, title, List.of(arguments));
	}

	/**
	 * Whether it logs at all.
	 * @return whether it does
	 */
	public boolean logs() {
		return !this.title.equals(NONE);
	}

	/**
	 * Whether it is the one that must lose no line.
	 * @return whether it is async-append
	 */
	public boolean isOurs() {
		return this.title.startsWith(OURS);
	}

	/** Whether its log is standard output. */
	boolean isConsole() {
		return this.arguments.contains("--logging.console.enabled=true");
	}

	List<String> options() {
		List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=4", "-Xmx256m",
				"-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
		if (this.arguments.contains("--own-access-log")) {
			options.add("-Dreactor.netty.http.server.accessLogEnabled=true");
		}
		return options;
	}

	/** The arguments of its application, whose directory is that of its log. */
	String[] arguments(Path directory) {
		List<String> all = new ArrayList<>(List.of("--spring.main.banner-mode=off", "--server.port=0",
				"--server.address=127.0.0.1", "--spring.main.web-application-type=" + webApplicationType(),
				"--async-append.directory=" + directory, "--server.tomcat.basedir=" + directory,
				"--logging.level.root=error", "--logging.level.io.asyncappend.harness=" + (logs() ? "info" : "off"),
				"--logging.level.reactor.netty.http.server.AccessLog=info",
				"--logging.logback.rollingpolicy.max-file-size=100GB", "--server.tomcat.max-keep-alive-requests=-1"));
		if (this.table != Table.LOG) {
			all.add("--spring.autoconfigure.exclude="
					+ String.join(",", SERVERS.stream().filter(this::isOther).toList()));
		}
		all.add(isConsole() ? "--answers=/proc/self/fd/3" : "--logging.console.enabled=false");
		all.addAll(this.arguments);
		return all.toArray(String[]::new);
	}

	private String webApplicationType() {
		return switch (this.table) {
			case TOMCAT, JETTY -> "servlet";
			case NETTY -> "reactive";
			case LOG -> "none";
		};
	}

	private boolean isOther(String server) {
		return Arrays.stream(server.split("\\."))
			.noneMatch((word) -> word.equals(this.table.name().toLowerCase(Locale.ROOT)));
	}

}
