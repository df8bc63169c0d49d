package io.asyncappend.spring.boot.accesslog;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.accesslog.json.DirectivesFormat;
import io.asyncappend.spring.boot.accesslog.json.EcsFormat;
import io.asyncappend.spring.boot.accesslog.json.LogstashFormat;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;
import io.asyncappend.spring.boot.accesslog.pattern.LinePattern;
import io.asyncappend.spring.boot.accesslog.redact.Redaction;
import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * The properties {@code async-append.access-log.*}. Immutable.
 *
 * @param appender Name of the appender that gets a line for each request. There is no
 * access log without it. Its backpressure is 'drop' unless its own property says
 * otherwise.
 * @param format How a line is written: 'pattern' is text, and 'ecs', 'logstash' and
 * 'json' are JSON.
 * @param pattern What a line says, with the formats 'pattern' and 'json': 'common',
 * 'combined', or a pattern of directives such as '%h %t "%r" %s %b %D'. Without it,
 * 'pattern' has 'common', and 'json' all that is usual.
 * @param redact What is written as '***'.
 */
@ConfigurationProperties("async-append.access-log")
public record AccessLogProperties(@Nullable String appender, @DefaultValue("pattern") AccessLogFormat format,
		@Nullable String pattern, @DefaultValue Redact redact) {

	/** The property that turns the access log on. */
	public static final String APPENDER = "async-append.access-log.appender";

	private static final String PATTERN = "async-append.access-log.pattern";

	/**
	 * Creates the properties.
	 * @throws InvalidPropertyException if the pattern is none, or there is one that the
	 * format has no use for
	 */
	public AccessLogProperties {
		if (pattern != null) {
			if (format == AccessLogFormat.ECS || format == AccessLogFormat.LOGSTASH) {
				throw new InvalidPropertyException(PATTERN, pattern,
						"has no effect, as the members of async-append.access-log.format=" + ConstantText.of(format)
								+ " are given",
						"Remove it, or choose the format json, which has a member for each directive.");
			}
			compile(pattern);
		}
	}

	/**
	 * What the appender is used for.
	 * @return the use
	 */
	public AppenderUse use() {
		return new AppenderUse(APPENDER, (this.appender != null) ? this.appender : "", Backpressure.Action.DROP, null);
	}

	/**
	 * How lines are written.
	 * @param environment has the properties of the service, for the format {@code ecs}
	 * @return the format
	 */
	public LineFormat lineFormat(Environment environment) {
		return switch (this.format) {
			case PATTERN -> compile((this.pattern != null) ? this.pattern : "common");
			case ECS -> EcsFormat.of(environment);
			case LOGSTASH -> LogstashFormat.create();
			case JSON -> DirectivesFormat.of(compile((this.pattern != null) ? this.pattern : DirectivesFormat.DEFAULT));
		};
	}

	private static LinePattern compile(String pattern) {
		try {
			return LinePattern.of(pattern);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(PATTERN, pattern, String.valueOf(ex.getMessage()),
					"Write common, combined, or text with the directives " + LinePattern.DIRECTIVES + ".", ex);
		}
	}

	/**
	 * Names of what is secret, compared without regard to case.
	 *
	 * @param query Names of parameters whose values are written as '***': in the query,
	 * in the path, and wherever else a URL is, also as the value of another parameter.
	 * @param headers Names of headers of requests and responses whose values are written
	 * as '***', beside 'Authorization', 'Cookie', 'Set-Cookie' and 'Proxy-Authorization',
	 * which always are.
	 * @param cookies Names of cookies that a pattern writes as '***', beside
	 * 'JSESSIONID', 'SESSION' and the session cookie of the server, which always are.
	 */
	public record Redact(@DefaultValue List<String> query, @DefaultValue List<String> headers,
			@DefaultValue List<String> cookies) {

		private static final String PREFIX = "async-append.access-log.redact.";

		/** Of RFC 9110, section 5.6.2; the names of cookies are the same. */
		private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

		/**
		 * Creates the properties.
		 * @throws InvalidPropertyException if a name cannot be one
		 */
		public Redact {
			query = names("query", query, "[^=&;?#\\p{Cntrl}]*[^=&;?#\\s\\p{Cntrl}][^=&;?#\\p{Cntrl}]*", "token");
			headers = names("headers", headers, TOKEN, "X-Api-Key");
			cookies = names("cookies", cookies, TOKEN, "remember-me");
		}

		private static List<String> names(String leaf, List<String> names, String form, String example) {
			List<String> stripped = names.stream().map(String::strip).toList();
			for (String name : stripped) {
				if (!name.matches(form)) {
					throw new InvalidPropertyException(PREFIX + leaf, name,
							"cannot be a name, so that nothing would be hidden",
							"Write names alone, separated by commas, such as " + example + ".");
				}
			}
			return stripped;
		}

		/**
		 * What no line has.
		 * @param sessionCookies the names of the session cookies of the server
		 * @return the redaction
		 */
		Redaction redaction(List<String> sessionCookies) {
			return new Redaction(this.query, this.headers,
					Stream.concat(this.cookies.stream(), sessionCookies.stream()).toList());
		}

	}

	/**
	 * What no line has.
	 * @param environment may have another name for the session cookie of the server
	 * @return the redaction
	 */
	public Redaction redaction(Environment environment) {
		return this.redact
			.redaction(Stream.of("server.servlet.session.cookie.name", "server.reactive.session.cookie.name")
				.map(environment::getProperty)
				.filter(Objects::nonNull)
				.toList());
	}

}
