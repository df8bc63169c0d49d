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
		return new AccessLogProperties("access", format, pattern, new Redact(List.of(), List.of(), List.of()));
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

}
