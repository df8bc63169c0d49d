package io.asyncappend.spring.boot.accesslog.json;

import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.structured.ElasticCommonSchemaProperties;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.accesslog.pattern.Elements;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;

/**
 * The Elastic Common Schema 8.11 in the shape that Spring Boot's structured logging gives
 * the application log: nested, and with the same process, service and version. What a
 * request has is in the fields that the schema has for it, as the access logs of web
 * servers have them in Elastic's integrations.
 */
public final class EcsFormat {

	/** What the application log has in its place are the loggers of the application. */
	static final String LOGGER = "async-append.access-log";

	private EcsFormat() {
	}

	/**
	 * Creates the format.
	 * @param environment has the properties of the service, {@code spring.application.*}
	 * and {@code logging.structured.ecs.service.*}
	 * @return the format
	 */
	public static LineFormat of(Environment environment) {
		JsonObject ecs = new JsonObject();
		ecs.member("@timestamp", new JsonTimestamp(ZoneOffset.UTC));
		ecs.constant((members) -> {
			members.add("log").usingMembers((log) -> {
				log.add("level", "INFO");
				log.add("logger", LOGGER);
			});
			members.add("process")
				.usingMembers(
						(process) -> process.add("pid", environment.getProperty("spring.application.pid", Long.class))
							.whenNotNull());
			ElasticCommonSchemaProperties.get(environment).jsonMembers(members);
		});
		ecs.member("message", RequestLine::message);
		ecs.object("event", EcsFormat::event);
		ecs.object("http", EcsFormat::http);
		ecs.object("url",
				(url) -> url.wire("path", Elements::path)
					.wire("query", Elements::query)
					.wire("domain", Exchange::serverName));
		ecs.object("client",
				(client) -> client.wire("address", Exchange::remoteAddress)
					.wire("ip", EcsFormat::ip)
					.number("port", Exchange::remotePort));
		ecs.object("user", (user) -> user.text("name", Exchange::user));
		ecs.object("user_agent", (agent) -> agent.wire("original", (exchange) -> exchange.requestHeader("User-Agent")));
		ecs.object("trace", (trace) -> trace.text("id", Exchange::traceId));
		ecs.object("span", (span) -> span.text("id", Exchange::spanId));
		ecs.constant((members) -> members.add("ecs").usingMembers((version) -> version.add("version", "8.11")));
		return ecs.line();
	}

	private static void event(JsonObject event) {
		event.constant((members) -> {
			members.add("kind", "event");
			members.add("category", new String[] { "web" });
			members.add("type", new String[] { "access" });
			members.add("dataset", "access");
		});
		event.member("outcome", EcsFormat::outcome);
		event.number("duration", Elements::nanos);
	}

	private static boolean outcome(Exchange exchange, LineBuffer line) {
		int status = exchange.status();
		JsonText.string((status <= 0) ? "unknown" : (status < 400) ? "success" : "failure", line);
		return true;
	}

	private static void http(JsonObject http) {
		http.wire("version", EcsFormat::version);
		http.object("request", (request) -> request.wire("method", Elements::method)
			.wire("referrer", (exchange) -> exchange.requestHeader("Referer")));
		http.object("response",
				(response) -> response
					.number("status_code", (exchange) -> (exchange.status() > 0) ? exchange.status() : -1)
					.object("body", (body) -> body.number("bytes", Elements::bodyBytes)));
	}

	private static @Nullable String version(Exchange exchange) {
		String protocol = Elements.protocol(exchange);
		return (protocol != null && protocol.startsWith("HTTP/")) ? protocol.substring(5) : protocol;
	}

	/**
	 * An index takes no document whose {@code ip} is none, as what a proxy says may be.
	 */
	private static @Nullable String ip(Exchange exchange) {
		String address = exchange.remoteAddress();
		return (address != null && IpAddress.is(address)) ? address : null;
	}

}
