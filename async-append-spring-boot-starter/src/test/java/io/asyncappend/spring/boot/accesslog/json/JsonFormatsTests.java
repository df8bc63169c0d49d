package io.asyncappend.spring.boot.accesslog.json;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;
import io.asyncappend.spring.boot.accesslog.pattern.LinePattern;
import io.asyncappend.spring.boot.accesslog.pattern.TestExchange;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("jdk")
class JsonFormatsTests {

	private final TestExchange exchange = new TestExchange();

	private final StandardEnvironment environment = new StandardEnvironment();

	private String line(LineFormat format) {
		LineBuffer line = new LineBuffer();
		format.write(this.exchange, line);
		format.write(this.exchange, line);
		String text = new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
		assertThat(text).endsWith("}\n").containsOnlyOnce("\n");
		return text.strip();
	}

	private static String json(String pattern, TestExchange exchange) {
		LineBuffer line = new LineBuffer();
		DirectivesFormat.of(LinePattern.of(pattern)).write(exchange, line);
		return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8).strip();
	}

	private void set(Map<String, Object> properties) {
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
	}

	@Test
	void ecs() {
		set(Map.of("spring.application.name", "shop", "spring.application.version", "1.2", "spring.application.pid",
				4711, "logging.structured.ecs.service.environment", "test", "logging.structured.ecs.service.node-name",
				"n1"));
		assertThat(line(EcsFormat.of(this.environment))).isEqualTo("""
				{"@timestamp":"2026-09-21T14:13:20.123Z",\
				"log":{"level":"INFO","logger":"async-append.access-log"},\
				"process":{"pid":4711},\
				"service":{"name":"shop","version":"1.2","environment":"test","node":{"name":"n1"}},\
				"message":"GET /a/b?c=d HTTP/1.1 200",\
				"event":{"kind":"event","category":["web"],"type":["access"],"dataset":"access",\
				"outcome":"success","duration":2345678901},\
				"http":{"version":"1.1","request":{"method":"GET","referrer":"in:Referer"},\
				"response":{"status_code":200,"body":{"bytes":1234}}},\
				"url":{"path":"/a/b","query":"c=d","domain":"example.org"},\
				"client":{"address":"192.0.2.7","ip":"192.0.2.7","port":40000},\
				"user":{"name":"ada"},\
				"user_agent":{"original":"in:User-Agent"},\
				"trace":{"id":"0af7651916cd43dd8448eb211c80319c"},\
				"span":{"id":"b7ad6b7169203331"},\
				"ecs":{"version":"8.11"}}""");
	}

	@Test
	void theServiceIsThatOfTheApplicationLog() {
		set(Map.of("spring.application.name", "shop", "logging.structured.ecs.service.name", "other"));
		JsonNode service = JsonMapper.shared().readTree(line(EcsFormat.of(this.environment))).get("service");
		assertThat(service.toString()).isEqualTo("{\"name\":\"other\",\"node\":{}}");
	}

	@Test
	void whatIsNotThereIsLeftOut() {
		this.exchange.present = false;
		this.exchange.port = -1;
		JsonNode ecs = JsonMapper.shared().readTree(line(EcsFormat.of(this.environment)));
		assertThat(ecs.propertyNames()).containsExactly("@timestamp", "log", "process", "service", "message", "event",
				"http", "ecs");
		assertThat(ecs.get("message").asString()).isEqualTo("- -");
		assertThat(ecs.get("event").get("outcome").asString()).isEqualTo("unknown");
		assertThat(ecs.get("http").toString()).isEqualTo("{\"response\":{\"body\":{\"bytes\":0}}}");
		JsonNode logstash = JsonMapper.shared().readTree(line(LogstashFormat.create()));
		assertThat(logstash.propertyNames()).containsExactly("@timestamp", "@version", "message", "logger_name",
				"level", "level_value", "content_length", "elapsed_time");
		assertThat(
				json("%a %h %u %m %U %q %H %s %r %v %{X}i %{X}o %{X}c %{X}r %{traceId}x %{spanId}x %p", this.exchange))
			.isEqualTo("{}");
	}

	@ParameterizedTest
	@CsvSource({ "101, success", "200, success", "302, success", "399, success", "400, failure", "404, failure",
			"500, failure", "0, unknown" })
	void theOutcomeIsThatOfTheStatus(int status, String outcome) {
		this.exchange.status = status;
		assertThat(line(EcsFormat.of(this.environment))).contains("\"outcome\":\"" + outcome + "\"");
	}

	@Test
	void anAddressThatIsNoneIsNoIp() {
		this.exchange.remoteAddress = "unknown";
		assertThat(line(EcsFormat.of(this.environment)))
			.contains("\"client\":{\"address\":\"unknown\",\"port\":40000}");
	}

	@Test
	void logstash() {
		String line = line(LogstashFormat.create());
		JsonNode logstash = JsonMapper.shared().readTree(line);
		assertThat(OffsetDateTime.parse(logstash.get("@timestamp").asString()).toInstant().toEpochMilli())
			.isEqualTo(1_790_000_000_123L);
		assertThat(line.replaceFirst("\"@timestamp\":\"[^\"]*\",", "")).isEqualTo("""
				{"@version":"1","message":"GET /a/b?c=d HTTP/1.1 200",\
				"logger_name":"async-append.access-log","level":"INFO","level_value":20000,\
				"method":"GET","protocol":"HTTP/1.1","status_code":200,"requested_url":"GET /a/b?c=d HTTP/1.1",\
				"requested_uri":"/a/b","requested_host":"example.org","remote_host":"192.0.2.7","remote_user":"ada",\
				"content_length":1234,"elapsed_time":2345,\
				"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331",\
				"request_headers":{"referer":"in:Referer","user-agent":"in:User-Agent"}}""");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					%h %l %u "%r" %s %b | {"host":"192.0.2.7","user":"ada","request":"GET /a/b?c=d HTTP/1.1","statusCode":200,"size":1234}
					%a %A %p %{local}p %{remote}p | {"remoteAddr":"192.0.2.7","localAddr":"192.0.2.1","port":8080,"remotePort":40000}
					%b %B %b | {"size":1234}
					%D %T %{us}T %{ms}T %{s}T | {"elapsedTime":2345678,"elapsedTimeS":2,"elapsedTimeMs":2345}
					%m %U %q %H %v | {"method":"GET","path":"/a/b","query":"c=d","protocol":"HTTP/1.1","localServerName":"example.org"}
					%{sec}t %{msec}t | {"timeS":1790000000,"timeMs":1790000000123}
					%{A}i %{B}o %{a"b}i | {"requestHeaders":{"A":"in:A","a\\"b":"in:a\\"b"},"responseHeaders":{"B":"out:B"}}
					%{x.y}r %{traceId}x %{spanId}x | {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","requestAttributes":{"x.y":"42"}}
					""")
	void aMemberForEachDirective(String pattern, String expected) {
		assertThat(json(pattern, this.exchange)).isEqualTo(expected);
	}

	@Test
	void aCookieIsAMember() {
		this.exchange.header = "a=1; theme=dark";
		assertThat(json("%{theme}c%{none}c", this.exchange)).isEqualTo("{\"cookies\":{\"theme\":\"dark\"}}");
	}

	@Test
	void eachDirectiveButOneHasAMember() {
		for (String directive : List.of(LinePattern.DIRECTIVES.replace(" and %%", "").split(" "))) {
			this.exchange.header = directive.contains("COOKIE") ? "COOKIE=1" : null;
			String member = json(directive.replace("%>s", "%s"), this.exchange);
			assertThat(member).matches(directive.equals("%l") ? "\\{}" : "\\{\".*}");
		}
	}

	@Test
	void nothingFromOutsideForgesALine() {
		String evil = "\"},\n\u2028\u001b[2J\\\u0000{\"a\":\"";
		this.exchange.method = evil;
		this.exchange.path = evil;
		this.exchange.query = evil;
		this.exchange.protocol = evil;
		this.exchange.user = evil;
		this.exchange.header = evil;
		this.exchange.remoteAddress = evil;
		this.exchange.serverName = evil;
		for (LineFormat format : List.of(EcsFormat.of(this.environment), LogstashFormat.create(),
				DirectivesFormat.of(LinePattern.of(DirectivesFormat.DEFAULT)))) {
			String line = line(format);
			assertThat(line).doesNotContain("\n", "\u2028", "\u001b", "\u0000");
			assertThat(JsonMapper.shared().readTree(line).has("a")).isFalse();
		}
		assertThat(JsonMapper.shared().readTree(json("%u", this.exchange)).get("user").asString()).isEqualTo(evil);
	}

}
