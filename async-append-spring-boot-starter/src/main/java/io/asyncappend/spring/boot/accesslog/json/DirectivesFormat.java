package io.asyncappend.spring.boot.accesslog.json;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.pattern.Directive;
import io.asyncappend.spring.boot.accesslog.pattern.Elements;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;
import io.asyncappend.spring.boot.accesslog.pattern.LinePattern;

/**
 * An object with a member for each directive of a pattern, named as Tomcat's
 * {@code JsonAccessLogValve} names them, but with numbers as numbers. The text between
 * directives says nothing.
 */
public final class DirectivesFormat {

	/** What is written without a pattern. */
	public static final String DEFAULT = "%t %a %{remote}p %v %u %m %U %q %H %s %B %D %{Referer}i %{User-Agent}i"
			+ " %{traceId}x %{spanId}x";

	private final JsonObject object = new JsonObject();

	private final Map<String, JsonObject> groups = new LinkedHashMap<>();

	private DirectivesFormat(LinePattern pattern) {
		new LinkedHashSet<>(pattern.directives()).forEach(this::add);
		this.groups.forEach(this.object::member);
	}

	/**
	 * Creates the format.
	 * @param pattern says by its directives what is written
	 * @return the format
	 */
	public static LineFormat of(LinePattern pattern) {
		return new DirectivesFormat(pattern).object.line();
	}

	private void add(Directive directive) {
		String argument = directive.argument();
		if (argument == null) {
			add(directive.letter());
		}
		else {
			add(directive.letter(), argument);
		}
	}

	private void add(char letter) {
		switch (letter) {
			case 'a' -> this.object.wire("remoteAddr", Exchange::remoteAddress);
			case 'A' -> this.object.wire("localAddr", Exchange::localAddress);
			case 'b', 'B' -> this.object.number("size", Elements::bodyBytes);
			case 'D' -> this.object.number("elapsedTime", Elements::micros);
			case 'h' -> this.object.wire("host", Exchange::remoteAddress);
			case 'H' -> this.object.wire("protocol", Elements::protocol);
			case 'm' -> this.object.wire("method", Elements::method);
			case 'p' -> this.object.number("port", Exchange::localPort);
			case 'q' -> this.object.wire("query", Elements::query);
			case 'r' -> this.object.member("request", RequestLine::write);
			case 's' ->
				this.object.number("statusCode", (exchange) -> (exchange.status() > 0) ? exchange.status() : -1);
			case 't' -> this.object.member("time", new JsonTimestamp(ZoneId.systemDefault()));
			case 'T' -> this.object.number("elapsedTimeS", (exchange) -> Elements.micros(exchange) / 1_000_000);
			case 'u' -> this.object.text("user", Exchange::user);
			case 'U' -> this.object.wire("path", Elements::path);
			case 'v' -> this.object.wire("localServerName", Exchange::serverName);
			default -> {
				// %l, which no request has.
			}
		}
	}

	private void add(char letter, String argument) {
		switch (letter + argument) {
			case "plocal" -> add('p');
			case "premote" -> this.object.number("remotePort", Exchange::remotePort);
			case "tsec" -> this.object.number("timeS", (exchange) -> exchange.startMillis() / 1000);
			case "tmsec" -> this.object.number("timeMs", Exchange::startMillis);
			case "Ts" -> add('T');
			case "Tms" -> this.object.number("elapsedTimeMs", (exchange) -> Elements.micros(exchange) / 1000);
			case "Tus" -> add('D');
			case "xtraceId" -> this.object.text("traceId", Exchange::traceId);
			case "xspanId" -> this.object.text("spanId", Exchange::spanId);
			default -> addNamed(letter, argument);
		}
	}

	private void addNamed(char letter, String name) {
		switch (letter) {
			case 'c' -> group("cookies").wire(name, (exchange) -> exchange.cookie(name));
			case 'i' -> group("requestHeaders").wire(name, (exchange) -> exchange.requestHeader(name));
			case 'o' -> group("responseHeaders").wire(name, (exchange) -> exchange.responseHeader(name));
			case 'r' -> group("requestAttributes").text(name, (exchange) -> exchange.attribute(name));
			default -> throw new IllegalStateException("no member for %{" + name + "}" + letter);
		}
	}

	private JsonObject group(String name) {
		return this.groups.computeIfAbsent(name, (group) -> new JsonObject());
	}

}
