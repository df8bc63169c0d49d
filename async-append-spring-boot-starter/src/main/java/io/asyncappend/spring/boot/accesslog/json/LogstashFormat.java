package io.asyncappend.spring.boot.accesslog.json;

import java.time.ZoneId;
import java.util.concurrent.TimeUnit;

import io.asyncappend.spring.boot.accesslog.pattern.Elements;
import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;

/**
 * The flat objects of Logstash: what is not of the request as Spring Boot's structured
 * logging has it for the application log, and what is of it with the names of the access
 * events of logstash-logback-encoder.
 */
public final class LogstashFormat {

	private LogstashFormat() {
	}

	/**
	 * Creates the format.
	 * @return the format
	 */
	public static LineFormat create() {
		JsonObject logstash = new JsonObject();
		logstash.member("@timestamp", new JsonTimestamp(ZoneId.systemDefault()));
		logstash.constant((members) -> members.add("@version", "1"));
		logstash.member("message", RequestLine::message);
		logstash.constant((members) -> {
			members.add("logger_name", EcsFormat.LOGGER);
			members.add("level", "INFO");
			members.add("level_value", 20000);
		});
		logstash.wire("method", Elements::method)
			.wire("protocol", Elements::protocol)
			.number("status_code", (exchange) -> (exchange.status() > 0) ? exchange.status() : -1)
			.member("requested_url", RequestLine::write)
			.wire("requested_uri", Elements::path)
			.wire("requested_host", Exchange::serverName)
			.wire("remote_host", Exchange::remoteAddress)
			.text("remote_user", Exchange::user)
			.number("content_length", Elements::bodyBytes)
			.number("elapsed_time", (exchange) -> TimeUnit.NANOSECONDS.toMillis(Elements.nanos(exchange)))
			.text("traceId", Exchange::traceId)
			.text("spanId", Exchange::spanId)
			.object("request_headers",
					(headers) -> headers.wire("referer", (exchange) -> exchange.requestHeader("Referer"))
						.wire("user-agent", (exchange) -> exchange.requestHeader("User-Agent")));
		return logstash.line();
	}

}
