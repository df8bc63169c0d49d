package io.asyncappend.spring.boot.accesslog;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.asyncappend.spring.boot.accesslog.AccessLogProperties.Redact;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties.Sample;
import io.asyncappend.spring.boot.accesslog.pattern.LinePattern;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AccessLogPropertiesTests {

	/** Everything that is written between the braces of a directive, here or in httpd. */
	private static final Set<String> ARGUMENTS = Set.of("local", "remote", "canonical", "sec", "msec", "usec", "begin",
			"end", "s", "ms", "us", "traceId", "spanId", "HEADER", "COOKIE", "ATTRIBUTE");

	@Test
	void theAdviceNamesTheDirectivesThatThereAre() {
		InvalidPropertyException refused = catchThrowableOfType(InvalidPropertyException.class,
				() -> properties(AccessLogFormat.PATTERN, "%Z"));
		Set<String> named = Arrays.stream(refused.getAdvice().split("[ .]"))
			.filter((word) -> word.startsWith("%"))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> known = Stream
			.concat(Stream.of("%>s"),
					IntStream.range('!', '~')
						.filter((letter) -> letter != '{' && letter != '>')
						.mapToObj((letter) -> "" + (char) letter)
						.flatMap((letter) -> Stream.concat(Stream.of("%" + letter),
								ARGUMENTS.stream().map((argument) -> "%{" + argument + "}" + letter))))
			.filter(AccessLogPropertiesTests::isKnown)
			// Any name may be that of a header, a cookie or an attribute.
			.filter((directive) -> !directive.matches("%\\{.*}[io]") || directive.contains("HEADER"))
			.filter((directive) -> !directive.matches("%\\{.*}c") || directive.contains("COOKIE"))
			.filter((directive) -> !directive.matches("%\\{.*}r") || directive.contains("ATTRIBUTE"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(named).isEqualTo(known);
	}

	private static boolean isKnown(String directive) {
		try {
			LinePattern.of(directive);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static AccessLogProperties properties(AccessLogFormat format, String pattern) {
		return new AccessLogProperties("access", format, pattern, new Redact(List.of(), List.of(), List.of()),
				List.of(), List.of());
	}

	@ParameterizedTest
	@EnumSource(names = { "ECS", "LOGSTASH" })
	void aPatternBesideGivenMembersIsRefused(AccessLogFormat format) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> properties(format, "common"))
			.withMessageContaining("async-append.access-log.pattern=common: has no effect")
			.withMessageContaining("async-append.access-log.format=" + format.name().toLowerCase(Locale.ROOT));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			query   | a=b
			query   | a&b
			query   | ?
			query   | ''
			headers | X-Api-Key: secret
			headers | X Api Key
			headers | ''
			cookies | a=b
			""")
	void aNameThatHidesNothingIsRefused(String leaf, String name) {
		List<String> names = List.of("fine", name);
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> new Redact(leaf.equals("query") ? names : List.of(),
					leaf.equals("headers") ? names : List.of(), leaf.equals("cookies") ? names : List.of()))
			.withMessageContaining("async-append.access-log.redact." + leaf + "=" + name + ": cannot be a name");
	}

	private static AccessLogProperties selecting(List<String> exclude, Sample... sample) {
		return new AccessLogProperties("access", AccessLogFormat.PATTERN, null,
				new Redact(List.of(), List.of(), List.of()), exclude, List.of(sample));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			actuator/health | does not begin with a slash
			''              | does not begin with a slash
			/a b            | matches no path
			/a;b=c          | matches no path
			/%61            | matches no path
			/a/../b         | matches no path
			/**             | leaves no request a line
			""")
	void anExcludedPathThatIsNoneIsRefused(String path, String reason) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> selecting(List.of("/fine", path)))
			.withMessageStartingWith("async-append.access-log.exclude=" + path + ": " + reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			-    | -       | -    | rate=: is missing
			-    | -       | 1.01 | rate=1.01: is not from 0 to 1
			-    | -       | -0.1 | rate=-0.1: is not from 0 to 1
			-    | -       | NaN  | rate=NaN: is not from 0 to 1
			api  | -       | 1    | path=api: does not begin with a slash
			-    | 2xy     | 1    | status=2xy: is no status
			-    | 600     | 1    | status=600: is no status
			-    | 299-200 | 1    | status=299-200: ends before it begins
			""")
	void aSampleThatIsNoneIsRefused(String path, String status, Double rate, String message) {
		Sample sample = new Sample(path, (status != null) ? List.of(status) : List.of(), rate);
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> selecting(List.of(), new Sample(null, List.of(), 1.0), sample))
			.withMessageStartingWith("async-append.access-log.sample[1]." + message);
	}

}
