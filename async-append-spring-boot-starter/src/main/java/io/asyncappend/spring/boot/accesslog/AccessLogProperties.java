package io.asyncappend.spring.boot.accesslog;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
import io.asyncappend.spring.boot.accesslog.select.LineSelection;
import io.asyncappend.spring.boot.accesslog.select.PathPattern;
import io.asyncappend.spring.boot.accesslog.select.SampleRule;
import io.asyncappend.spring.boot.accesslog.select.StatusRange;
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
 * @param exclude Paths whose requests have no line and are counted instead, such as
 * '/actuator/health' or '/static/**'.
 * @param sample How many requests have a line, by path and status; the others are
 * counted. The first entry that is about a request decides.
 */
@ConfigurationProperties("async-append.access-log")
public record AccessLogProperties(@Nullable String appender, @DefaultValue("pattern") AccessLogFormat format,
		@Nullable String pattern, @DefaultValue Redact redact, @DefaultValue List<String> exclude,
		@DefaultValue List<Sample> sample) {

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
		exclude = exclude.stream().map(String::strip).toList();
		exclude.forEach(AccessLogProperties::excluded);
		for (int i = 0; i < sample.size(); i++) {
			sample.get(i).rule("async-append.access-log.sample[" + i + "].");
		}
	}

	private static PathPattern excluded(String path) {
		PathPattern pattern = pattern("async-append.access-log.exclude", path);
		if (pattern.isEveryPath()) {
			throw new InvalidPropertyException("async-append.access-log.exclude", path,
					"leaves no request a line in the log that " + APPENDER + " asks for",
					"Write the paths that are to have none, or remove " + APPENDER + ".");
		}
		return pattern;
	}

	private static PathPattern pattern(String property, String path) {
		try {
			return new PathPattern(path);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(property, path, String.valueOf(ex.getMessage()),
					"Write a path such as /actuator/health, or /static/** for all below it.", ex);
		}
	}

	/**
	 * Which requests have a line.
	 * @return the selection
	 */
	public LineSelection selection() {
		return new LineSelection(this.exclude.stream().map(AccessLogProperties::excluded).toList(),
				IntStream.range(0, this.sample.size())
					.mapToObj((i) -> this.sample.get(i).rule("async-append.access-log.sample[" + i + "]."))
					.toList());
	}

	/**
	 * What the appender is used for.
	 * @return the use
	 */
	public AppenderUse use() {
		return new AppenderUse(APPENDER, (this.appender != null) ? this.appender : "", Backpressure.Action.DROP, null,
				null);
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
	 * 'JSESSIONID', 'SESSION', 'remember-me' and the session cookie of the server, which
	 * always are.
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
	 * How many of the requests that are alike have a line.
	 *
	 * @param path Their paths, such as '/api/**'; without it, all.
	 * @param status Their statuses, such as '2xx', '404' or '200-299'; without it, all.
	 * @param rate The part that has a line: from 0 for none to 1 for all.
	 */
	public record Sample(@Nullable String path, @DefaultValue List<String> status, @Nullable Double rate) {

		private SampleRule rule(String prefix) {
			if (this.rate == null) {
				throw new InvalidPropertyException(prefix + "rate", "", "is missing",
						"Write a number from 0 for no line to 1 for a line for each request.");
			}
			if (!(this.rate >= 0 && this.rate <= 1)) {
				throw new InvalidPropertyException(prefix + "rate", this.rate, "is not from 0 to 1",
						"Write the part that is to have a line, such as 0.1 for one in ten.");
			}
			return new SampleRule((this.path != null) ? pattern(prefix + "path", this.path.strip()) : null,
					this.status.stream().map((text) -> status(prefix + "status", text.strip())).toList(), this.rate);
		}

		private static StatusRange status(String property, String text) {
			try {
				return StatusRange.of(text);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidPropertyException(property, text, String.valueOf(ex.getMessage()),
						"Write statuses such as 404, 2xx or 200-299, separated by commas.", ex);
			}
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
