package io.asyncappend.spring.boot.accesslog;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.asyncappend.spring.boot.accesslog.pattern.LinePattern;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AccessLogPropertiesTests {

	/** Everything that is written between the braces of a directive, here or in httpd. */
	private static final Set<String> ARGUMENTS = Set.of("local", "remote", "canonical", "sec", "msec", "usec", "begin",
			"end", "s", "ms", "us", "HEADER");

	@Test
	void theAdviceNamesTheDirectivesThatThereAre() {
		InvalidPropertyException refused = catchThrowableOfType(InvalidPropertyException.class,
				() -> new AccessLogProperties("access", "%Z"));
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
			// Any name may be that of a header.
			.filter((directive) -> !directive.matches("%\\{.*}[io]") || directive.contains("HEADER"))
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

}
